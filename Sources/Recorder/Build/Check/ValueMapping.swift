internal import Model

/// What recorded values have become in a check run: ids that the mocks made anew, and values that were freshened.
struct ValueMapping {
    private var texts: [String: String] = [:]

    /// Values that say less are too common to be replaced wherever they stand.
    private static let threshold = 8.0

    var isEmpty: Bool { texts.isEmpty }

    /// Remembers what stands for a recorded text from now on.
    mutating func learn(_ recorded: String, is replayed: String) {
        if recorded == replayed {
            texts[recorded] = nil
        } else if Rarity.bits(recorded) >= Self.threshold {
            texts[recorded] = replayed
        }
    }

    /// Learns from two texts of the same make: their words one by one.
    mutating func learnWords(_ recorded: String, is replayed: String) {
        learn(recorded, is: replayed)
        let before = Self.words(recorded).filter(\.isWord)
        let after = Self.words(replayed).filter(\.isWord)
        guard before.count == after.count, before.count > 1 else { return }
        for (old, new) in zip(before, after) { learn(old.text, is: new.text) }
    }

    /// The value with everything replaced that has become something else.
    func apply(_ value: JSON) -> JSON {
        guard !texts.isEmpty else { return value }
        switch value {
        case .null, .bool: return value
        case .number(let number):
            guard let text = texts[number.text], case .number(let other)? = try? JSON.parse(text) else { return value }
            return .number(other)
        case .string(let text): return .string(apply(text))
        case .array(let elements): return .array(elements.map(apply))
        case .object(let object):
            return .object(JSONObject(object.members.map { JSONObject.Member($0.name, apply($0.value)) }))
        }
    }

    /// The text with its words replaced that have become something else.
    func apply(_ text: String) -> String {
        guard !texts.isEmpty else { return text }
        if let other = texts[text] { return other }
        return Self.words(text).map { $0.isWord ? replaced($0.text) : $0.text }.joined()
    }

    /// A word whole, without the format behind it, or without the dots and hyphens at its end.
    private func replaced(_ word: String) -> String {
        if let other = texts[word] { return other }
        if let dot = word.lastIndex(of: "."), let other = texts[String(word[..<dot])] { return other + word[dot...] }
        let end = word.utf8.reversed().prefix { $0 == 0x2E || $0 == 0x2D }.count
        guard end > 0, let other = texts[String(word.dropLast(end))] else { return word }
        return other + word.suffix(end)
    }

    /// Runs in which an id may stand, and what is between them.
    private static func words(_ text: String) -> [(text: String, isWord: Bool)] {
        var result: [(text: String, isWord: Bool)] = []
        var current: [UInt8] = []
        var isWord = false
        for byte in text.utf8 {
            let belongs =
                byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte >= 0x80 || byte == 0x5F || byte == 0x2D
                || byte == 0x2E || byte == 0x40 || byte == 0x2B
            if belongs != isWord, !current.isEmpty {
                result.append((String(decoding: current, as: UTF8.self), isWord))
                current = []
            }
            isWord = belongs
            current.append(byte)
        }
        if !current.isEmpty { result.append((String(decoding: current, as: UTF8.self), isWord)) }
        return result
    }
}
