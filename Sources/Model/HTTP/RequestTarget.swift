/// The path and query of a request target, apart.
public struct RequestTarget: Sendable, Hashable {
    /// As written, percent-encoding kept; at least `/` (or `*` for `OPTIONS *`).
    public let path: String
    /// As written, without the question mark; nil when there is none.
    public let query: String?

    /// Splits an origin-form target, or the path and query of an absolute-form one.
    public init(_ target: String) {
        var rest = Substring(target)
        if !target.hasPrefix("/"), let url = AbsoluteURL(target) { rest = Substring(url.target) }
        if let mark = rest.utf8.firstIndex(of: 0x3F) {
            path = String(rest[..<mark])
            query = String(rest[rest.index(after: mark)...])
        } else {
            path = String(rest)
            query = nil
        }
    }

    /// The query's pairs in order, percent-decoded, `+` read as a space (WHATWG URL, urlencoded parser).
    public var queryPairs: [(name: String, value: String)] { FormEncoding.pairs(of: query ?? "") }
}

/// `application/x-www-form-urlencoded`, also the usual shape of a query.
public enum FormEncoding {
    /// The pairs in order, percent-decoded, `+` read as a space. A pair without `=` has an empty value.
    public static func pairs(of text: some StringProtocol) -> [(name: String, value: String)] {
        text.utf8.isEmpty
            ? []
            : text.split(separator: "&")
                .map { pair in
                    guard let mark = pair.firstIndex(of: "=") else { return (decoded(pair), "") }
                    return (decoded(pair[..<mark]), decoded(pair[pair.index(after: mark)...]))
                }
    }

    private static func decoded(_ text: some StringProtocol) -> String {
        PercentEncoding.decoded(text, plusIsSpace: true)
    }
}

/// Percent-encoding (RFC 3986 §2.1).
public enum PercentEncoding {
    /// Decodes every well-formed `%XX`; others stay as they are. Bytes that are not UTF-8 become replacement characters.
    public static func decoded(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
        guard text.utf8.contains(where: { $0 == 0x25 || (plusIsSpace && $0 == 0x2B) }) else { return String(text) }
        var result: [UInt8] = []
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            if byte == 0x25, bytes.count >= 2, let high = hexValue(bytes[bytes.startIndex]),
                let low = hexValue(bytes[bytes.startIndex + 1])
            {
                result.append(high << 4 | low)
                bytes = bytes.dropFirst(2)
            } else {
                result.append(plusIsSpace && byte == 0x2B ? 0x20 : byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Encodes all but the unreserved characters (RFC 3986 §2.3) and those named.
    public static func encoded(_ text: String, keeping kept: String = "") -> String {
        var result: [UInt8] = []
        let kept = Array(kept.utf8)
        for byte in text.utf8 {
            if isUnreserved(byte) || kept.contains(byte) {
                result.append(byte)
            } else {
                result.append(contentsOf: [0x25, hexDigit(byte >> 4), hexDigit(byte & 15)])
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x2D || byte == 0x2E || byte == 0x5F || byte == 0x7E
    }

    private static func hexDigit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 0x30 + nibble : 0x41 + nibble - 10 }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
