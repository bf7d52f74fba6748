internal import Model

/// Finds keys whose issuers gave them a shape of their own, so that they can be told from other texts.
enum KeyShapes {
    private struct Shape: Sendable {
        let kind: SecretKind
        let prefix: [UInt8]
        /// How many characters follow the prefix.
        let lengths: ClosedRange<Int>
        let isAllowed: @Sendable (UInt8) -> Bool

        init(
            _ kind: SecretKind,
            _ prefix: String,
            _ lengths: ClosedRange<Int>,
            _ isAllowed: @escaping @Sendable (UInt8) -> Bool = { KeyShapes.isWord($0) }
        ) {
            (self.kind, self.prefix, self.lengths, self.isAllowed) = (kind, Array(prefix.utf8), lengths, isAllowed)
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x5F || byte == 0x2D
    }
    private static func isAlphanumeric(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 }
    private static func isUpper(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || byte &- 0x41 < 26 }
    private static func isHex(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || byte &- 0x61 < 6 }
    private static func isBase64(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == 0x2B || byte == 0x2F || byte == 0x3D
    }

    /// What the issuers document; nearly all name a prefix so that scanners find their keys.
    private static let shapes: [Shape] = [
        Shape(.aws, "AKIA", 16...16, { isUpper($0) }), Shape(.aws, "ASIA", 16...16, { isUpper($0) }),
        Shape(.stripe, "sk_live_", 16...247, { isAlphanumeric($0) }),
        Shape(.stripe, "rk_live_", 16...247, { isAlphanumeric($0) }),
        Shape(.stripe, "sk_test_", 16...247, { isAlphanumeric($0) }),
        Shape(.stripe, "rk_test_", 16...247, { isAlphanumeric($0) }),
        Shape(.stripe, "whsec_", 24...100, { isBase64($0) }),
        Shape(.github, "ghp_", 36...255, { isAlphanumeric($0) }),
        Shape(.github, "gho_", 36...255, { isAlphanumeric($0) }),
        Shape(.github, "ghu_", 36...255, { isAlphanumeric($0) }),
        Shape(.github, "ghs_", 36...255, { isAlphanumeric($0) }),
        Shape(.github, "ghr_", 36...255, { isAlphanumeric($0) }), Shape(.github, "github_pat_", 22...255),
        Shape(.gitlab, "glpat-", 20...64),
        Shape(.slack, "xoxb-", 10...250), Shape(.slack, "xoxp-", 10...250), Shape(.slack, "xoxa-", 10...250),
        Shape(.slack, "xoxr-", 10...250), Shape(.slack, "xoxs-", 10...250), Shape(.slack, "xoxe-", 10...250),
        Shape(.slack, "xapp-", 10...250),
        Shape(.google, "AIza", 35...35), Shape(.google, "GOCSPX-", 28...28), Shape(.google, "ya29.", 20...1_024),
        Shape(.openai, "sk-proj-", 20...250), Shape(.openai, "sk-svcacct-", 20...250),
        Shape(.anthropic, "sk-ant-", 20...250),
        Shape(.sendgrid, "SG.", 60...80, { isWord($0) || $0 == 0x2E }),
        Shape(.npm, "npm_", 36...36, { isAlphanumeric($0) }),
        Shape(.shopify, "shpat_", 32...32, { isHex($0) }), Shape(.shopify, "shpss_", 32...32, { isHex($0) }),
        Shape(.shopify, "shpca_", 32...32, { isHex($0) }),
        Shape(.twilio, "SK", 32...32, { isHex($0) }),
    ]

    /// By the first two bytes of the prefix.
    private static let byStart: [UInt16: [Shape]] = Dictionary(grouping: shapes) {
        UInt16($0.prefix[0]) << 8 | UInt16($0.prefix[1])
    }
    private static let starts: [Bool] = (0..<256).map { byte in shapes.contains { Int($0.prefix[0]) == byte } }

    /// Where a key stands, and what it looks like.
    typealias Place = (range: Range<Int>, kind: SecretKind)

    /// The keys in a text. A key begins where a word begins.
    static func places(in bytes: UnsafeBufferPointer<UInt8>) -> [Place] {
        var places: [Place] = []
        var position = 0
        let starts = starts
        while position + 8 < bytes.count {
            guard starts[Int(bytes[position])], position == 0 || !isAlphanumeric(bytes[position - 1]),
                let shapes = byStart[UInt16(bytes[position]) << 8 | UInt16(bytes[position + 1])],
                let (shape, end) = match(shapes, bytes, at: position)
            else {
                position += 1
                continue
            }
            places.append((position..<end, shape.kind))
            position = end
        }
        return places + tokens(in: bytes) + privateKeys(in: bytes)
    }

    private static func match(_ shapes: [Shape], _ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> (Shape, Int)? {
        for shape in shapes where bytes[start...].starts(with: shape.prefix) {
            var end = start + shape.prefix.count
            let first = end
            while end < bytes.count, end - first <= shape.lengths.upperBound, shape.isAllowed(bytes[end]) { end += 1 }
            // Longer runs of the same characters are something else.
            guard shape.lengths.contains(end - first), hasVariety(bytes[first..<end]) else { continue }
            return (shape, end)
        }
        return nil
    }

    /// Whether it may be a key at all: `sk_live_xxxxxxxxxxxxxxxx` of a manual is none.
    private static func hasVariety(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool { Set(bytes).count >= 6 }

    /// JSON Web Tokens (RFC 7519): three parts of base64url, the first of which is a JSON object that names an algorithm.
    private static func tokens(in bytes: UnsafeBufferPointer<UInt8>) -> [Place] {
        var places: [Place] = []
        var position = 0
        while let found = bytes.firstRange(of: "eyJ", from: position) {
            position = found.upperBound
            guard found.lowerBound == 0 || !isWord(bytes[found.lowerBound - 1]) else { continue }
            var end = found.lowerBound
            while end < bytes.count, isWord(bytes[end]) || bytes[end] == 0x2E { end += 1 }
            // A sentence may end with it.
            while end > found.upperBound, bytes[end - 1] == 0x2E { end -= 1 }
            let token = bytes[found.lowerBound..<end]
            let parts = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard parts.count == 3, parts[1].count >= 8, parts[2].count >= 16,
                let head = Base64.decoded(String(decoding: parts[0], as: UTF8.self)), let json = try? JSON.parse(head),
                json["alg"] != nil
            else { continue }
            places.append((found.lowerBound..<end, .jwt))
            position = end
        }
        return places
    }

    /// PEM (RFC 7468), its line breaks also escaped as in JSON.
    private static func privateKeys(in bytes: UnsafeBufferPointer<UInt8>) -> [Place] {
        var places: [Place] = []
        var position = 0
        while let found = bytes.firstRange(of: "-----BEGIN ", from: position) {
            position = found.upperBound
            guard let labelEnd = bytes.firstRange(of: "-----", from: position), labelEnd.lowerBound - position <= 64,
                String(decoding: bytes[position..<labelEnd.lowerBound], as: UTF8.self).hasSuffix("PRIVATE KEY")
            else { continue }
            let end = bytes.firstRange(of: "-----END ", from: labelEnd.upperBound)?.lowerBound ?? bytes.count
            guard end - labelEnd.upperBound >= 32 else { continue }
            places.append((found.lowerBound..<end, .pem))
            position = end
        }
        return places
    }
}
