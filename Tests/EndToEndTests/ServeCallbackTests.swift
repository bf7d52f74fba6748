import Foundation
import Glibc
import Model
import Synchronization
import TestSupport
import Testing

/// What can be seen of callbacks and done about them while a server runs.
@Suite(.serialized) struct ServeCallbackTests {
    /// A mock at `/ID` with one callback to the receiver.
    private func mock(_ id: String, to url: String, _ more: String = "") -> String {
        #"""
        {"id":"\#(id)","http":{"route":"/\#(id)","httpMethod":"POST"},"response":{"payload":{"ok":true}},
         "webhooks":[{"id":"\#(id)-hook","url":"\#(url)","body":{"n":"$.req.n"}\#(more)}]}
        """#
    }

    private func callbacks(_ server: MockServer, _ query: String) throws -> [JSON] {
        try server.call("GET", "/api/v1/callbacks\(query)").json["callbacks"]?.array ?? []
    }

    @Test func `dead letters are listed and sent again under the same id`() async throws {
        let receiver = try CallbackReceiver { _, index in .status(index < 2 ? 500 : 200) }
        let server = try MockServer(in: try Workplace())
        try server.create(mock("a", to: receiver.url("/hook")))
        for n in 1...2 { _ = try server.call("POST", "/a", #"{"n":\#(n)}"#) }
        #expect(try server.settledCallbacks().map { $0["state"] } == ["failed", "failed"])
        #expect(try server.call("GET", "/api/v1/callbacks/dead").json["total"] == 2)

        #expect(try server.callbacks("redeliver", "--dead").output == "2 callbacks are sent again\n")
        try await receiver.wait(for: 4)
        #expect(try server.settledCallbacks().map { $0["state"] } == ["delivered", "delivered"])
        #expect(try callbacks(server, "").map { $0["attempts"]?.array?.count } == [2, 2])
        #expect(try server.call("GET", "/api/v1/callbacks/dead").json["total"] == 0)
        let ids = receiver.received.map { $0.fields.first("X-Understudy-Delivery") }
        #expect(Set(ids.prefix(2)) == Set(ids.suffix(2)) && Set(ids).count == 2)
        #expect(Set(ids) == Set(try callbacks(server, "").map { $0["id"]?.string }))

        let id = try #require(ids[0])
        #expect(try server.callbacks("redeliver", id).output == "1 callback is sent again\n")
        try await receiver.wait(for: 5)
        #expect(receiver.received.last?.fields.first("X-Understudy-Delivery") == id)
        let shown = try server.callbacks("show", id).output
        #expect(shown.contains("# attempt 1") && shown.contains(": 500") && shown.contains("{\"n\":"))
    }

    @Test func `the flags of inner commands have their variables too`() async throws {
        let receiver = try CallbackReceiver()
        let server = try MockServer(in: try Workplace())
        try server.create(mock("a", to: receiver.url("/hook")))
        _ = try server.call("POST", "/a", "{}")
        _ = try server.settledCallbacks()
        let environment = ["UNDERSTUDY_SERVER": server.url, "UNDERSTUDY_FORMAT": "json"]
        for arguments in [["callbacks"], ["callbacks", "list"]] {
            let result = try run(Programs.understudy, arguments, environment: environment)
            #expect(try JSON.parse(result.output).array?.map { $0["mock"] } == ["a"], "\(arguments) \(result.errors)")
        }
        let text = try run(Programs.understudy, ["callbacks", "list", "--format", "text"], environment: environment)
        #expect(text.output.hasPrefix("ID "))
        let other = try run(
            Programs.understudy,
            ["callbacks", "--state", "failed"],
            environment: environment.merging(["UNDERSTUDY_MOCK": "b"]) { $1 }
        )
        #expect(try JSON.parse(other.output).array?.isEmpty == true)
        let awaited = try run(Programs.understudy, ["callbacks", "await"], environment: environment)
        #expect(awaited.status == 0, "\(awaited.errors)")
        let secrets = try run(Programs.understudy, ["secrets"], environment: environment)
        #expect(secrets.output == "[]\n", "\(secrets)")
    }

    @Test func `a pending callback is taken back`() async throws {
        let receiver = try CallbackReceiver()
        let server = try MockServer(in: try Workplace())
        try server.create(mock("late", to: receiver.url("/late"), #","delay":3600000"#))
        _ = try server.call("POST", "/late", "{}")
        let id = try #require(try callbacks(server, "?state=pending").first?["id"]?.string)
        #expect(try server.callbacks("await", "--timeout", "0.2").status == 1)
        #expect(try server.callbacks("cancel", id).status == 0)
        #expect(try callbacks(server, "?state=cancelled").map { $0["id"] } == [.string(id)])
        #expect(try server.callbacks("await", "--timeout", "20").output == "settled: 1 cancelled\n")
        #expect(try server.callbacks("cancel", id).status == 64)
        #expect(receiver.received.isEmpty)
    }

    @Test func `the callbacks of one run are awaited`() async throws {
        let receiver = try CallbackReceiver()
        let server = try MockServer(in: try Workplace())
        try server.create(mock("now", to: receiver.url("/now"), #","delay":200"#))
        try server.create(mock("late", to: receiver.url("/late"), #","delay":3600000"#))
        _ = try server.call("POST", "/late", "{}", ["-H", "X-Understudy-Run: slow"])
        _ = try server.call("POST", "/now", "{}", ["-H", "X-Understudy-Run: quick"])
        let settled = try server.callbacks("await", "--run", "quick", "--timeout", "20")
        #expect(settled.status == 0 && settled.output == "settled: 1 delivered\n")
        #expect(receiver.received.count == 1)
        #expect(try server.call("GET", "/api/v1/callbacks/await?run=slow&timeout=0.1").status == 408)
        #expect(try callbacks(server, "?run=quick").map { $0["run"] } == ["quick"])
        let listed = try server.callbacks("list", "--run", "slow", "--format", "json")
        #expect(try JSON.parse(listed.output).array?.count == 1)
    }

    @Test func `callbacks are asserted by count, order and content`() async throws {
        let receiver = try CallbackReceiver()
        let server = try MockServer(in: try Workplace())
        try server.create(mock("first", to: receiver.url("/first")))
        try server.create(mock("second", to: receiver.url("/second"), #","delay":300"#))
        _ = try server.call("POST", "/first", #"{"n":1}"#)
        _ = try server.call("POST", "/second", #"{"n":2}"#)
        let held = try server.callbacks(
            "assert",
            "--count",
            "2",
            "--order",
            "first-hook",
            "--order",
            "second",
            "--within",
            "20",
            "--body",
            #"[{"path":"n","assertAction":"notEmpty"}]"#
        )
        #expect(held.status == 0 && held.output == "holds: 2 found\n", "\(held)")
        let backwards = try server.callbacks("assert", "--order", "second-hook", "--order", "first-hook")
        #expect(backwards.status == 1 && backwards.output.contains("it was before"), "\(backwards)")
        let answer = try server.call(
            "POST",
            "/api/v1/callbacks/assert",
            #"{"filter":{"mock":"second"},"body":[{"path":"n","assertAction":"equals","value":1}]}"#
        )
        #expect(answer.status == 422)
        #expect(try answer.json["found"]?.array?.count == 1)
        #expect(try answer.json["reasons"]?[0]?.string?.contains("second-hook") == true)
    }

    @Test func `what a receiver answers is in the callbacks after it, over HTTP and in other answers`() async throws {
        let receiver = try CallbackReceiver { request, _ in
            .status(
                200,
                fields: [("X-Trace", "t-9")],
                body: request.target == "/token" ? #"{"token":{"id":"T-42"}}"# : ""
            )
        }
        let server = try MockServer(in: try Workplace())
        try server.create(
            #"""
            {"id":"m","http":{"route":"/m"},"response":{"payload":{}},"webhooks":[
              {"url":"\#(receiver.url("/token"))","response":{"extract":{"gStore":
                {"token":"$.resp.token","trace":"$.respHeader.X-Trace[0]","status":"$.statusCode"}}}},
              {"url":"\#(receiver.url("/use/$.gS.token.id"))","body":{"token":"$.gS.token","trace":"$.gS.trace","status":"$.gS.status"}}]}
            """#
        )
        try server.create(#"{"id":"n","http":{"route":"/n"},"response":{"payload":"$.gS.token.id"}}"#)
        _ = try server.call("GET", "/m")
        let use = try #require(try await receiver.wait(for: 2).last)
        #expect(use.target == "/use/T-42")
        #expect(use.text == #"{"token":{"id":"T-42"},"trace":"t-9","status":200}"#)
        #expect(try server.call("GET", "/n").text == "T-42")
    }

    @Test func `an answer waits for its synchronous callback and says when it failed`() async throws {
        let receiver = try CallbackReceiver { _, index in .status(index == 0 ? 200 : 503) }
        let server = try MockServer(in: try Workplace())
        try server.create(mock("sync", to: receiver.url("/sync"), #","async":false,"failResponse":502"#))
        try server.create(mock("mild", to: receiver.url("/mild"), #","async":false"#))
        let good = try server.call("POST", "/sync", "{}")
        #expect(good.status == 200 && good.text == #"{"ok":true}"# && receiver.received.count == 1)
        let failed = try server.call("POST", "/sync", "{}")
        #expect(failed.status == 502)
        #expect(try failed.json["code"] == "callback_failed" && failed.json["callback"] == "sync-hook")
        #expect(try failed.json["reason"] == "the receiver answered 503")
        #expect(try server.call("POST", "/mild", "{}").status == 200)
        let journal = try server.call("GET", "/api/v1/requests?mock=sync").json["requests"]?.array ?? []
        #expect(journal.map { $0["response"]?["status"]?.int ?? $0["response"]?["statusCode"]?.int } == [200, 502])
    }

    @Test func `what a full queue does not take is sent when there is room`() async throws {
        let open = DispatchSemaphore(value: 0)
        let receiver = try CallbackReceiver { _, _ in
            open.wait()
            open.signal()
            return .status(200)
        }
        let server = try MockServer(in: try Workplace(), ["--callback-queue", "5"])
        try server.create(mock("many", to: receiver.url("/many")))
        for n in 1...40 { #expect(try server.call("POST", "/many", #"{"n":\#(n)}"#).status == 200) }
        #expect(try callbacks(server, "?state=pending").count == 40)
        open.signal()
        try await receiver.wait(for: 40)
        #expect(try server.settledCallbacks().map { $0["state"]?.string } == Array(repeating: "delivered", count: 40))
        #expect(Set(receiver.received.map(\.text)).count == 40)
    }

    @Test func `settled ones are forgotten by request, and the oldest by number`() async throws {
        let receiver = try CallbackReceiver()
        let server = try MockServer(in: try Workplace())
        try server.create(mock("a", to: receiver.url("/a")))
        for n in 1...3 { _ = try server.call("POST", "/a", #"{"n":\#(n)}"#) }
        _ = try server.settledCallbacks()
        #expect(try server.call("DELETE", "/api/v1/callbacks").json["removed"] == 3)
        #expect(try callbacks(server, "").isEmpty)
    }
}
