import Model
import Testing

@testable import Templating

@Suite struct RoundingTests {
    @Test(
        arguments: [
            ("$.round(12.345, 2)", 12.35), ("$.floor(12.345, 2)", 12.34), ("$.round(2.5)", 3), ("$.round(-2.5)", -3),
            ("$.round(1.005, 2)", 1.01), ("$.round(15.625, 2, 'even')", 15.62), ("$.round(15.635, 2, 'even')", 15.64),
            ("$.round(-2.5, 0, 'even')", -2), ("$.floor($.multiply(1.15, 100))", 115), ("$.floor(-1.5)", -2),
            ("$.divide(90, 60)", 1.5), ("$.divide(1, 0) || 'none'", "none"), ("$.round('x') || 'none'", "none"),
        ] as [(String, JSON)]
    )
    func moneyLosesItsDigits(_ expression: String, _ expected: JSON) throws {
        var context = context()
        let value = try JSONTemplate(.string(expression)).value(in: &context)
        #expect(value.isEquivalent(to: expected), "\(expression) gives \(value)")
    }
}
