internal import Model

/// Takes `multipart/…` content apart (RFC 2046 §5.1, RFC 7578).
struct MultipartReader {
    private let content: [UInt8]
    private let delimiter: [UInt8]

    init(_ content: [UInt8], boundary: String) {
        self.content = content
        delimiter = Array("--\(boundary)".utf8)
    }

    /// An object of the parts by name; nil when the content has no delimiter. A part is its text, or the value of its
    /// JSON; content that is not UTF-8 reads as base64. A part without a name counts under its number.
    func parts() -> JSON? {
        guard var start = find(delimiter, from: 0) else { return nil }
        var result: [(String, JSON)] = []
        while true {
            start += delimiter.count
            if content[start...].starts(with: [0x2D, 0x2D]) { break }
            guard let next = find([0x0D, 0x0A] + delimiter, from: start) else { break }
            result.append(part(content[min(start + 2, next)..<next], number: result.count))
            start = next + 2
        }
        return collected(result)
    }

    private func part(_ bytes: ArraySlice<UInt8>, number: Int) -> (String, JSON) {
        let blank: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        let hasNoFields = bytes.starts(with: [0x0D, 0x0A])
        let end =
            hasNoFields ? bytes.startIndex : find(blank, from: bytes.startIndex, to: bytes.endIndex) ?? bytes.endIndex
        let fields = FieldSection(wireBytes: bytes[bytes.startIndex..<min(end, bytes.endIndex)])
        let body = bytes[min(end + (hasNoFields ? 2 : 4), bytes.endIndex)...]
        let disposition = MediaType(fields.first("Content-Disposition") ?? "")
        let name = disposition.parameters["name"] ?? String(number)
        return (name, value(of: Array(body), type: MediaType(fields.first("Content-Type") ?? "")))
    }

    private func value(of body: [UInt8], type: MediaType) -> JSON {
        if type.isJSON, let json = try? JSON.parse(body) { return json }
        guard let text = String(validating: body, as: UTF8.self) else { return .string(Base64.encoded(body)) }
        return .string(text)
    }

    /// - Parameter limit: where to stop looking; nil for the end of the content.
    private func find(_ needle: [UInt8], from start: Int, to limit: Int? = nil) -> Int? {
        let end = limit ?? content.count
        var index = start
        while index + needle.count <= end {
            if content[index] == needle[0], content[index...].starts(with: needle) { return index }
            index += 1
        }
        return nil
    }
}
