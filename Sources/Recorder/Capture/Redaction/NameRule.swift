/// The rule that a name falls under, and which values it holds for.
struct NameRule {
    /// How the rule spells it: `client_secret`; `*secret` where a word in the name gave it away.
    let spelling: String
    private let sureness: Sureness

    private enum Sureness { case listed, certain, likely }

    /// A name of the lists: whatever stands under it is a secret.
    init(listed spelling: String) { (self.spelling, sureness) = (spelling, .listed) }

    init(_ match: TellingWords.Match) {
        (spelling, sureness) = ("*\(match.word)", match.isCertain ? .certain : .likely)
    }

    /// Whether the name itself stands in a list.
    var isListed: Bool { sureness == .listed }

    /// Whether a value under this name is a secret.
    ///
    /// - Parameter isText: false for a number of JSON.
    func holds(for value: [UInt8], isText: Bool = true) -> Bool {
        switch sureness {
        case .listed: true
        case .certain: isText && !Self.isPlain(value)
        case .likely: isText && !Self.isPlain(value) && Self.looksMade(value)
        }
    }

    /// A flag, a mask, a date, or a URL, in which secrets are looked for by themselves.
    private static func isPlain(_ value: [UInt8]) -> Bool {
        value.allSatisfy { $0 == value[0] } || flags.contains(value.map(lowercased)) || isDate(value)
            || value.withUnsafeBufferPointer { $0.firstRange(of: "://", from: 0) != nil }
    }

    private static let flags = Set(
        """
        true false null nil none yes no on off set unset required optional enabled disabled always never text password hidden
        """
        .split(separator: " ").map { Array($0.utf8) }
    )

    /// `2026-03-01`, with whatever follows.
    private static func isDate(_ value: [UInt8]) -> Bool {
        value.count >= 10 && value[4] == 0x2D && value[7] == 0x2D
            && [0, 1, 2, 3, 5, 6, 8, 9].allSatisfy { value[$0] &- 0x30 < 10 }
    }

    /// What stands in addresses, lists and code, and in no token.
    private static let otherText = Set("@,;?&(){}[]<>\"'\\".utf8)

    /// Whether a value looks made by a machine: one word of letters and digits, or of capitals and small letters, that is no
    /// name with a version at its end.
    private static func looksMade(_ value: [UInt8]) -> Bool {
        guard value.count >= 8, value.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !otherText.contains($0) }) else {
            return false
        }
        let digits = value.count { $0 &- 0x30 < 10 }
        let capitals = value.count { $0 &- 0x41 < 26 }
        let small = value.count { $0 &- 0x61 < 26 }
        let isMixed =
            value.count >= 16
            ? (digits > 0 && capitals + small > 0) || (capitals > 0 && small > 0) : digits > 1 && capitals + small > 0
        return isMixed && ByteEntropy.bits(value) >= 2.5
    }
}
