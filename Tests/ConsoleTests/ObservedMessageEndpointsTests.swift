import Model
import Storage
import Synchronization
import Testing

@testable import Console

@Suite struct ObservedMessageEndpointsTests {
    private static func message(_ id: Int64, _ body: [UInt8]) -> StoredMessage {
        var target = KafkaTarget(brokers: "localhost:9092", topic: "orders")
        target.partition = 2
        let message = ObservedMessage(
            id: ExchangeID(rawValue: id),
            listener: "kafka localhost:9092/orders",
            place: .kafka(target, offset: 7, key: Array("ord-1".utf8)),
            contentType: "application/json",
            headers: ["type": "order.placed"],
            body: CapturedBody(bytes: body),
            seenAt: Served.start + .seconds(id)
        )
        return StoredMessage(message)
    }

    private func recorded(_ served: Served) throws -> RecordedSession {
        let recorded = try RecordedSession(served)
        let recording = try #require(try RecorderSessionStore(served.database).session(recorded.id)?.recording)
        let messages = [Self.message(10, Array(#"{"order":"o-1"}"#.utf8)), Self.message(11, [0xFF])]
        try ExchangeWriter(served.database, recording: recording, hash: RecordedSession.hash)
            .insert([], messages: messages)
        let inferred = [4, 10, 11]
            .map { (id: Int64) in
                Attribution(
                    webhook: ExchangeID(rawValue: id),
                    cause: id == 11 ? nil : ExchangeID(rawValue: 2),
                    confidence: 0.9,
                    evidence: []
                )
            }
        served.analysis.values.withLock { $0.attributions = inferred }
        return recorded
    }

    @Test func `messages are listed with what caused them, and shown with their content`() throws {
        let served = try Served()
        let recorded = try recorded(served)
        #expect(served.json("GET", recorded.path).body["messageCount"] == 2)
        let list = served.json("GET", "\(recorded.path)/messages?limit=1").body
        let first = try #require(list["messages"]?[0])
        #expect(list["total"] == 2 && first["id"] == "10" && first["broker"] == "kafka" && first["topic"] == "orders")
        #expect(first["key"] == "ord-1" && first["attribution"]?["cause"] == "2" && first["body"] == nil)
        let one = served.json("GET", "\(recorded.path)/messages/10").body
        #expect(one["body"] == #"{"order":"o-1"}"# && one["headers"] == ["type": "order.placed"])
        let binary = served.json("GET", "\(recorded.path)/messages/11").body
        #expect(binary["body"] == "/w==" && binary["bodyEncoding"] == "base64")
        #expect(served.json("GET", "\(recorded.path)/messages/4").status == 404)
    }

    @Test func `a person decides what caused a message too`() throws {
        let served = try Served()
        let recorded = try recorded(served)
        let pinned = served.json("PUT", "\(recorded.path)/webhooks/11/attribution", ["cause": "3"])
        #expect(pinned.body["cause"] == "3" && pinned.body["pinned"] == true)
    }
}
