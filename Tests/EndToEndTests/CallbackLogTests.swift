import Foundation
import Model
import TestSupport
import Testing

/// The lines that Mockarty's page tells operators to look for, as `serve --log-format json` writes them: level, message, and the
/// type and the attempt beside it.
@Suite(.serialized) struct CallbackLogTests {
    private let server: MockServer

    init() throws { server = try MockServer(in: try Workplace(), ["--log-format", "json"]) }

    private func mock(_ id: String, _ webhook: String) -> String {
        #"{"id":"\#(id)","http":{"route":"/\#(id)","httpMethod":"POST"},"response":{},"webhooks":[\#(webhook)]}"#
    }

    /// The lines of this message, once so many have come, as `level type attempt`.
    private func lines(_ count: Int, _ message: String) throws -> [JSON] {
        try server.program.waitForLines(count) { $0.contains(#""message":"\#(message)""#) }.map { try JSON.parse($0) }
    }

    private func words(_ lines: [JSON]) -> [String] {
        lines.map { line in
            ["level", "callback.type", "callback.attempt"].map { line[$0]?.string ?? "-" }.joined(separator: " ")
        }
    }

    @Test func `attempts that fail are warnings, the end is one line more`() async throws {
        let receiver = try CallbackReceiver { request, index in
            .status(request.target == "/never" || index == 0 ? 500 : 200)
        }
        try server.create(
            mock("late", #"{"url":"\#(receiver.url("/late"))","retryCount":2,"retryDelay":0.01}"#)
        )
        #expect(try server.call("POST", "/late", "{}").status == 200)
        #expect(words(try lines(1, "Callback executed successfully")) == ["info http 2"])
        #expect(words(try lines(1, "Callback attempt failed")) == ["warn http 1"])

        try server.create(
            mock("never", #"{"url":"\#(receiver.url("/never"))","retryCount":1,"retryDelay":0.01}"#)
        )
        #expect(try server.call("POST", "/never", "{}").status == 200)
        let last = try lines(1, "Callback failed after all retries")
        #expect(words(last) == ["error http 2"])
        #expect(words(try lines(3, "Callback attempt failed")) == ["warn http 1", "warn http 1", "warn http 2"])
        let dead = try server.call("GET", "/api/v1/callbacks/dead").json["callbacks"]?[0]
        #expect(last[0]["delivery.id"] == dead?["id"] && last[0]["status"] == "500")
    }

    @Test func `brokers are named by their types`() throws {
        try server.create(
            mock(
                "brokers",
                #"""
                {"type":"kafka","kafkaBrokers":"no-such-broker.invalid:1","kafkaTopic":"t","timeout":1},
                {"type":"rabbitmq","rabbitURL":"amqp://guest:guest@127.0.0.1:1/","rabbitQueue":"q","timeout":1}
                """#
            )
        )
        _ = try server.call("POST", "/brokers", "{}")
        let failed = try lines(2, "Callback failed after all retries")
        #expect(words(failed).sorted() == ["error kafka 1", "error rabbitmq 1"])
        #expect(!server.program.output.contains { $0.contains("guest:guest") })
    }

    @Test func `what cannot be rendered is an error, and the answer goes out all the same`() async throws {
        let receiver = try CallbackReceiver()
        try server.create(
            mock(
                "bytes",
                #"{"url":"\#(receiver.url("/first"))","body":"$.req.file","decode":"base64"},{"url":"\#(receiver.url("/second"))"}"#
            )
        )
        #expect(try server.call("POST", "/bytes", #"{"file":"no base64!"}"#).status == 200)
        let line = try #require(try lines(1, "Failed to prepare webhook body").first)
        #expect(words([line]) == ["error http 0"])
        #expect(line["mock.id"] == "bytes" && line["callback.index"] == "0")
        #expect(line["reason"]?.string?.contains("base64") == true)
        #expect(try await receiver.wait(for: 1).map(\.target) == ["/second"], "the other callback is sent")
    }

    @Test func `what should never happen in sending is an error, and the server goes on`() async throws {
        let receiver = try CallbackReceiver()
        // libcurl takes no text of more than eight million bytes.
        try server.create(
            mock("huge", #"{"url":"\#(receiver.url("/"))$.req.text","retryCount":1,"retryDelay":0.01}"#)
        )
        let content = server.place.folder.path("huge.json")
        try #"{"text":"\#(String(repeating: "x", count: 8_500_000))"}"#
            .write(toFile: content, atomically: true, encoding: .utf8)
        #expect(try curl(["--data-binary", "@\(content)", "\(server.url)/huge"]).status == 200)
        let panics = try lines(2, "Panic in webhook executeCallback")
        #expect(words(panics) == ["error http 0", "error http 1"])
        #expect(panics[0]["reason"]?.string?.contains("curl_easy_setopt") == true)
        #expect(panics[0]["target"]?.string?.utf8.count ?? 0 < 1_000, "a line stays one that can be read")
        #expect(words(try lines(1, "Callback failed after all retries")) == ["error http 2"])

        try server.create(mock("next", #"{"url":"\#(receiver.url("/next"))"}"#))
        #expect(try server.call("POST", "/next", "{}").status == 200)
        #expect(try await receiver.wait(for: 1).map(\.target) == ["/next"])
    }

    @Test func `a circle of mocks ends after eight callbacks, and the log says so`() throws {
        try server.create(mock("circle", #"{"url":"\#(server.url)/circle","body":{}}"#))
        #expect(try server.call("POST", "/circle", "{}").status == 200)
        let line = try #require(try lines(1, "Failed to prepare webhook body").first)
        #expect(line["reason"]?.string?.contains("circle") == true)
        let sent = try server.settledCallbacks()
        #expect(sent.map { $0["state"] } == Array(repeating: "delivered", count: 8))
    }
}
