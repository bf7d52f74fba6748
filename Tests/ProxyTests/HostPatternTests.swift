import Model
import Testing

@testable import Proxy

@Suite struct HostPatternTests {
    @Test(arguments: [
        ("api.bank.test", "API.bank.test:443", true), ("api.bank.test", "x.api.bank.test:443", false),
        ("*.bank.test", "a.bank.test:443", true), ("*.bank.test", "a.b.bank.test:443", true),
        ("*.bank.test", "bank.test:443", false), ("*.bank.test", "evilbank.test:443", false),
        ("*", "a.test:1", true), ("a.test:8443", "a.test:8443", true), ("a.test:8443", "a.test:443", false),
        ("*:443", "a.test:443", true), ("[::1]", "[::1]:443", true),
    ])
    func matches(pattern: String, authority: String, expected: Bool) throws {
        let pattern = try #require(HostPattern(pattern))
        #expect(pattern.matches(try #require(Authority(authority))) == expected)
    }

    @Test(arguments: ["", "a.*", "*a", "*.*.a", "a b", "a:99999"])
    func isNoPattern(text: String) { #expect(HostPattern(text) == nil) }
}
