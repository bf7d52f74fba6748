/// Finds secrets in URLs that stand anywhere in a text: `https://user:password@host/path?api_key=…`.
struct URLSecrets {
    let pairs: PairSecrets
    /// A host's name has at most 253 bytes; user information before it is seldom longer.
    private static let reach = 512

    func spans(in bytes: UnsafeBufferPointer<UInt8>) -> [SecretSpan] {
        var spans: [SecretSpan] = []
        var position = 0
        while let found = bytes.firstRange(of: "://", from: position) {
            let authorityEnd = userInformation(in: bytes, from: found.upperBound, to: &spans)
            position = query(in: bytes, from: authorityEnd, to: &spans)
        }
        return spans
    }

    /// Takes what stands before the `@` of an authority, and gives the authority's end.
    private func userInformation(
        in bytes: UnsafeBufferPointer<UInt8>,
        from start: Int,
        to spans: inout [SecretSpan]
    ) -> Int {
        let limit = min(bytes.count, start + Self.reach)
        let end = bytes[start..<limit].firstIndex { Self.isEnd($0) || $0 == 0x2F || $0 == 0x3F || $0 == 0x23 } ?? limit
        if let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")), at > start {
            let secret = percentDecoded(bytes[start..<at])
            if !Placeholder.isOne(secret) {
                spans.append(SecretSpan(range: start..<at, secret: secret, rule: "url user information"))
            }
        }
        return end
    }

    /// Takes the secrets of a query, and gives the URL's end.
    private func query(
        in bytes: UnsafeBufferPointer<UInt8>,
        from start: Int,
        to spans: inout [SecretSpan]
    ) -> Int {
        let end = bytes[start...].firstIndex(where: Self.isEnd) ?? bytes.count
        if let mark = bytes[start..<end].firstIndex(of: UInt8(ascii: "?")) {
            let fragment = bytes[mark..<end].firstIndex(of: UInt8(ascii: "#")) ?? end
            spans += pairs.spans(in: bytes, mark + 1..<fragment)
        }
        return end
    }

    /// What cannot stand in a URL: white space, quotes, angle brackets, a backslash.
    private static func isEnd(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x22, 0x27, 0x3C, 0x3E, 0x5C, 0x7F...: true
        default: false
        }
    }
}
