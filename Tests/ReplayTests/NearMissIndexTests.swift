import Model
import Replay
import Testing

@Suite struct NearMissIndexTests {
    private func report(_ json: String, _ request: IncomingRequest) throws -> MissReport {
        try #require(try engine(json).answer(request).missed)
    }

    @Test func namesTheConditionThatFailed() throws {
        let json = """
            [{"id": "big", "http": {"route": "/pay", "httpMethod": "POST",
               "conditions": [{"path": "$.amount", "assertAction": "gt", "value": 1000}]}, "response": {}},
             {"id": "other", "http": {"route": "/refund", "httpMethod": "POST"}, "response": {}}]
            """
        let report = try report(json, request("POST", "/pay", body: #"{"amount": 20}"#))
        #expect(report.nearest.first?.mock.rawValue == "big")
        #expect(report.nearest.first?.differences == ["$.amount: expected gt 1000, the request has 20"])
        #expect(report.nearest.first?.summary == "POST /pay")
        #expect(report.text.contains("    - $.amount: expected gt 1000, the request has 20\n"))
    }

    @Test func findsATypingMistakeInThePath() throws {
        let others = (0..<2_000).map { #"{"id": "m\#($0)", "http": {"route": "/x/other\#($0)"}, "response": {}}"# }
        let wanted = #"{"id": "health", "http": {"route": "/x/health"}, "response": {}}"#
        let report = try report("[\(others.joined(separator: ",")), \(wanted)]", request("GET", "/x/helth"))
        #expect(report.nearest.first?.mock.rawValue == "health")
        #expect(report.nearest.count == 3)
        let deep = try self.report(
            #"[{"id": "deep", "http": {"route": "/v1/orders/:id/items"}, "response": {}}]"#,
            request("GET", "/v1/orders/7/item")
        )
        #expect(
            deep.nearest.first?.differences == [#"path: segment 4 should be "items", the request has "item""#]
        )
    }

    @Test func namesMethodHostAndExhaustion() throws {
        let json = """
            [{"id": "get", "http": {"route": "/a", "httpMethod": "GET", "host": "h.test"}, "response": {}},
             {"id": "once", "useLimiter": 1, "http": {"route": "/b"}, "response": {}}]
            """
        #expect(
            try report(json, request("PUT", "/a")).nearest.first?.differences
                == ["method: expected GET, the request has PUT"]
        )
        #expect(
            try report(json, request("GET", "/a", host: "x.test", form: .tunnelled)).nearest.first?.differences
                == ["host: expected h.test, the request asks for x.test"]
        )
        let engine = try engine(json)
        _ = engine.answer(request("GET", "/b"))
        #expect(
            engine.answer(request("GET", "/b")).missed?.nearest.first?.differences
                == ["it is used up or has expired (1 uses)"]
        )
    }
}
