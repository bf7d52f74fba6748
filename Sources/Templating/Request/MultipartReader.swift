internal import Model

/// Takes `multipart/…` content apart (RFC 2046 §5.1, RFC 7578).
struct MultipartReader {
    private let content: [UInt8]
    private let delimiter: [UInt8]

    init(_ content: [UInt8], boundary: String) {
        self.content = content
        delimiter = Array("--\(boundary)".utf8)
    }

    /// One part: its fields, and its content.
    private struct Part {
        let disposition: MediaType
        let type: String?
        let content: ArraySlice<UInt8>
        /// Its name, or its number.
        let name: String
    }

    /// An object of the parts by name; nil when the content has no delimiter. A part is its text, or the value of its
    /// JSON; content that is not UTF-8 reads as base64. A part without a name counts under its number.
    func parts() -> JSON? {
        all()
            .map { parts in
                collected(parts.map { ($0.name, value(of: Array($0.content), type: MediaType($0.type ?? ""))) })
            }
    }

    /// An object of what is said of the files among the parts, by the parts' names: `name`, `type` as sent, and `size` in bytes.
    func files() -> JSON? {
        let files = (all() ?? [])
            .compactMap { part -> (String, JSON)? in
                guard let name = part.disposition.parameters["filename"] else { return nil }
                var file: JSONObject = ["name": .string(name), "size": .int(part.content.count)]
                if let type = part.type { file["type"] = .string(type) }
                return (part.name, .object(file))
            }
        return files.isEmpty ? JSON?.none : collected(files)
    }

    private func all() -> [Part]? {
        guard var start = find(delimiter, from: 0) else { return nil }
        var result: [Part] = []
        while true {
            start += delimiter.count
            if content[start...].starts(with: [0x2D, 0x2D]) { break }
            guard let next = find([0x0D, 0x0A] + delimiter, from: start) else { break }
            result.append(part(content[min(start + 2, next)..<next], number: result.count))
            start = next + 2
        }
        return result
    }

    private func part(_ bytes: ArraySlice<UInt8>, number: Int) -> Part {
        let blank: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        let hasNoFields = bytes.starts(with: [0x0D, 0x0A])
        let end =
            hasNoFields ? bytes.startIndex : find(blank, from: bytes.startIndex, to: bytes.endIndex) ?? bytes.endIndex
        let fields = FieldSection(wireBytes: bytes[bytes.startIndex..<min(end, bytes.endIndex)])
        let body = bytes[min(end + (hasNoFields ? 2 : 4), bytes.endIndex)...]
        let disposition = MediaType(fields.first("Content-Disposition") ?? "")
        return Part(
            disposition: disposition,
            type: fields.first("Content-Type"),
            content: body,
            name: disposition.parameters["name"] ?? String(number)
        )
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
