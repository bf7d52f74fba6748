import Foundation
import Model
import TestSupport
import Testing

/// `replay --admin` shows and changes the callbacks of its run from memory.
@Suite(.serialized) struct ReplayCallbackTests {
    @Test func `callbacks of a run in memory are shown, asserted, sent again and taken back`() async throws {
        let receiver = try CallbackReceiver()
        let place = try Workplace()
        let mocks = #"""
            {"mocks":[{"id":"m","http":{"route":"/m","httpMethod":"POST"},"response":{"payload":{}},
             "webhooks":[{"id":"now","url":"\#(receiver.url("/now"))","body":{"n":1}},
                         {"id":"late","url":"\#(receiver.url("/late"))","delay":3600000}]}]}
            """#
        try mocks.write(toFile: place.mocks, atomically: true, encoding: .utf8)
        let (program, listeners) = try place.start([
            "replay", place.mocks, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--drain", "0",
        ])
        let (url, admin) = (try #require(listeners["replay"]), try #require(listeners["admin"]))
        func callbacks(_ arguments: String...) throws -> (status: Int32, output: String, errors: String) {
            try place.understudy(["callbacks"] + arguments + ["--server", admin])
        }
        #expect(try curl(["-X", "POST", "-d", "{}", "\(url)/m"]).status == 200)
        #expect(try callbacks("assert", "--name", "now", "--count", "1", "--within", "20").status == 0)
        let pending = try JSON.parse(try callbacks("list", "--state", "pending", "--format", "json").output)
        #expect(pending.array?.map { $0["name"] } == ["late"])
        #expect(try callbacks("cancel", try #require(pending[0]?["id"]?.string)).status == 0)
        #expect(try callbacks("await", "--timeout", "20").output == "settled: 1 delivered, 1 cancelled\n")

        let id = try #require(receiver.received.first?.fields.first("X-Understudy-Delivery"))
        #expect(try callbacks("redeliver", id).status == 0)
        try await receiver.wait(for: 2)
        #expect(receiver.received.map { $0.fields.first("X-Understudy-Delivery") } == [id, id])
        #expect(try curl(["-X", "DELETE", "\(admin)/api/v1/callbacks"]).status == 405)
        #expect(program.stop() == 0)
    }

    @Test func `who asks a run without an admin API is told how to get one`() throws {
        let place = try Workplace()
        try #"{"mocks":[{"id":"m","http":{"route":"/m"},"response":{}}]}"#
            .write(toFile: place.mocks, atomically: true, encoding: .utf8)
        let (program, listeners) = try place.start(["replay", place.mocks, "--listen", "127.0.0.1:0"])
        let url = try #require(listeners["replay"])
        for words in [["list"], ["await", "--timeout", "1"], ["assert"]] {
            let asked = try place.understudy(["callbacks"] + words + ["--server", url])
            #expect(asked.status == 64 && asked.errors.contains("start it with --admin"), "\(words) \(asked.errors)")
        }
        program.stop()
    }

    @Test func `a run that is ended says which callbacks are left`() async throws {
        let receiver = try CallbackReceiver { request, _ in request.target == "/stalls" ? .stall : .status(200) }
        let place = try Workplace()
        let webhooks = [("now", ""), ("stalls", ""), ("soon", #","delay":300"#), ("late", #","delay":3600000"#)]
            .map { #"{"url":"\#(receiver.url("/\($0)"))"\#($1)}"# }
        try
            #"{"mocks":[{"id":"m","http":{"route":"/m"},"response":{},"webhooks":[\#(webhooks.joined(separator: ","))]}]}"#
            .write(toFile: place.mocks, atomically: true, encoding: .utf8)
        let (program, listeners) = try place.start([
            "replay", place.mocks, "--listen", "127.0.0.1:0", "--drain", "2", "--strict",
        ])
        #expect(try curl(["\(try #require(listeners["replay"]))/m"]).status == 200)
        try await receiver.wait(for: 2)
        #expect(program.stop(SIGTERM) == 1)
        let report = program.output.filter { $0.hasPrefix("answered") || $0.hasPrefix("undelivered") }
        #expect(report.first?.contains("callbacks delivered 2, undelivered 2") == true, "\(program.output)")
        #expect(["/stalls", "/late"].allSatisfy { left in report.contains { $0.contains(left) } }, "\(report)")
        #expect(receiver.received.map(\.target).sorted() == ["/now", "/soon", "/stalls"])
        receiver.stop()
    }

    @Test func `callbacks to denied targets are dead letters`() async throws {
        let receiver = try CallbackReceiver()
        let server = try MockServer(in: try Workplace(), ["--callback-deny", "127.0.0.0/8"])
        try server.create(
            #"""
            {"id":"m","http":{"route":"/m"},"response":{"payload":{}},"webhooks":[{"url":"\#(receiver.url("/m"))"}]}
            """#
        )
        _ = try server.call("GET", "/m")
        let settled = try server.settledCallbacks()
        #expect(settled.map { $0["state"] } == ["failed"])
        #expect(settled[0]["attempts"]?[0]?["reason"]?.string?.contains("--callback-deny") == true)
        #expect(receiver.received.isEmpty)
        let place = try Workplace()
        let refused = try place.understudy(["serve", "--db", place.database, "--callback-allow", "10.0.0.0/99"])
        #expect(refused.status == 64 && refused.errors.contains("--callback-allow"))
    }
}
