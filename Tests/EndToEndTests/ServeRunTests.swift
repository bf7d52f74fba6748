import Foundation
import Model
import TestSupport
import Testing

/// Suites that run at once against one server do not see each other.
@Suite(.serialized) struct ServeRunTests {
    private func server(_ place: Workplace, _ more: [String] = []) throws -> MockServer {
        let server = try MockServer(in: place, more)
        try server.create(
            #"""
            {"id":"count","http":{"route":"/count"},"extract":{"gStore":{"n":"$.increment($.gS.n || 0)"}},
             "response":{"payload":"$.gS.n"}}
            """#
        )
        try server.create(
            #"""
            {"id":"turns","http":{"route":"/turns"},"oneOf":{"order":"order","responses":[{"payload":"1"},{"payload":"2"}]}}
            """#
        )
        try server.create(#"{"id":"once","http":{"route":"/once"},"useLimiter":1,"response":{"payload":"o"}}"#)
        return server
    }

    /// What the counter says in the end of so many calls.
    private func counted(_ times: Int, _ arguments: [String]) throws -> String {
        var last = ""
        for _ in 0..<times { last = try curl(arguments).body }
        return last
    }

    @Test func `the header field names the run`() throws {
        let server = try server(try Workplace())
        let (a, b) = (["-H", "X-Understudy-Run: suite-a"], ["-H", "X-Understudy-Run: suite-b"])
        #expect(try counted(3, a + ["\(server.url)/count"]) == "3")
        #expect(try counted(2, b + ["\(server.url)/count"]) == "2")
        #expect(try counted(1, ["\(server.url)/count"]) == "1")
        #expect(try curl(a + ["\(server.url)/turns"]).body == "1")
        #expect(try curl(a + ["\(server.url)/turns"]).body == "2")
        #expect(try curl(b + ["\(server.url)/turns"]).body == "1", "sequences are a run's own")
        #expect(try curl(a + ["\(server.url)/once"]).status == 200)
        #expect(try curl(b + ["\(server.url)/once"]).status == 200, "limits are a run's own")
        #expect(try curl(a + ["\(server.url)/once"]).status == 404)

        #expect(try curl(a + ["\(server.url)/api/v1/stores/global"]).body == #"{"n":3}"#)
        #expect(try server.call("GET", "/api/v1/stores/global?run=suite-b").text == #"{"n":2}"#)
        #expect(try server.call("GET", "/api/v1/runs").json["runs"] == ["suite-a", "suite-b"])
        let ofB = try server.call("GET", "/api/v1/requests?run=suite-b").json
        #expect(ofB["total"] == 4)

        #expect(try server.call("DELETE", "/api/v1/runs/suite-a").status == 200)
        #expect(try counted(1, a + ["\(server.url)/count"]) == "1")
        #expect(try counted(1, b + ["\(server.url)/count"]) == "3", "the other run goes on")
    }

    @Test func `a port of its own names the run`() throws {
        let server = try server(try Workplace(), ["--listen-run", "0=suite-a", "--listen-run", "0=suite-b"])
        let (a, b) = (try #require(server.listeners["run suite-a"]), try #require(server.listeners["run suite-b"]))
        #expect(try counted(3, ["\(a)/count"]) == "3")
        #expect(try counted(2, ["\(b)/count"]) == "2")
        #expect(try counted(1, ["\(server.url)/count"]) == "1")
        #expect(try counted(1, ["-H", "X-Understudy-Run: suite-b", "\(a)/count"]) == "4", "the port wins")
    }

    @Test func `the proxy's user name names the run, also through a tunnel`() throws {
        let place = try Workplace()
        let server = try server(place)
        let a = ["-x", "http://suite-a@\(server.authority)"]
        let b = ["-x", "http://suite-b@\(server.authority)", "--cacert", place.root]
        #expect(try counted(2, a + ["http://api.shop.test/count"]) == "2")
        #expect(try counted(3, b + ["https://api.shop.test/count"]) == "3")
        #expect(try counted(1, b + ["http://api.shop.test/count"]) == "4", "it is the same run without TLS")
        #expect(try counted(1, ["-x", server.url, "http://api.shop.test/count"]) == "1")
        #expect(try server.call("GET", "/api/v1/runs").json["runs"] == ["suite-a", "suite-b"])
    }

    @Test func `a run's state survives a restart, and its callbacks name it`() async throws {
        let place = try Workplace()
        let receiver = try CallbackReceiver()
        let first = try server(place)
        try first.create(
            #"{"id":"hook","http":{"route":"/hook"},"response":{},"webhooks":[{"url":"\#(receiver.url())"}]}"#
        )
        let a = ["-H", "X-Understudy-Run: suite-a"]
        _ = try counted(2, a + ["\(first.url)/count"])
        _ = try curl(a + ["\(first.url)/hook"])
        #expect(try await receiver.wait(for: 1).first?.fields.first("X-Understudy-Run") == "suite-a")
        #expect(first.program.stop() == 0)
        let second = try MockServer(in: place)
        #expect(try counted(1, a + ["\(second.url)/count"]) == "3")
        #expect(try counted(1, ["\(second.url)/count"]) == "1")
    }
}
