internal import CCurl
internal import Model

/// The fields of a request as libcurl takes them: owns the list.
final class CurlFields {
    private(set) var list: UnsafeMutablePointer<curl_slist>?

    /// Fields that libcurl would add on its own are turned off first; those of the request come after and win.
    init(_ fields: FieldSection) throws(CurlError) {
        if !fields.contains("Accept") { try append("Accept:") }
        if !fields.contains("Content-Type") { try append("Content-Type:") }
        if !fields.contains("Expect") { try append("Expect:") }
        var line: [CChar] = []
        for index in 0..<fields.count {
            line.removeAll(keepingCapacity: true)
            Self.write(fields, index, to: &line)
            try append(line)
        }
    }

    deinit { curl_slist_free_all(list) }

    /// The bytes of a C string. libcurl takes `Name:` for "leave this field out" and `Name;` for one without a value
    /// (CURLOPT_HTTPHEADER).
    static func write(_ fields: FieldSection, _ index: Int, to line: inout [CChar]) {
        let isBlank = fields.withValueBytes(index) { $0.isEmpty }
        fields.withNameBytes(index) { line.append(contentsOf: $0.lazy.map(CChar.init(bitPattern:))) }
        line.append(isBlank ? 0x3B : 0x3A)
        if !isBlank { line.append(0x20) }
        fields.withValueBytes(index) { line.append(contentsOf: $0.lazy.map(CChar.init(bitPattern:))) }
        line.append(0)
    }

    private func append(_ line: UnsafePointer<CChar>) throws(CurlError) {
        guard let longer = curl_slist_append(list, line) else {
            throw CurlError(function: "curl_slist_append", reason: "out of memory")
        }
        list = longer
    }
}
