import Model
import Synchronization
import Testing

@testable import Console

@Suite struct WebOriginGuardTests {
    private static let strict = WebOriginGuard(
        hosts: .loopback(and: ["dev.test"]),
        origins: ["http://app.test:3000"]
    )

    private func isIn(
        host: String? = "localhost:5770",
        _ fields: FieldSection = [],
        scheme: Scheme = .http,
        by guardian: WebOriginGuard = strict
    ) -> Bool {
        var request = AdminAPI.request("POST", "/api/v1/mocks")
        request.authority = host.flatMap { Authority($0) }
        (request.head.fields, request.scheme) = (fields, scheme)
        do throws(Refusal) {
            try guardian.check(request)
            return true
        } catch {
            #expect((error.status, error.code) == (403, "forbidden"))
            return false
        }
    }

    @Test(arguments: [
        ("localhost:5770", true), ("LOCALHOST", true), ("127.0.0.1:1", true), ("127.9.8.7", true), ("[::1]:5770", true),
        ("shop.localhost", true), ("dev.test:80", true), ("evil.test:5770", false), ("localhost.evil.test", false),
        ("127.0.0.1.evil.test", false), ("127.0.0.256", false), ("10.0.0.1", false), ("0.0.0.0", false),
        ("[::2]", false),
        ("notlocalhost", false),
    ])
    func `only loopback names are answered to, and those that were allowed`(_ host: String, _ expected: Bool) {
        #expect(isIn(host: host) == expected)
        #expect(isIn(host: host, by: WebOriginGuard(hosts: .any)))
    }

    @Test(arguments: [
        ("http://localhost:5770", true), ("http://LocalHost:5770", true), ("http://app.test:3000", true),
        ("http://localhost:3000", false), ("https://localhost:5770", false), ("http://127.0.0.1:5770", false),
        ("http://evil.test", false), ("null", false), ("", false), ("http://app.test:3000.evil.test", false),
    ])
    func `a page may send requests to where it came from, and those that were allowed`(
        _ origin: String,
        _ expected: Bool
    ) {
        #expect(isIn(host: "localhost:5770", [("Origin", origin)]) == expected)
    }

    @Test func `ports that go without saying are the same`() {
        #expect(isIn(host: "localhost", [("Origin", "http://localhost:80")]))
        #expect(isIn(host: "localhost:443", [("Origin", "https://localhost")], scheme: .https))
        #expect(!isIn(host: "localhost", [("Origin", "https://localhost")]))
    }

    @Test(arguments: [
        ("same-origin", true), ("none", true), ("same-site", false), ("cross-site", false), ("odd", false),
    ])
    func `what a browser says of the site is heeded where it names no page`(_ site: String, _ expected: Bool) {
        #expect(isIn([("Sec-Fetch-Site", site)]) == expected)
    }

    @Test func `a page that was allowed is let in though its site is another`() {
        #expect(isIn([("Origin", "http://app.test:3000"), ("Sec-Fetch-Site", "cross-site")]))
    }

    @Test func `programs say nothing of this and are let in`() {
        #expect(isIn(host: nil))
        #expect(isIn())
    }

    @Test func `a server that only its machine reaches refuses web pages, one with accounts looks at tokens`() throws {
        let fields: FieldSection = [("Origin", "http://evil.test"), ("Sec-Fetch-Site", "cross-site")]
        let local = try Served()
        let refused = local.json("POST", "/api/v1/reset?mocks=true", nil, fields: fields)
        #expect(refused.status == 403)
        #expect(refused.body["code"] == "forbidden")
        #expect(refused.body["request_id"] == "77")
        #expect(refused.body["error"]?.string?.contains("--allow-origin http://evil.test") == true)
        #expect(local.state.values.withLock { $0.resets } == [])
        #expect(local.json("GET", "/api/v1/mocks/m/restore", nil, fields: fields).status == 403)
        #expect(try Served(hasAccounts: true).json("POST", "/api/v1/reset", nil, fields: fields).status == 401)
    }
}
