import Model
import Testing

@testable import Templating

/// Hashes and sizes as mocks spell them.
@Suite struct ContentHashingTests {
    @Test(
        arguments: [
            ("$.digest($.req.text, 'sha256')", "34c94dbc2853cfdeb05bc68864b5a4c08dda7cc38ad3219612703b73d49c4a07"),
            ("$.digest('YWJj', 'sha256', 'base64', 'base64')", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
            ("$.digest('abc', 'none') || 'none'", "none"), ("$.size($.req.text)", 7),
            ("$.size($.req.coded, 'base64')", 7), ("$.count($.req.text)", 6),
        ] as [(String, JSON)]
    )
    func contentsAreHashedAndMeasured(_ expression: String, _ expected: JSON) throws {
        let body = #"{"text": "häuser", "coded": "aMOkdXNlcg=="}"#
        var context = context(fields: [("Content-Type", "application/json")], body: body)
        let value = try JSONTemplate(.string(expression)).value(in: &context)
        #expect(value.isEquivalent(to: expected), "\(expression) gives \(value)")
    }
}
