import Model
import TestSupport
import Testing

/// Requests that no mock answers.
@Suite(.serialized) struct ServeMissTests {
    @Test func `a 404 names the nearest mocks and how they differ`() throws {
        let server = try MockServer(in: try Workplace())
        try server.create(
            #"""
            {"id":"pay","http":{"route":"/pay","httpMethod":"POST","header":[{"path":"X-Kind","assertAction":"equals","value":"card"}],
             "conditions":[{"path":"$.amount","assertAction":"gt","value":10}]},"response":{}}
            """#
        )
        let answer = try server.call("POST", "/pay", #"{"amount":5}"#, ["-H", "X-Kind: card"])
        #expect(answer.status == 404)
        #expect(try answer.json["code"] == "no_mock_matches")
        let nearest = try #require(answer.json["nearest"]?[0])
        #expect(nearest["mock"] == "pay")
        #expect(nearest["differences"]?.array?.count == 1)
        let words = nearest["differences"]?[0]?.string ?? ""
        #expect(words.contains("$.amount") && words.contains("10") && words.contains("5"), "\(words)")
        #expect(try server.call("GET", "/pay").text.contains("POST"))
        #expect(try server.call("POST", "/pya", #"{"amount":50}"#, ["-H", "X-Kind: card"]).text.contains("pay"))
    }

    @Test func `it is counted among the undefined requests and becomes a mock`() throws {
        let server = try MockServer(in: try Workplace())
        for _ in 0..<2 { _ = try server.call("PUT", "/stubs/team/things/7?x=1", #"{"a":1}"#) }
        _ = try server.call("GET", "/stubs/other/things")
        let listed = try server.call("GET", "/api/v1/undefined-requests?namespace=team").json
        #expect(listed["total"] == 1)
        let row = try #require(listed["requests"]?[0])
        #expect(row["method"] == "PUT")
        #expect(row["path"] == "/things/7")
        #expect(row["hitCount"] == 2)
        #expect(row["body"] == ["a": 1])
        let id = try #require(row["id"]?.string)
        let wanted = #"{"mockData":{"id":"made","response":{"statusCode":202,"payload":{"made":true}}}}"#
        let made = try server.call("POST", "/api/v1/undefined-requests/\(id)/create-mock", wanted)
        #expect(made.status == 201)
        #expect(try made.json["mock"]?["namespace"] == "team")
        let answer = try server.call("PUT", "/stubs/team/things/7", "{}")
        #expect((answer.status, answer.text) == (202, #"{"made":true}"#))
        #expect(try server.call("GET", "/stubs/team/things/7").status == 404, "its method counts")
        let left = try server.call("GET", "/api/v1/undefined-requests").json["requests"]?.array ?? []
        #expect(Set(left.compactMap { $0["path"]?.string }) == ["/things", "/things/7"])
        #expect(try server.call("DELETE", "/api/v1/undefined-requests/all").status == 200)
        #expect(try server.call("GET", "/api/v1/undefined-requests").json["total"] == 0)
    }

    @Test func `misses that should go on reach the real host`() throws {
        let real = try CallbackReceiver { _, _ in .status(200, body: "real") }
        let server = try MockServer(in: try Workplace(), ["--forward-misses"])
        try server.create(#"{"id":"m","http":{"route":"/mocked"},"response":{"payload":"mock"}}"#)
        #expect(try curl(["-x", server.url, real.url("/mocked")]).body == "mock")
        #expect(try curl(["-x", server.url, real.url("/other")]).body == "real")
        #expect(real.received.map(\.target) == ["/other"])
    }
}
