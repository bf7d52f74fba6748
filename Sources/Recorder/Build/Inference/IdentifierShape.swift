internal import Model

/// The shape of values that are made new each time, and the generator that makes more of them.
struct IdentifierShape {
    /// A template: one whole expression.
    var expression: String
    /// `UUIDs of version 4`.
    var name: String

    /// The shape that all these texts share; nil when they do not look made by a machine.
    init?(_ texts: [String]) {
        guard let first = texts.first, texts.allSatisfy({ $0.utf8.count >= 4 && $0.utf8.count <= 512 }) else {
            return nil
        }
        if let known = Self.known(texts) {
            self = known
            return
        }
        guard let pattern = Self.pattern(texts, like: first) ?? Base64Shape(texts)?.pattern else { return nil }
        self.init(expression: "$.fake.pattern('\(pattern)')", name: "texts of the shape \(pattern)")
    }

    private init(expression: String, name: String) { (self.expression, self.name) = (expression, name) }

    private static func known(_ texts: [String]) -> IdentifierShape? {
        if texts.allSatisfy(isUUID) {
            let isUpper = texts.contains { $0.utf8.contains { (0x41...0x46).contains($0) } }
            let isSeven = texts.allSatisfy { Array($0.utf8)[14] == 0x37 }
            let expression = isSeven ? "$.fake.uuidV7" : "$.fake.UUID"
            return IdentifierShape(
                expression: isUpper ? "$.upper(\(expression))" : expression,
                name: isSeven ? "UUIDs of version 7" : "UUIDs"
            )
        }
        if texts.allSatisfy(isULID) { return IdentifierShape(expression: "$.fake.ulid", name: "ULIDs") }
        if texts.allSatisfy(isKSUID) { return IdentifierShape(expression: "$.fake.ksuid", name: "KSUIDs") }
        return nil
    }

    /// 8-4-4-4-12 hex digits (RFC 9562 §4).
    static func isUUID(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return false }
        return bytes.enumerated()
            .allSatisfy { index, byte in
                [8, 13, 18, 23].contains(index) ? byte == 0x2D : isHex(byte)
            }
    }

    /// 26 characters of Crockford's alphabet, in upper case, with letters and digits.
    private static func isULID(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 26, bytes[0] == 0x30, bytes[1] == 0x31 || bytes[1] == 0x32 else { return false }
        return bytes.allSatisfy { byte in
            byte &- 0x30 < 10 || ((0x41...0x5A).contains(byte) && ![0x49, 0x4C, 0x4F, 0x55].contains(byte))
        }
    }

    /// 27 characters of base 62; the first ones count seconds since May 2014, so they start low.
    private static func isKSUID(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 27, bytes[0] == 0x31 || bytes[0] == 0x32 || bytes[0] == 0x33 else { return false }
        return bytes.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 }
            && bytes.contains { (0x61...0x7A).contains($0) } && bytes.contains { (0x41...0x5A).contains($0) }
    }

    private static func isHex(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6 }
}

extension IdentifierShape {
    /// A pattern of literals and classes: parts between separators that are the same in all texts stay as they are.
    private static func pattern(_ texts: [String], like first: String) -> String? {
        let all = texts.map { parts(of: $0) }
        guard let model = all.first, all.allSatisfy({ $0.count == model.count }) else { return nil }
        var result = ""
        var randomBits = 0.0
        for index in model.indices {
            let column = all.map { $0[index] }
            if column.allSatisfy({ $0 == model[index] }), !(texts.count == 1 && looksRandom(model[index])) {
                result += escaped(model[index])
                continue
            }
            if let prefixed = PrefixedText(column) {
                result += prefixed.pattern
                randomBits += prefixed.bits
                continue
            }
            guard let alphabet = Alphabet(column), column.allSatisfy({ !$0.isEmpty }) else { return nil }
            if !alphabet.isMadeByMachine(column) { return nil }
            let length = mostCommonLength(column)
            result += "[\(alphabet.spelling)]{\(length)}"
            randomBits += alphabet.bitsPerCharacter * Double(length)
        }
        return randomBits >= 12 ? result : nil
    }

    /// Runs of letters and digits, and what stands between them.
    private static func parts(of text: String) -> [String] {
        var result: [String] = []
        var current: [UInt8] = []
        var isWord = false
        for byte in text.utf8 {
            let belongs = byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
            if belongs != isWord, !current.isEmpty {
                result.append(String(decoding: current, as: UTF8.self))
                current = []
            }
            isWord = belongs
            current.append(byte)
        }
        if !current.isEmpty { result.append(String(decoding: current, as: UTF8.self)) }
        return result
    }

    /// Whether a single text may be taken for random: a run of at least eight letters and digits that mixes them, or
    /// mixes cases, as no word does.
    static func looksRandom(_ text: String) -> Bool {
        parts(of: text)
            .contains { part in
                guard part.utf8.count >= 8, let alphabet = Alphabet([part]) else { return false }
                return alphabet.isMadeByMachine([part])
            }
    }

    static func mostCommonLength(_ texts: [String]) -> Int {
        var counts: [Int: Int] = [:]
        for text in texts { counts[text.utf8.count, default: 0] += 1 }
        return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
    }

    private static func escaped(_ literal: String) -> String {
        var result = ""
        for character in literal {
            if "[]{}\\'".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }
}

/// Which characters random text is made of.
struct Alphabet {
    private(set) var hasDigits = false
    private(set) var hasLower = false
    private(set) var hasUpper = false
    private var isHex = true

    /// The alphabet of these texts; nil when they hold anything but ASCII letters and digits.
    init?(_ texts: [String]) {
        for text in texts {
            for byte in text.utf8 {
                switch byte {
                case 0x30...0x39: hasDigits = true
                case 0x61...0x7A: hasLower = true
                case 0x41...0x5A: hasUpper = true
                default: return nil
                }
                if (byte | 0x20) &- 0x61 >= 6, byte &- 0x30 >= 10 { isHex = false }
            }
        }
    }

    /// Whether a character belongs to it as it is spelled.
    func contains(_ character: Character) -> Bool {
        switch spelling {
        case "0-9": character.isNumber
        case "0-9a-f": character.isNumber || ("a"..."f").contains(character)
        case "0-9A-F": character.isNumber || ("A"..."F").contains(character)
        case "a-z", "a-z0-9": character.isLowercase
        case "A-Z", "A-Z0-9": character.isUppercase
        default: true
        }
    }

    /// As it stands between brackets.
    var spelling: String {
        switch (hasDigits, hasLower, hasUpper) {
        case (true, false, false): "0-9"
        case (_, true, false) where isHex && hasDigits: "0-9a-f"
        case (_, false, true) where isHex && hasDigits: "0-9A-F"
        case (true, true, false): "a-z0-9"
        case (true, false, true): "A-Z0-9"
        case (false, true, false): "a-z"
        case (false, false, true): "A-Z"
        case (false, true, true): "A-Za-z"
        default: "A-Za-z0-9"
        }
    }

    /// The logarithm of its size.
    var bitsPerCharacter: Double {
        switch spelling {
        case "0-9": 3.3
        case "0-9a-f", "0-9A-F": 4
        case "a-z", "A-Z": 4.7
        case "a-z0-9", "A-Z0-9": 5.2
        case "A-Za-z": 5.7
        default: 6
        }
    }

    /// Whether texts look drawn by chance and not written by people: words do not mix digits or cases within, and
    /// seldom have all the same length.
    func isMadeByMachine(_ texts: [String]) -> Bool {
        let shortest = texts.map(\.utf8.count).min() ?? 0
        if hasDigits, !hasLower, !hasUpper { return shortest >= 4 }
        let longest = texts.map(\.utf8.count).max() ?? 0
        if texts.count >= 3, shortest == longest, shortest >= 8, Set(texts).count == texts.count { return true }
        let mixed = texts.count { text in
            let digits = text.utf8.count { $0 &- 0x30 < 10 }
            return (digits > 0 && digits < text.utf8.count) || (Self.caseChanges(text) >= 3 && !Self.isCamelCase(text))
        }
        return mixed * 2 > texts.count && shortest >= (hasDigits ? 4 : 8) && texts.reduce(0) { $0 + $1.utf8.count } >= 8
    }

    /// `CreateTopic`, `ListTagsByName`: words whose first letters are in upper case, most with a few letters.
    private static func isCamelCase(_ text: String) -> Bool {
        let words = text.split { $0.isUppercase }.map(\.count)
        return !words.isEmpty && words.count { $0 < 2 } * 4 <= words.count && words.reduce(0, +) >= 3 * words.count
    }

    private static func caseChanges(_ text: String) -> Int {
        let cases = text.utf8.map { $0 < 0x61 }
        return zip(cases, cases.dropFirst()).count { $0 != $1 }
    }
}
