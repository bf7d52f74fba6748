import Testing

@testable import Templating

@Suite struct CheckDigitTests {
    private func digits(_ text: String) -> [UInt8] { text.utf8.filter { $0 &- 0x30 < 10 }.map { $0 - 0x30 } }

    /// Numbers that are printed in the standards' own texts and on well-known examples.
    @Test func agreesWithKnownNumbers() {
        #expect(CheckDigit.luhn(digits("7992739871")) == 3)
        #expect(CheckDigit.luhn(digits("411111111111111")) == 1)
        #expect(CheckDigit.gs1(digits("978030640615")) == 7)
        #expect(CheckDigit.gs1(digits("400638133393")) == 1)
        #expect(CheckDigit.gs1(digits("03600029145")) == 2)
        #expect(CheckDigit.mod97("370400440532013000DE89") == 1)
        #expect(CheckDigit.mod97("WEST12345698765432GB82") == 1)
        #expect(CheckDigit.mod11And10(digits("13669597")) == 6)
    }

    private func drawn(_ name: String) throws -> [String] {
        let template = try Template("$.fake.\(name)")
        var context = context(seed: 21)
        return (0..<100).map { _ in template.text(in: &context) }
    }

    @Test func generatedNumbersValidate() throws {
        for name in ["credit_card", "CCNumber", "CreditCardNumber"] {
            for text in try drawn(name) {
                #expect(
                    text.count == 16 && CheckDigit.luhn(digits(String(text.dropLast()))) == digits(text).last,
                    "\(text)"
                )
            }
        }
        for (name, length) in [("ean13", 13), ("isbn13", 13), ("upc", 12)] {
            for text in try drawn(name) {
                #expect(text.count == length && CheckDigit.gs1(digits(String(text.dropLast()))) == digits(text).last)
            }
        }
        #expect(try drawn("isbn13").allSatisfy { $0.hasPrefix("978") })
        #expect(try drawn("iban").allSatisfy { CheckDigit.mod97(String($0.dropFirst(4) + $0.prefix(4))) == 1 })
        #expect(
            try drawn("vat_de").allSatisfy { CheckDigit.mod11And10(Array(digits($0).dropLast())) == digits($0).last }
        )
        for text in try drawn("us_routing") {
            #expect(CheckDigit.weighted(digits(text), [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 == 0 && text.count == 9)
        }
        for text in try drawn("ru_inn") {
            let digits = digits(text)
            let sum = CheckDigit.weighted(digits, [2, 4, 10, 3, 5, 9, 4, 6, 8])
            #expect(digits.count == 10 && sum % 11 % 10 == Int(digits[9]))
        }
        for text in try drawn("ru_snils") {
            let rest = CheckDigit.weighted(digits(text), [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101
            #expect(text.count == 11 && (rest == 100 ? 0 : rest) == Int(text.suffix(2)))
        }
        for text in try drawn("ru_ogrn") {
            let number = try #require(Int(text.prefix(12)))
            #expect(text.count == 13 && number % 11 % 10 == Int(text.suffix(1)))
        }
    }
}
