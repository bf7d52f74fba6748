import Foundation
import Model
import TestSupport
import Testing

/// Mockarty's page on webhooks and callbacks: what its prose and fragments say of triggers, values, retries and order.
@Suite(.serialized) struct SeedPageCallbackTests {
    private func server(_ receiver: CallbackReceiver) throws -> MockServer {
        try MockServer(
            in: try Workplace(),
            ["my-app", "unreliable-service.example.com", "audit.internal"]
                .flatMap { ["--redirect-callbacks", "http://\($0)=\(receiver.url(""))"] }
        )
    }

    /// A mock with these webhooks, at `/hooked`.
    private func mock(_ webhooks: String, response: String = #"{"payload":{"status":"done"}}"#) -> String {
        #"{"id":"hooked","http":{"route":"/hooked"},"response":\#(response),"webhooks":\#(webhooks)}"#
    }

    @Test(arguments: [
        (200, ["/any", "/left-out", "/success"]), (204, ["/any", "/left-out", "/success"]),
        (302, ["/any", "/left-out"]), (404, ["/any", "/error", "/left-out"]), (503, ["/any", "/error", "/left-out"]),
    ])
    func `a trigger chooses by the answer's status`(_ status: Int, _ expected: [String]) async throws {
        let receiver = try CallbackReceiver()
        let server = try server(receiver)
        try server.create(
            mock(
                """
                [{"url":"http://my-app/success","trigger":"on_success"},{"url":"http://my-app/error","trigger":"on_error"},
                 {"url":"http://my-app/any","trigger":"always"},{"url":"http://my-app/left-out"}]
                """,
                response: #"{"statusCode":\#(status)}"#
            )
        )
        #expect(try server.call("GET", "/hooked").status == status)
        try await receiver.wait(for: expected.count)
        #expect(try server.settledCallbacks().count == expected.count)
        #expect(receiver.received.map(\.target).sorted() == expected)
    }

    @Test func `bodies and headers quote the request, generated values, the stores and the answer`() async throws {
        let receiver = try CallbackReceiver()
        let server = try server(receiver)
        try server.create(
            #"""
            {"id":"hooked","http":{"route":"/hooked","httpMethod":"POST"},"mStore":{"computed":41},"chainId":"c",
             "extract":{"gStore":{"currentSession":"$.req.session"},"cStore":{"orderId":"$.req.orderId"}},
             "response":{"statusCode":202,"payload":{"status":"accepted"}},
             "webhooks":[{"url":"http://my-app/all","headers":{"X-User":"user $.req.userId","Authorization":"$.reqHeader.Authorization[0]"},
               "body":{"userId":"$.req.userId","email":"$.req.email","authToken":"$.reqHeader.Authorization[0]",
                 "webhookId":"$.fake.UUID","timestamp":"$.fake.UnixTime","ip":"$.fake.IPv4Address",
                 "sessionId":"$.gS.currentSession","orderId":"$.cS.orderId","tempValue":"$.mS.computed",
                 "mockResponseStatus":"$.resp.status","statusCode":"$.statusCode","missing":"$.req.nowhere"}}]}
            """#
        )
        let sent = #"{"userId":7,"email":"ada@example.com","session":"s-1","orderId":"o-2"}"#
        #expect(try server.call("POST", "/hooked", sent, ["-H", "Authorization: Bearer abc"]).status == 202)
        let call = try #require(try await receiver.wait(for: 1).first)
        let body = try JSON.parse(call.body)
        #expect(body["userId"] == 7)
        #expect(body["email"] == "ada@example.com")
        #expect(body["authToken"] == "Bearer abc")
        #expect(try #require(body["webhookId"]?.string).isUUID)
        #expect(try #require(body["timestamp"]?.int) > 1_700_000_000)
        #expect(body["ip"]?.string?.split(separator: ".").compactMap { UInt8($0) }.count == 4)
        #expect(body["sessionId"] == "s-1")
        #expect(body["orderId"] == "o-2")
        #expect(body["tempValue"] == 41)
        #expect(body["mockResponseStatus"] == "accepted")
        #expect(body["statusCode"] == 202)
        #expect(body["missing"] == "$.req.nowhere", "what nothing resolves is sent as it stands")
        #expect(call.fields.first("X-User") == "user 7")
        #expect(call.fields.first("Authorization") == "Bearer abc")
        let shown = try server.settledCallbacks()
        #expect(shown.first?["unresolved"]?.array?.isEmpty == false)
    }

    @Test func `a body of text is sent as text`() async throws {
        let receiver = try CallbackReceiver()
        let server = try server(receiver)
        try server.create(
            mock(#"[{"url":"http://my-app/","body":"Order $.req.orderId has been processed at $.fake.Date"}]"#)
        )
        _ = try server.call("POST", "/hooked", #"{"orderId":12}"#)
        let text = try #require(try await receiver.wait(for: 1).first).text
        #expect(text.wholeMatch(of: /Order 12 has been processed at \d{4}-\d{2}-\d{2}/) != nil, "\(text)")
    }

    @Test func `an unreliable receiver that fails twice gets the same bytes a third time, after the gaps`() async throws
    {
        let receiver = try CallbackReceiver { _, index in index == 0 ? .reset : .status(index == 1 ? 503 : 200) }
        let server = try server(receiver)
        try server.create(
            mock(
                #"""
                [{
                  "url": "http://unreliable-service.example.com/webhook",
                  "retryCount": 3,
                  "retryDelay": 2,
                  "timeout": 10,
                  "body": {"event": "$.fake.UUID"}
                }]
                """#
            )
        )
        _ = try server.call("GET", "/hooked")
        let calls = try await receiver.wait(for: 3)
        #expect(Set(calls.map(\.text)).count == 1)
        let callback = try #require(try server.settledCallbacks().first)
        #expect(callback["state"] == "delivered")
        let attempts = try #require(callback["attempts"]?.array)
        #expect(attempts.map { $0["success"] } == [false, false, true])
        #expect(attempts[1]["status"] == 503)
        #expect(receiver.received.count == 3, "what was taken is not sent again")
        let starts = attempts.compactMap { $0["startedAt"]?.string.flatMap(seconds) }
        #expect(zip(starts, starts.dropFirst()).allSatisfy { $1 - $0 >= 1.99 }, "\(starts)")
    }

    private func seconds(_ instant: String) -> Double? {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        return formatter.date(from: instant)?.timeIntervalSince1970
    }

    @Test func `retries end, and the log and the callback's record say so`() async throws {
        let receiver = try CallbackReceiver { _, _ in .status(500, body: "no") }
        let server = try server(receiver)
        try server.create(mock(#"[{"url":"http://my-app/","retryCount":1,"retryDelay":0.01}]"#))
        #expect(try server.call("GET", "/hooked").status == 200)
        try await receiver.wait(for: 2)
        let callback = try #require(try server.settledCallbacks().first)
        #expect(callback["state"] == "failed")
        #expect(callback["attempts"]?.array?.count == 2)
        #expect(callback["attempts"]?[1]?["body"] == "no")
        _ = try server.program.waitForLine { $0.contains("Callback attempt failed") ? true : nil }
        _ = try server.program.waitForLine { $0.contains("Callback failed after all retries") ? true : nil }
    }

    @Test func `the answer waits for a synchronous callback and for no other`() async throws {
        let receiver = try CallbackReceiver { request, _ in request.target == "/stalls" ? .stall : .status(204) }
        let server = try server(receiver)
        try server.create(
            mock(#"[{"url":"http://my-app/stalls"},{"url":"http://my-app/sync","async":false}]"#)
        )
        let answer = try server.call("GET", "/hooked")
        #expect(answer.text == #"{"status":"done"}"#)
        #expect(receiver.received.contains { $0.target == "/sync" })
        let callbacks = try server.call("GET", "/api/v1/callbacks").json["callbacks"]?.array ?? []
        #expect(callbacks.first { $0["async"] == false }?["state"] == "delivered")
        try await receiver.wait(for: 2)
        #expect(try server.call("GET", "/api/v1/callbacks?state=pending").json["total"] == 1)
        receiver.stop()
    }

    @Test func `a synchronous callback that fails does not change the answer`() throws {
        let receiver = try CallbackReceiver { _, _ in .close }
        let server = try server(receiver)
        try server.create(mock(#"[{"url":"http://my-app/","async":false,"retryCount":1,"retryDelay":0.01}]"#))
        let answer = try server.call("GET", "/hooked")
        #expect((answer.status, answer.text) == (200, #"{"status":"done"}"#))
        #expect(receiver.received.count == 2)
    }

    @Test(arguments: ["true", "false"])
    func `several callbacks of one mock are called in their order`(_ isAsync: String) async throws {
        let receiver = try CallbackReceiver()
        let server = try server(receiver)
        let webhooks = (0..<8)
            .map { #"{"url":"http://my-app/\#($0)","body":{"n":\#($0)},"async":\#(isAsync)}"# }
        try server.create(mock("[\(webhooks.joined(separator: ","))]"))
        _ = try server.call("GET", "/hooked")
        let calls = try await receiver.wait(for: 8)
        #expect(calls.map(\.text) == (0..<8).map { #"{"n":\#($0)}"# })
    }

    @Test func `every method of the page is sent as it is`() async throws {
        let receiver = try CallbackReceiver()
        let server = try server(receiver)
        let methods = ["POST", "PUT", "PATCH", "DELETE", "GET"]
        let webhooks = methods.map { #"{"url":"http://my-app/$.req.id","method":"\#($0)"}"# }
        try server.create(mock("[\(webhooks.joined(separator: ","))]"))
        _ = try server.call("POST", "/hooked", #"{"id":5}"#)
        let calls = try await receiver.wait(for: methods.count)
        #expect(calls.map(\.method) == methods)
        #expect(Set(calls.map(\.target)) == ["/5"])
    }
}
