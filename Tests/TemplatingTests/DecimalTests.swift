import Testing

@testable import Templating

@Suite struct DecimalTests {
    private func decimal(_ text: String) throws -> Decimal { try #require(Decimal(text)) }

    @Test func isExact() throws {
        #expect(try (decimal("0.1") + decimal("0.2"))?.text == "0.3")
        #expect(try (decimal("1.10") - decimal("1.1"))?.text == "0")
        #expect(try (decimal("-2.5") * decimal("0.04"))?.text == "-0.1")
        #expect(try (decimal("-0.05") + decimal("0"))?.text == "-0.05")
        #expect(try (decimal("12345678901234567890") + decimal("1"))?.text == "12345678901234567891")
    }

    @Test func givesUpWhereItCannotBe() throws {
        #expect(Decimal("1e3") == nil)
        let large = String(repeating: "9", count: 30)
        #expect(try decimal(large) * decimal(large) == nil)
    }
}
