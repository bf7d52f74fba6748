/// Check digits of the numbers that people type.
enum CheckDigit {
    /// ISO/IEC 7812: doubles every second digit from the right.
    static func luhn(_ digits: [UInt8]) -> UInt8 {
        var sum = 0
        for (index, digit) in digits.reversed().enumerated() {
            let value = index % 2 == 0 ? Int(digit) * 2 : Int(digit)
            sum += value > 9 ? value - 9 : value
        }
        return UInt8((10 - sum % 10) % 10)
    }

    /// GS1 (EAN, UPC, ISBN-13): weights 3 and 1 in turn, from the right.
    static func gs1(_ digits: [UInt8]) -> UInt8 {
        var sum = 0
        for (index, digit) in digits.reversed().enumerated() { sum += Int(digit) * (index % 2 == 0 ? 3 : 1) }
        return UInt8((10 - sum % 10) % 10)
    }

    /// The weighted sum of digits.
    static func weighted(_ digits: [UInt8], _ weights: [Int]) -> Int {
        zip(digits, weights).reduce(0) { $0 + Int($1.0) * $1.1 }
    }

    /// ISO 7064 MOD 97-10 over text in which letters count 10 to 35, as IBAN has it.
    static func mod97(_ text: String) -> Int {
        text.reduce(0) { rest, character in
            guard let value = character.hexOrLetterValue else { return rest }
            return (value < 10 ? rest * 10 + value : rest * 100 + value) % 97
        }
    }

    /// ISO 7064 MOD 11,10, as the German VAT number has it.
    static func mod11And10(_ digits: [UInt8]) -> UInt8 {
        var product = 10
        for digit in digits {
            let sum = (Int(digit) + product) % 10
            product = (sum == 0 ? 10 : sum) * 2 % 11
        }
        return UInt8((11 - product) % 10)
    }
}

extension Character {
    /// 0 to 9 for digits, 10 to 35 for letters.
    fileprivate var hexOrLetterValue: Int? {
        guard let byte = asciiValue else { return nil }
        if byte &- 0x30 < 10 { return Int(byte) - 0x30 }
        return (byte | 0x20) &- 0x61 < 26 ? Int(byte | 0x20) - 0x61 + 10 : nil
    }
}
