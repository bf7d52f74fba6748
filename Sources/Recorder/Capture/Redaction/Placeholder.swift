internal import Model

/// What stands for a secret: equal exactly where the secrets are equal, as long as the salt is the same.
///
/// Made only of letters, digits and a hyphen, so that it needs no escape in a field, a query, JSON, XML or a form.
struct Placeholder: Sendable {
    private static let prefix = Array("redacted-".utf8)
    private static let digits = 12
    static let length = prefix.count + digits

    let salt: [UInt8]
    let hash: ContentHash

    /// `redacted-` and 12 hex digits of SHA-256 over the salt and the secret.
    func callAsFunction(for secret: [UInt8]) -> [UInt8] {
        let digest = hash(salt + secret)
        var result = Self.prefix
        for byte in digest.prefix(Self.digits / 2) {
            result.append(Self.hexDigit(byte >> 4))
            result.append(Self.hexDigit(byte & 15))
        }
        return result
    }

    /// Whether a value is a placeholder already: replacing it again would change what it equals.
    static func isOne(_ value: some Collection<UInt8>) -> Bool {
        value.count == length && value.starts(with: prefix)
            && value.dropFirst(prefix.count).allSatisfy { $0 &- 0x30 < 10 || $0 &- 0x61 < 6 }
    }

    /// Whether a placeholder stands in a text.
    static func isIn(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var position = 0
        while let found = text.firstRange(of: "redacted-", from: position) {
            let end = found.lowerBound + length
            if end <= text.count, isOne(text[found.lowerBound..<end]) { return true }
            position = found.upperBound
        }
        return false
    }

    private static func hexDigit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 0x30 + nibble : 0x61 + nibble - 10 }
}
