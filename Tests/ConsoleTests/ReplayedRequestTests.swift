import Model
import Testing

@testable import Console

@Suite struct ReplayedRequestTests {
    private func request(_ target: String, _ options: JSONObject = [:]) throws -> ReplayedRequest {
        var exchange = RecordedSession.exchange(1, "POST", target, 200, body: "x")
        exchange.request.fields = [("Host", "old"), ("Content-Length", "1"), ("Authorization", "a"), ("X", "1")]
        return ReplayedRequest(exchange, try ReplayOptions(Members(options)))
    }

    @Test func `fields of the old connection stay behind`() throws {
        let request = try request("/a")
        #expect(request.fields == [("Authorization", "a"), ("X", "1")] && request.body == [0x78])
        #expect(request.url.description == "https://api.example.test/a")
        #expect(try self.request("http://proxied.test/b?c").url.description == "http://proxied.test/b?c")
    }

    @Test(arguments: [
        (302, "/next", "GET", "https://api.example.test/next"),
        (307, "next?x", "POST", "https://api.example.test/a/next?x"),
        (303, "//other.test/z#top", "GET", "https://other.test/z"),
        (308, "?q", "POST", "https://api.example.test/a/b?q"),
    ])
    func `a redirect is followed as clients do`(status: Int, place: String, method: String, url: String) throws {
        let next = try #require(try request("/a/b").redirected(by: status, [("Location", place)]))
        #expect(next.method == method && next.url.description == url)
        #expect(next.body.isEmpty == (method == "GET"))
        #expect(next.fields.contains("Authorization") == url.contains("api.example.test"))
    }

    @Test func `what is no redirect is not followed`() throws {
        #expect(try request("/").redirected(by: 200, [("Location", "/x")]) == nil)
        #expect(try request("/").redirected(by: 302, []) == nil)
        #expect(try request("/").redirected(by: 302, [("Location", "mailto:a@b.test")]) == nil)
    }
}
