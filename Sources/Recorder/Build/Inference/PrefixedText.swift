internal import Model

/// Texts that begin with the same letters and go on at random: `TX[0-9]{12}`, `SM[0-9a-f]{32}`, `C[A-Z0-9]{9}`.
struct PrefixedText {
    var pattern: String
    /// How much the random part says.
    var bits: Double

    /// Bits of coincidence after which letters in common are no chance.
    private static let enough = 20.0

    /// - Parameter texts: letters and digits alone.
    init?(_ texts: [String]) {
        guard texts.count > 1, let prefix = Self.prefix(of: texts) else { return nil }
        let rests = texts.map { String($0.dropFirst(prefix.count)) }
        guard let alphabet = Alphabet(rests), rests.allSatisfy({ $0.utf8.count >= 4 }), alphabet.isMadeByMachine(rests)
        else { return nil }
        let isForeign = prefix.allSatisfy { !alphabet.contains($0) }
        let chance = Double((texts.count - 1) * prefix.count) * alphabet.bitsPerCharacter
        guard isForeign || chance >= Self.enough else { return nil }
        let count = IdentifierShape.mostCommonLength(rests)
        pattern = "\(prefix)[\(alphabet.spelling)]{\(count)}"
        bits = alphabet.bitsPerCharacter * Double(count)
    }

    /// The letters that all begin with, eight at most.
    private static func prefix(of texts: [String]) -> String? {
        var prefix = String(texts[0].prefix { $0.isLetter }.prefix(8))
        while !prefix.isEmpty, !texts.allSatisfy({ $0.hasPrefix(prefix) }) { prefix.removeLast() }
        return prefix.isEmpty ? nil : prefix
    }
}

/// Bytes as base64 (RFC 4648 §4 with its padding, or §5 without): signatures, digests, tokens.
struct Base64Shape {
    var pattern: String

    /// Shorter texts may as well be words.
    private static let shortest = 20

    init?(_ texts: [String]) {
        guard let first = texts.first, texts.allSatisfy({ Self.areAlike($0, first) }) else { return nil }
        let count = first.utf8.count
        let padding = first.utf8.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        let isURL = texts.contains { $0.contains("-") || $0.contains("_") }
        let isOther = texts.contains { $0.contains("+") || $0.contains("/") }
        guard padding > 0 || isURL != isOther, texts.allSatisfy(IdentifierShape.mixes) else { return nil }
        // The last character before padding has bits that nobody reads, which are zero.
        let last = ["", "[AEIMQUYcgkosw048]=", "[AQgw]=="][padding]
        let rest = count - (padding > 0 ? padding + 1 : 0)
        pattern = "[A-Za-z0-9\(isURL ? "_\\-" : "+/")]{\(rest)}\(last)"
    }

    /// Whether two texts may be base64 of equally many bytes.
    static func areAlike(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && isBase64(left) && isBase64(right)
            && left.hasSuffix("==") == right.hasSuffix("==") && left.hasSuffix("=") == right.hasSuffix("=")
    }

    private static func isBase64(_ text: String) -> Bool {
        let padding = text.utf8.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard text.utf8.count >= shortest, padding <= 2, padding == 0 || text.utf8.count % 4 == 0 else { return false }
        return text.utf8.dropLast(padding)
            .allSatisfy { byte in
                byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || [0x2B, 0x2F, 0x2D, 0x5F].contains(byte)
            }
    }
}

extension IdentifierShape {
    /// Whether a text mixes both cases and digits, as no words do.
    fileprivate static func mixes(_ text: String) -> Bool {
        text.contains { $0.isUppercase } && text.contains { $0.isLowercase } && text.contains { $0.isNumber }
    }
}
