internal import Model

/// What Mockarty's plugins ask of a value: that it has a shape.
struct ShapeTest {
    let action: Condition.Action
    let operand: JSON

    func holds(of text: String) -> Bool {
        switch action {
        case .luhn: Self.isLuhn(text)
        case .divisibleBy: isDivided(text)
        case .jwt: Self.isToken(text)
        case .e164: Self.isPhone(text)
        case .ipv4: Self.isAddress(text)
        default: false
        }
    }

    /// Spaces and dashes group the digits of a card number.
    private static func isLuhn(_ text: String) -> Bool {
        let digits = text.utf8.filter { $0 != 0x20 && $0 != 0x2D }.map { Int($0) - 0x30 }
        guard digits.count >= 2, digits.allSatisfy({ (0...9).contains($0) }) else { return false }
        let sum = digits.reversed().enumerated()
            .reduce(0) { sum, digit in
                let value = digit.offset % 2 == 0 ? digit.element : digit.element * 2
                return sum + (value > 9 ? value - 9 : value)
            }
        return sum % 10 == 0
    }

    private func isDivided(_ text: String) -> Bool {
        guard let value = Int64(text), let divisor = Int64(operand.textValue), divisor != 0 else { return false }
        return value.isMultiple(of: divisor)
    }

    private static func isToken(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[2].isEmpty else { return false }
        return parts.prefix(2)
            .allSatisfy { part in
                guard let bytes = Base64.decoded(String(part)), let json = try? JSON.parse(bytes) else { return false }
                return json.object != nil
            }
    }

    private static func isPhone(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst()
        return text.utf8.first == 0x2B && (2...15).contains(digits.count) && digits.first != 0x30
            && digits.allSatisfy { $0 &- 0x30 < 10 }
    }

    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { $0 &- 0x30 < 10 }
                    && Int(part).map { $0 < 256 } == true && (part.count == 1 || part.first != "0")
            }
    }
}
