import Model
import Testing

@Suite struct AuthorityTests {
    @Test(arguments: [
        ("Example.Test", "example.test"), ("a:80", "a:80"), ("[::1]:8080", "[::1]:8080"),
        ("[2001:DB8::1]", "[2001:db8::1]"),
        ("127.0.0.1:", "127.0.0.1"),
    ])
    func `reads hosts and ports`(_ text: String, _ expected: String) {
        #expect(Authority(text)?.description == expected)
    }

    @Test(arguments: ["", ":80", "a:b", "a:99999", "[::1", "[::1]x", "a b", "a/b", "u@h", "[zz]", "a:-1", "a:+1"])
    func `refuses what is none`(_ text: String) { #expect(Authority(text) == nil) }

    @Test func `a scheme's own port is as good as none`() {
        #expect(Authority("a:443")?.normalized(for: .https) == Authority("a"))
        #expect(Authority("a:443")?.normalized(for: .http) == Authority("a:443"))
        #expect(Authority("a")?.port(for: .https) == 443)
    }
}
