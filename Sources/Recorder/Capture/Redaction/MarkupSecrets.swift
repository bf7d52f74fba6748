/// Finds secrets in XML by the names of elements without children, and in multipart forms by the names of parts.
struct MarkupSecrets {
    let names: NameSet
    private static let longestName = 128

    /// `<password>…</password>`, with any namespace prefix and attributes.
    func elementSpans(in bytes: UnsafeBufferPointer<UInt8>) -> [SecretSpan] {
        var spans: [SecretSpan] = []
        var position = 0
        while let open = bytes[position...].firstIndex(of: UInt8(ascii: "<")) {
            position = open + 1
            let reach = bytes[position..<min(position + Self.longestName, bytes.count)]
            let nameEnd = reach.firstIndex { $0 <= 0x20 || $0 == 0x3C || $0 == 0x3E || $0 == 0x2F } ?? reach.endIndex
            let local = bytes[position..<nameEnd].lastIndex(of: UInt8(ascii: ":")).map { $0 + 1 } ?? position
            guard let rule = names.rule(for: bytes[local..<nameEnd]) else { continue }
            guard let close = bytes[nameEnd...].firstIndex(of: UInt8(ascii: ">")) else { break }
            guard bytes[close - 1] != UInt8(ascii: "/") else { continue }
            let end = bytes[(close + 1)...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
            append(close + 1..<end, of: bytes, rule: rule, to: &spans)
            position = end
        }
        return spans
    }

    /// `Content-Disposition: form-data; name="password"`, an empty line, the value, a line with the boundary
    /// (RFC 7578 §4).
    func partSpans(in bytes: UnsafeBufferPointer<UInt8>) -> [SecretSpan] {
        var spans: [SecretSpan] = []
        var position = 0
        while let found = bytes.firstRange(of: "name=\"", from: position) {
            position = found.upperBound
            if bytes[..<found.lowerBound].last.map({ lowercased($0) == UInt8(ascii: "e") }) == true { continue }
            guard let quote = bytes[position...].firstIndex(of: UInt8(ascii: "\"")) else { break }
            guard let rule = names.rule(for: bytes[position..<quote]) else { continue }
            guard let headEnd = bytes.firstRange(of: "\r\n\r\n", from: quote)?.upperBound else {
                break
            }
            let end = bytes.firstRange(of: "\r\n--", from: headEnd)?.lowerBound ?? bytes.count
            append(headEnd..<end, of: bytes, rule: rule, to: &spans)
            position = end
        }
        return spans
    }

    private func append(
        _ range: Range<Int>,
        of bytes: UnsafeBufferPointer<UInt8>,
        rule: NameRule,
        to spans: inout [SecretSpan]
    ) {
        let secret = Array(bytes[range])
        guard secret.contains(where: { $0 > 0x20 }), !Placeholder.isOne(secret), rule.holds(for: secret)
        else { return }
        spans.append(SecretSpan(range: range, secret: secret, rule: "body \(rule.spelling)"))
    }
}
