/// Names of secrets, compared without case, hyphens and underscores: `client_secret`, `clientSecret` and
/// `Client-Secret` are one.
///
/// Most names that are asked about are not in the set; a table of first letters and lengths turns them away. A set may know telling
/// words as well, which stand for all names that end in them.
struct NameSet: Sendable {
    /// By first byte: which lengths occur. Lengths of 63 and more share a bit.
    private var lengths = [UInt64](repeating: 0, count: 256)
    private var spellings: [[UInt8]: String] = [:]
    private let words: TellingWords
    private let kept: Set<[UInt8]>

    /// The names, and those that end in one of the words, but for those kept.
    init(_ names: [String], words: [String] = [], keeping kept: [String] = []) {
        self.words = TellingWords(words)
        let kept = Set(kept.map { Self.normalized($0.utf8) })
        self.kept = kept
        for name in names {
            let normalized = Self.normalized(name.utf8)
            guard let first = normalized.first, !kept.contains(normalized), spellings[normalized] == nil else {
                continue
            }
            spellings[normalized] = name
            lengths[Int(first)] |= 1 << UInt64(min(normalized.count, 63))
        }
    }

    /// How the rule spells this name; nil when the name is not in the set.
    func spelling(of name: some Collection<UInt8>) -> String? {
        var length = 0
        var first: UInt8 = 0
        for byte in name where byte != UInt8(ascii: "-") && byte != UInt8(ascii: "_") {
            if length == 0 { first = lowercased(byte) }
            length += 1
        }
        guard length > 0, lengths[Int(first)] & 1 << UInt64(min(length, 63)) != 0 else { return nil }
        return spellings[Self.normalized(name)]
    }

    /// The rule that a name falls under: its own, or that of a telling word; nil when there is none.
    func rule(for name: some Collection<UInt8>) -> NameRule? {
        if let spelling = spelling(of: name) { return NameRule(listed: spelling) }
        guard let match = words.match(name), kept.isEmpty || !kept.contains(Self.normalized(name)) else { return nil }
        return NameRule(match)
    }

    func contains(_ name: some Collection<UInt8>) -> Bool { spelling(of: name) != nil }

    private static func normalized(_ name: some Collection<UInt8>) -> [UInt8] {
        name.compactMap { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") ? nil : lowercased($0) }
    }
}

/// ASCII letters in lower case, other bytes as they are.
func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
