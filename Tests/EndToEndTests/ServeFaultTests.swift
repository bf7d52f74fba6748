import Foundation
import Model
import TestSupport
import Testing

/// Answers that come late, piece by piece, as events, or not as they should, as curl sees them.
@Suite(.serialized) struct ServeFaultTests {
    private func curlExit(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let result = try run(try #require(Programs.find("curl")), ["-sS", "--max-time", "20"] + arguments)
        return (result.status, result.output)
    }

    @Test(arguments: [("reset", Int32(56)), ("empty", 52), ("truncated", 18)])
    func `a fault breaks the answer`(_ fault: String, _ exit: Int32) async throws {
        let receiver = try CallbackReceiver()
        let server = try MockServer(in: try Workplace())
        try server.create(
            #"""
            {"id":"broken","http":{"route":"/broken"},"response":{"fault":"\#(fault)","payload":{"some":"longer content"}},
             "webhooks":[{"url":"\#(receiver.url("/told"))"}]}
            """#
        )
        let broken = try curlExit(["\(server.url)/broken"])
        #expect(broken.status == exit)
        if fault == "truncated" {
            #expect(#"{"some":"longer content"}"#.hasPrefix(broken.output) && !broken.output.isEmpty)
        }
        #expect(try await receiver.wait(for: 1).first?.target == "/told", "callbacks fire all the same")
        #expect(try server.call("GET", "/health/live").status == 200)
    }

    @Test func `garbage is no HTTP`() throws {
        let server = try MockServer(in: try Workplace())
        try server.create(#"{"id":"g","http":{"route":"/g"},"response":{"fault":"garbage"}}"#)
        // curl says 1 (HTTP/0.9 is not allowed) or 8 (a weird reply), as the bytes happen to be.
        #expect([1, 8, 56].contains(try curlExit(["\(server.url)/g"]).status))
        #expect(try curlExit(["--http0.9", "--output", "/dev/null", "\(server.url)/g"]).status == 0)
    }

    @Test func `a fault is one of several answers in turn`() throws {
        let server = try MockServer(in: try Workplace())
        try server.create(
            #"""
            {"id":"flaky","http":{"route":"/flaky"},"oneOf":{"order":"order","responses":[{"fault":"empty"},{"payload":"ok"}]}}
            """#
        )
        #expect(try curlExit(["\(server.url)/flaky"]).status == 52)
        #expect(try curl(["\(server.url)/flaky"]).body == "ok")
    }

    @Test func `events come one by one`() throws {
        let server = try MockServer(in: try Workplace())
        try server.create(
            #"""
            {"id":"events","http":{"route":"/events"},"response":{"sseEventChain":{"events":[
              {"eventName":"started","data":{"order":"$.queryParams.id","at":1.0},"id":"1"},
              {"eventName":"paid","data":"two\nlines","delay":150,"retry":3000},
              {"data":"$.queryParams.id"}]}}}
            """#
        )
        let client = try RunningProgram(
            try #require(Programs.find("curl")),
            ["-sSN", "--max-time", "20", "-D", "-", "\(server.url)/events?id=o-1"]
        )
        #expect(client.wait() == 0)
        let lines = client.output.map { $0.trimmingCharacters(in: .whitespaces) }
        let text = lines.joined(separator: "\n")
        #expect(lines.contains { $0.lowercased().hasPrefix("content-type: text/event-stream") }, "\(text)")
        let order = [
            "event: started", #"data: {"order":"o-1","at":1.0}"#, "event: paid", "data: two", "data: lines",
            "data: o-1",
        ]
        let places = order.map { line in lines.firstIndex(of: line) }
        #expect(places.compactMap { $0 }.count == order.count, "\(text)")
        #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted(), "\(text)")
        #expect(lines.contains("id: 1") && lines.contains("retry: 3000"), "\(text)")
    }

    @Test func `the first event is there before the later ones, and a chain goes round until the client leaves`() throws
    {
        let server = try MockServer(in: try Workplace())
        try server.create(
            #"""
            {"id":"round","http":{"route":"/round"},"response":{"sseEventChain":{"loop":true,"loopDelay":100,"heartbeat":50,
              "events":[{"data":{"n":"$.increment($.gS.n || 0)"}}]}},"extract":{"gStore":{"n":1}}}
            """#
        )
        let client = try RunningProgram(
            try #require(Programs.find("curl")),
            ["-sSN", "--max-time", "60", "\(server.url)/round"]
        )
        _ = try client.waitForLines(3) { $0.hasPrefix("data: ") }
        _ = try client.waitForLine { $0.hasPrefix(":") ? true : nil }
        #expect(client.isRunning, "the chain goes on")
        client.stop()
        #expect(try server.call("GET", "/health/live").status == 200)
    }

    @Test func `a delay holds the answer back, and a dribble spreads it`() throws {
        let server = try MockServer(in: try Workplace())
        try server.create(#"{"id":"late","http":{"route":"/late"},"response":{"payload":"l","delay":200}}"#)
        try server.create(
            #"{"id":"slow","http":{"route":"/slow"},"response":{"payload":"0123456789","dribble":{"chunks":5,"duration":400}}}"#
        )
        try server.create(
            #"""
            {"id":"drawn","http":{"route":"/drawn"},
             "response":{"payload":"d","delay":{"type":"uniform","lower":100,"upper":150}}}
            """#
        )
        let times = "%{time_starttransfer} %{time_total}"
        func timed(_ path: String) throws -> (text: String, start: Double, total: Double) {
            let output = try curlExit(["-w", "\n\(times)", "\(server.url)\(path)"]).output.split(separator: "\n")
            let numbers = output[1].split(separator: " ").compactMap { Double($0) }
            return (String(output[0]), numbers[0], numbers[1])
        }
        let late = try timed("/late")
        #expect(late.text == "l" && late.start >= 0.199, "\(late)")
        let drawn = try timed("/drawn")
        #expect(drawn.text == "d" && drawn.start >= 0.099, "\(drawn)")
        let slow = try timed("/slow")
        #expect(slow.text == "0123456789")
        #expect(slow.total >= 0.3 && slow.total - slow.start >= 0.2, "\(slow)")
        let head = try curlExit(["-D", "-", "-o", "/dev/null", "\(server.url)/slow"]).output.lowercased()
        #expect(head.contains("transfer-encoding: chunked"), "\(head)")
    }
}
