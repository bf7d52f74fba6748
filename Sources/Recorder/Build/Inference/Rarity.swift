internal import Model

/// How much a value says by itself about where it comes from, in bits: a UUID says all, `"usd"` and `1` next to nothing.
enum Rarity {
    /// The bits of a scalar.
    static func bits(_ value: JSON) -> Double {
        switch value {
        case .null, .bool: 0
        case .number(let number): bits(number.text)
        case .string(let text): bits(text)
        case .array(let elements): min(64, elements.reduce(0) { $0 + bits($1) })
        case .object(let object): min(64, object.members.reduce(0) { $0 + bits($1.value) })
        }
    }

    /// The bits of a text, 64 at most. Round numbers and words count less than their length; letters mixed with digits,
    /// as in ids, count fully.
    static func bits(_ text: String) -> Double {
        var digits = 0
        var letters = 0
        var others = 0
        var trailingZeros = 0
        for byte in text.utf8 {
            if byte &- 0x30 < 10 {
                digits += 1
                trailingZeros = byte == 0x30 ? trailingZeros + 1 : 0
            } else {
                trailingZeros = 0
                if (byte | 0x20) &- 0x61 < 26 { letters += 1 } else { others += 1 }
            }
        }
        let digitBits = 3.3 * Double(digits) - 2.5 * Double(min(trailingZeros, digits))
        let letterBits = digits >= 2 && letters > 0 ? 4 * Double(letters) : 1.5 * Double(letters)
        return min(64, digitBits + letterBits + 0.5 * Double(others))
    }
}
