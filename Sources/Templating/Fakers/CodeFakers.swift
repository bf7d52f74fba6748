extension FakerKind {
    /// Numbers and codes with rules of their own; every check digit is right.
    static let codes: [String: FakerKind] = [
        "ean13": .text { gs1(prefix: [4, 0], length: 13, &$0) },
        "isbn13": .text { gs1(prefix: [9, 7, 8], length: 13, &$0) },
        "upc": .text { gs1(prefix: [0], length: 12, &$0) },
        "iban": .text { iban(&$0) },
        "bic": .text { letters(4, &$0) + $0.pick(["DE", "FR", "NL", "ES"]) + letters(2, &$0) },
        "vat_de": .text { chance in
            let digits = chance.digits(8)
            return "DE" + joined(digits + [CheckDigit.mod11And10(digits)])
        },
        "eth_address": .text { "0x" + hex($0.bytes(20)) },
        "tx_hash": .text { "0x" + hex($0.bytes(32)) },
        "btc_address": .text { BitcoinAddress.segwit(program: $0.bytes(20)) },
        "ru_inn": .text { chance in
            let digits = chance.digits(9)
            return joined(digits + [UInt8(CheckDigit.weighted(digits, [2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10)])
        },
        "ru_snils": .text { chance in
            let digits = chance.digits(9)
            let rest = CheckDigit.weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101
            let check = rest == 100 ? 0 : rest
            return joined(digits + [UInt8(check / 10), UInt8(check % 10)])
        },
        "ru_ogrn": .text { chance in
            let digits = [1] + chance.digits(11)
            let number = digits.reduce(0) { $0 * 10 + Int($1) }
            return joined(digits + [UInt8(number % 11 % 10)])
        },
        "ru_kpp": .text { joined($0.digits(4)) + "01" + digits(3, &$0) },
        "us_routing": .text { chance in
            let body: [UInt8] = [0, UInt8.random(in: 1...9, using: &chance)] + chance.digits(6)
            let sum = CheckDigit.weighted(body, [3, 7, 1, 3, 7, 1, 3, 7])
            return joined(body + [UInt8((10 - sum % 10) % 10)])
        },
        "ssn": .text { chance in
            let area = chance.pick([Int.random(in: 1...665, using: &chance), Int.random(in: 667...899, using: &chance)])
            let group = Int.random(in: 1...99, using: &chance)
            return "\(padded(area, 3))-\(padded(group, 2))-\(padded(Int.random(in: 1...9_999, using: &chance), 4))"
        },
        "ein": .text { "\($0.pick(["10", "12", "20", "27", "46", "81", "94"]))-\(digits(7, &$0))" },
    ]

    private static func gs1(prefix: [UInt8], length: Int, _ chance: inout Chance) -> String {
        let body = prefix + (0..<(length - 1 - prefix.count)).map { _ in UInt8.random(in: 0...9, using: &chance) }
        return joined(body + [CheckDigit.gs1(body)])
    }

    /// A German one: bank code and account number.
    private static func iban(_ chance: inout Chance) -> String {
        let account = joined(chance.digits(8)) + digits(10, &chance)
        return "DE\(padded(98 - CheckDigit.mod97(account + "DE00"), 2))\(account)"
    }

    private static func letters(_ count: Int, _ chance: inout Chance) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return String((0..<count).map { _ in chance.pick(alphabet) })
    }

    private static func joined(_ digits: [UInt8]) -> String { digits.map { String($0) }.joined() }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
