import Foundation
import Model
import TestSupport
import Testing

/// What a test asks afterwards: which requests came, how often, in which order; and waiting until they came.
@Suite(.serialized) struct ServeJournalTests {
    private func server() throws -> MockServer {
        let server = try MockServer(in: try Workplace())
        try server.create(
            #"{"id":"order","http":{"route":"/orders","httpMethod":"POST"},"response":{"statusCode":201}}"#
        )
        try server.create(
            #"{"id":"shown","http":{"route":"/orders/:id"},"response":{"payload":{"id":"$.pathParam.id"}}}"#
        )
        return server
    }

    @Test func `verify says whether requests came as often as expected, and what came nearest`() throws {
        let server = try server()
        for amount in [5, 50] { _ = try server.call("POST", "/orders", #"{"amount":\#(amount)}"#) }
        _ = try server.call("GET", "/orders/7")
        func verify(_ query: String, strict: Bool = false) throws -> ServerAnswer {
            try server.call("POST", "/api/v1/requests/verify" + (strict ? "?strict=true" : ""), query)
        }
        #expect(try verify(#"{"mock":"order","count":2}"#).json["verified"] == true)
        #expect(try verify(#"{"method":"POST","path":"/orders","atLeast":1,"atMost":2}"#).json["verified"] == true)
        let big =
            #""http":{"route":"/orders","httpMethod":"POST","conditions":[{"path":"$.amount","assertAction":"gt","value":10}]}"#
        let found = try verify("{\(big),\"count\":1}").json
        #expect(found["verified"] == true)
        #expect(found["requests"]?[0]?["request"]?["body"] == ["amount": 50])
        let tooFew = try verify(#"{"method":"DELETE","path":"/orders","count":1}"#)
        #expect(tooFew.status == 200)
        #expect(try tooFew.json["verified"] == false)
        #expect(try tooFew.json["message"]?.string?.contains("POST") == true, "\(tooFew.text)")
        #expect(try verify(#"{"mock":"order","count":3}"#, strict: true).status == 417)
        let inOrder = #"{"inOrder":[{"mock":"order"},{"mock":"order"},{"mock":"shown"}]}"#
        #expect(try verify(inOrder).json["verified"] == true)
        #expect(try verify(#"{"inOrder":[{"mock":"shown"},{"mock":"order"}]}"#).json["verified"] == false)
        #expect(try verify(#"{"count":1,"atLeast":1}"#).status == 400)
    }

    @Test func `wait ends when enough requests came, or when the time is over`() throws {
        let server = try server()
        let waiting = try RunningProgram(
            try #require(Programs.find("curl")),
            ["-sS", "--max-time", "30", "\(server.url)/api/v1/requests/wait", "-d", #"{"mock":"order","count":2}"#]
        )
        _ = try server.call("POST", "/orders", "{}")
        #expect(waiting.output.isEmpty, "one is not enough")
        _ = try server.call("POST", "/orders", "{}")
        #expect(waiting.wait() == 0)
        let reached = try waiting.waitForLine { $0.hasPrefix("{") ? $0 : nil }
        #expect(reached == #"{"reached":true,"count":2}"#)
        let late = try server.call("POST", "/api/v1/requests/wait", #"{"mock":"order","count":5,"timeout":0.05}"#)
        #expect(late.status == 408)
        #expect(late.text == #"{"reached":false,"count":2}"#)
    }

    @Test func `the journal shows requests and answers, filtered, and forgets on demand`() throws {
        let server = try server()
        _ = try server.call("POST", "/orders?dry=1", #"{"amount":5}"#, ["-H", "Authorization: Bearer secret-token"])
        _ = try server.call("GET", "/orders/7")
        _ = try server.call("GET", "/nothing")
        let all = try server.call("GET", "/api/v1/requests").json
        #expect(all["total"] == 3)
        let first = try #require(all["requests"]?[0])
        #expect(first["request"]?["query"] == ["dry": ["1"]])
        #expect(first["request"]?["body"] == ["amount": 5])
        #expect(first["response"]?["statusCode"] == 201)
        #expect(all["requests"]?[1]?["response"]?["body"] == ["id": "7"])
        #expect(!String(decoding: all.serialized(), as: UTF8.self).contains("secret-token"))
        #expect(try server.call("GET", "/api/v1/requests?matched=false").json["requests"]?[0]?["nearest"] != nil)
        #expect(try server.call("GET", "/api/v1/requests?status=201").json["total"] == 1)
        #expect(try server.call("GET", "/api/v1/requests?order=desc&limit=1").json["requests"]?[0]?["matched"] == false)
        let id = try #require(first["id"]?.int)
        #expect(try server.call("GET", "/api/v1/requests/\(id)").json["mock"] == "order")
        #expect(try server.call("DELETE", "/api/v1/requests?mock=order").json["removed"] == 1)
        #expect(try server.call("GET", "/api/v1/requests/\(id)").status == 404)
        #expect(try server.call("POST", "/api/v1/requests/reset").json["removed"] == 2)
        #expect(try server.call("GET", "/api/v1/requests").json["total"] == 0)
    }

    @Test func `the clock can be stopped and moved, and templates and lives follow it`() throws {
        let server = try MockServer(in: try Workplace())
        try server.create(#"{"id":"time","http":{"route":"/time"},"response":{"payload":"$.time('rfc3339')"}}"#)
        let frozen = try server.call("PUT", "/api/v1/clock", #"{"freeze":"2030-01-01T00:00:00Z"}"#)
        #expect(frozen.status == 200)
        #expect(try frozen.json["frozen"] == true)
        #expect(try server.call("GET", "/time").text == "2030-01-01T00:00:00Z")
        try server.create(#"{"id":"short","ttl":60,"http":{"route":"/short"},"response":{}}"#)
        #expect(try server.call("PUT", "/api/v1/clock", #"{"advance":59}"#).status == 200)
        #expect(try server.call("GET", "/short").status == 200)
        #expect(try server.call("PUT", "/api/v1/clock", #"{"advance":2}"#).status == 200)
        #expect(try server.call("GET", "/time").text == "2030-01-01T00:01:01Z")
        #expect(try server.call("GET", "/short").status == 404, "its life is over")
        #expect(try server.call("PUT", "/api/v1/clock", #"{"real":true}"#).json["frozen"] == false)
        #expect(try server.call("GET", "/time").text < "2030")
        #expect(try server.call("PUT", "/api/v1/clock", #"{"freeze":"tomorrow"}"#).status == 400)
    }
}
