internal import Model

extension FakerKind {
    /// Companies, products and money.
    static let business: [String: FakerKind] = [
        "Company": .text { company(&$0) },
        "CompanyName": .text { company(&$0) },
        "ProductName": .text { chance in
            let (adjective, noun) = (chance.pick(adjectives), chance.pick(nouns))
            return "\(adjective.capitalizedFirst) \(noun.capitalizedFirst)"
        },
        "Price": .value { .number(amount(in: 1...999, &$0.chance)) },
        "Amount": .value { .number(amount(in: 1...9_999, &$0.chance)) },
        "AmountWithCurrency": .text { "\($0.pick(currencies)) \(amount(in: 1...9_999, &$0).text)" },
        "Currency": .list(currencies),
        "CreditCardNumber": .text { card(&$0) },
        "CCNumber": .text { card(&$0) },
        "credit_card": .text { card(&$0) },
        "CCType": .list(["Visa", "MasterCard", "American Express", "Discover"]),
        "HexColor": .text { "#\(hex($0.bytes(3)))" },
    ]

    private static func company(_ chance: inout Chance) -> String {
        "\(chance.pick(lastNames)) \(chance.pick(["Systems", "Labs", "Logistics", "Foods", "Works"])) "
            + chance.pick(["Inc", "Ltd", "GmbH", "LLC"])
    }

    /// With two digits after the point.
    private static func amount(in range: ClosedRange<Int>, _ chance: inout Chance) -> JSONNumber {
        let cents = Int.random(in: 0...99, using: &chance)
        return JSONNumber(text: "\(Int.random(in: range, using: &chance)).\(cents < 10 ? "0" : "")\(cents)")
    }

    /// A Visa number of 16 digits.
    private static func card(_ chance: inout Chance) -> String {
        let body = [4] + chance.digits(14)
        return (body + [CheckDigit.luhn(body)]).map { String($0) }.joined()
    }

    private static let currencies = ["EUR", "USD", "GBP", "JPY", "CHF", "SEK", "PLN", "BRL", "INR", "CAD"]
}

extension String {
    /// The first letter in upper case.
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
