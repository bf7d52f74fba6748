import Codings
import Model
import Storage
import Testing

@testable import Recorder

@Suite struct ObservedMessageTextTests {
    private func message(_ place: ObservedMessage.Place, _ headers: JSONObject, _ body: String) -> ObservedMessage {
        ObservedMessage(
            id: ExchangeID(rawValue: 1),
            listener: "l",
            place: place,
            contentType: "application/json",
            headers: headers,
            properties: ["correlation-id": "c-1", "timestamp": 5],
            body: CapturedBody(bytes: Array(body.utf8)),
            seenAt: Timestamp(seconds: 1)
        )
    }

    private let rabbit = ObservedMessage.Place.rabbitMQ(
        RabbitMQTarget(url: "amqp://h", amqpExchange: "e", routingKey: "user.created")
    )

    @Test func `secrets are replaced in headers, tables, content and key, alike where they are alike`() throws {
        let token = "sk_live_51H8xYzAbCdEfGhIjKlMnOp"
        let message = message(
            .kafka(KafkaTarget(brokers: "b", topic: "t"), offset: 1, key: Array(token.utf8)),
            [
                "authorization": .string("Bearer \(token)"), "meta": ["password": "hunter2-long-1"], "n": 3,
                "plain": "x",
            ],
            #"{"api_key":"\#(token)","id":"ord_1","nested":{"password":"hunter2-long-1"}}"#
        )
        let (stored, counts) = CaptureSamples.redactor().redact(message)
        let all = "\(stored.message)" + String(decoding: stored.message.body.bytes, as: UTF8.self)
        #expect(!all.contains(token) && !all.contains("hunter2"), "\(all)")
        let key = String(decoding: try #require(stored.message.key), as: UTF8.self)
        let body = try JSON.parse(stored.message.body.bytes)
        #expect(key.hasPrefix("redacted-") && body["api_key"] == .string(key))
        #expect(stored.message.headers["authorization"] == .string("Bearer \(key)"))
        #expect(stored.message.headers["meta"]?["password"] == body["nested"]?["password"])
        #expect(stored.message.headers["n"] == 3 && stored.message.headers["plain"] == "x" && body["id"] == "ord_1")
        #expect(stored.message.properties == message.properties)
        #expect(counts["body api_key"] == 1, "\(counts)")
    }

    @Test func `a message without secrets stays as it is`() {
        let message = message(rabbit, ["a": "1", "list": [1, "two"], "none": nil], #"{"id": 1.0}"#)
        let (stored, counts) = CaptureSamples.redactor().redact(message)
        #expect(stored.message == message && counts.isEmpty)
    }

    @Test func `coded content is searched, coded again, and kept decoded for reading`() throws {
        var message = message(rabbit, [:], "")
        message.properties["content-encoding"] = "gzip"
        let plain = Array(#"{"password":"hunter2-long-1"}"#.utf8)
        message.body = CapturedBody(bytes: try ContentCoding.encode(plain, codings: "gzip"))
        let stored = CaptureSamples.redactor().redact(message).stored
        let text = String(decoding: stored.readableBody, as: UTF8.self)
        #expect(text.hasPrefix(#"{"password":"redacted-"#))
        let decoded = try ContentCoding.decodeAsFarAsPossible(stored.message.body.bytes, codings: "gzip", limit: 1_000)
        #expect(decoded.bytes == stored.readableBody)
    }
}
