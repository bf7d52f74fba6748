import Model
import Testing

@testable import Proxy

@Suite struct LocationRewritingTests {
    private func rewritten(_ name: String, _ value: String, own: String = "http://front.test:9000") -> String? {
        let rewriting = LocationRewriting(
            upstream: AbsoluteURL("https://api.staging.test")!.origin,
            targetPrefix: "/v1",
            own: AbsoluteURL(own)!.origin
        )
        return rewriting.rewritten([("A", "b"), (name, value), ("C", "d")])?.first(named: name)
    }

    @Test(arguments: [
        ("https://api.staging.test/v1/a?b#c", "http://front.test:9000/a?b#c"),
        ("https://API.staging.test:443/v1", "http://front.test:9000/"),
        ("//api.staging.test/v1/a", "http://front.test:9000/a"),
        ("https://api.staging.test/v10", "http://front.test:9000/v10"),
        ("/v1/a", "/a"), ("/v1?x", "/?x"),
        ("http://api.staging.test/v1", nil), ("https://other.test/", nil), ("/v10/a", nil), ("a", nil),
    ])
    func locations(value: String, expected: String?) {
        #expect(rewritten("Location", value) == expected)
        #expect(rewritten("content-location", value) == expected)
        #expect(rewritten("X-Location", value) == nil)
    }

    @Test(arguments: [
        ("a=b; Domain=api.staging.test; Path=/", "http://front.test", "a=b; Domain=front.test; Path=/"),
        ("a=b; domain=.staging.test", "http://front.test", "a=b; Domain=front.test"),
        ("a=b; Domain=staging.test; Secure", "http://localhost:9000", "a=b; Secure"),
        ("a=b; Domain=staging.test; Secure", "http://127.0.0.1:9000", "a=b; Secure"),
        ("a=b; Domain=other.test", "http://front.test", nil),
        ("Domain=api.staging.test", "http://front.test", nil),
    ])
    func cookies(value: String, own: String, expected: String?) {
        #expect(rewritten("Set-Cookie", value, own: own) == expected)
    }

    @Test func refreshes() {
        #expect(rewritten("Refresh", "0; URL=https://api.staging.test/v1/a") == "0; URL=http://front.test:9000/a")
        #expect(rewritten("Refresh", "5") == nil)
    }
}
