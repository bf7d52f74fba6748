import Model
import Testing

@testable import Console

@Suite struct SessionFilterTests {
    private func filter(_ object: JSONObject) throws -> SessionFilter { try SessionFilter(Members(object)) }

    @Test(arguments: [
        ("/api", "/api", true), ("/api", "/api/users", true), ("/api", "/apis", false),
        ("/api/*", "/api/users/7", true),
        ("/api/*", "/api", false), ("*", "/anything", true), ("/a*c*e", "/abcde", true), ("/a*c*e", "/abcdef", false),
        ("*/users/*", "/v1/users/7", true), ("/*.js", "/app.js", true), ("/*.js", "/app.jsx", false),
        ("/a/", "/a/b", true), ("", "/a", true),
    ])
    func `a pattern stands for paths`(pattern: String, path: String, isMatch: Bool) {
        #expect(PathGlob.matches(pattern, path) == isMatch)
    }

    @Test func `paths and methods decide, and what is excluded wins`() throws {
        let filter = try filter([
            "filters": ["includePaths": ["/api/*"], "excludePaths": ["/api/health"], "methods": ["get"]]
        ])
        #expect(filter.keeps(RequestHead(method: "GET", target: "/api/a?b=c")))
        #expect(filter.keeps(RequestHead(method: "GET", target: "http://h.test/api/a")))
        #expect(!filter.keeps(RequestHead(method: "POST", target: "/api/a")))
        #expect(!filter.keeps(RequestHead(method: "GET", target: "/api/health")))
        #expect(!filter.keeps(RequestHead(method: "GET", target: "/other")))
    }

    @Test func `names at the top say the same`() throws {
        let filter = try filter(["filterPaths": ["/a"], "filterMethods": ["PUT"], "maxEntries": 3])
        #expect(filter.includedPaths == ["/a"] && filter.methods == ["PUT"] && filter.limit == 3)
        #expect(try self.filter(["maxEntries": 0]).limit == nil)
    }

    @Test func `bodies and fields are left out on demand, their lengths stay`() throws {
        let exchange = Exchange(
            id: ExchangeID(rawValue: 1),
            listener: "forward",
            client: "",
            origin: Origin(scheme: .http, authority: Authority(host: "a.test")),
            request: RequestHead(method: "GET", target: "/", fields: [("A", "b")]),
            requestBody: CapturedBody(bytes: [1, 2]),
            outcome: .response(
                Exchange.Response(
                    head: ResponseHead(status: 200, reason: "OK", fields: [("C", "d")]),
                    body: CapturedBody(bytes: [3])
                )
            ),
            startedAt: Timestamp(seconds: 0)
        )
        let bare = try filter(["captureBody": false, "captureHeaders": false]).reduced(exchange)
        #expect(bare.request.fields.isEmpty && bare.response?.head.fields.isEmpty == true)
        #expect(bare.requestBody.bytes.isEmpty && bare.requestBody.length == 2)
        #expect(bare.response?.body.bytes.isEmpty == true && bare.response?.body.isTruncated == true)
        #expect(try filter([:]).reduced(exchange).requestBody.bytes == [1, 2])
    }
}
