import GRDB
import Model
import TestSupport
import Testing

@testable import Storage

@Suite struct MessageStoreTests {
    let samples: StorageSamples
    init() throws { samples = try StorageSamples() }

    private static func kafka(_ id: Int64, key: [UInt8]? = [0xFF, 0], body: [UInt8] = [1, 2]) -> ObservedMessage {
        var target = KafkaTarget(brokers: "a:1,b:2", topic: "orders", username: "shop", usesTLS: true)
        (target.mechanism, target.partition) = (.scramSHA512, 4)
        return ObservedMessage(
            id: ExchangeID(rawValue: id),
            listener: "kafka a:1,b:2/orders",
            place: .kafka(target, offset: 77, key: key),
            contentType: "application/json",
            headers: JSONObject([.init("a", "1"), .init("a", "2")]),
            properties: ["timestamp": 5],
            body: CapturedBody(bytes: body, length: 9),
            seenAt: StorageSamples.start + .seconds(id)
        )
    }

    private static func rabbit(_ id: Int64) -> ObservedMessage {
        var target = RabbitMQTarget(url: "amqp://shop@h/v", amqpExchange: "events", routingKey: "order.paid")
        target.isPersistent = false
        return ObservedMessage(
            id: ExchangeID(rawValue: id),
            listener: "rabbitmq amqp://shop@h/v/events",
            place: .rabbitMQ(target),
            headers: ["n": 1, "t": ["x": nil]],
            seenAt: StorageSamples.start
        )
    }

    @Test func `a message comes back as it was, with what is known of its content`() throws {
        let recording = try samples.begin()
        let stored = StoredMessage(
            Self.kafka(1),
            notes: StoredExchange.BodyNotes(decoded: [5, 6], note: "odd")
        )
        let messages = [stored, StoredMessage(Self.rabbit(2)), StoredMessage(Self.kafka(3, key: nil, body: []))]
        try samples.writer(recording).insert([], messages: messages)
        let store = MessageStore(samples.file)
        #expect(try store.all(of: recording.id) == messages.map(\.message))
        let first = try #require(try store.message(ExchangeID(rawValue: 1)))
        #expect(first.message == stored.message && first.notes == stored.notes && first.readableBody == [5, 6])
        let heads = try store.heads(of: recording.id)
        #expect(
            heads.map(\.place) == messages.map(\.message.place) && heads[0].body == CapturedBody(bytes: [], length: 9)
        )
        #expect(try store.message(ExchangeID(rawValue: 9)) == nil)
        #expect(try ExchangeStore(samples.file).nextID() == ExchangeID(rawValue: 4))
        #expect(try RecordingStore(samples.file).find(nil).messageCount == 3)
    }

    @Test func `the cause of a message is kept like that of a webhook, and goes with the recording`() throws {
        let recording = try samples.begin()
        try samples.writer(recording)
            .insert(
                [
                    StoredExchange(StorageSamples.exchange(1)),
                    StoredExchange(StorageSamples.exchange(2, kind: .webhook)),
                ],
                messages: [StoredMessage(Self.rabbit(3))]
            )
        let store = AttributionStore(samples.file)
        let causes = [2, 3]
            .map { (id: Int64) in
                Attribution(
                    webhook: ExchangeID(rawValue: id),
                    cause: ExchangeID(rawValue: 1),
                    confidence: 0.9,
                    evidence: ["x"]
                )
            }
        try store.replaceInferred(of: recording.id, with: causes)
        #expect(try store.all(of: recording.id) == causes)
        #expect(try store.webhooks(causedBy: ExchangeID(rawValue: 1)) == causes)
        try store.pin(ExchangeID(rawValue: 3), to: nil)
        #expect(try store.attribution(of: ExchangeID(rawValue: 3))?.isPinned == true)
        #expect(try store.attribution(of: ExchangeID(rawValue: 1)) == nil)
        try samples.file.write { try $0.execute(sql: "DELETE FROM recordings") }
        #expect(try store.pinned(of: recording.id).isEmpty)
    }

    @Test func `causes that an older file knows are kept`() throws {
        let path = samples.folder.path("old.db")
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in
            for migration in Schema.migrations.prefix(4) { try database.execute(sql: migration) }
            try database.execute(
                sql: """
                    INSERT INTO recordings (name, started_at, "end", writer_pid, writer_start, redaction_salt,
                    redaction_rules) VALUES ('old', 1, 'finished', 1, '', x'', '{}');
                    INSERT INTO exchanges (recording_id, kind, listener, client, scheme, host, port, started_at, method,
                    target, request_version, request_fields, request_length, request_wire_length, total_ns)
                    VALUES (1, 'exchange', 'l', 'c', 'http', 'h', 80, 1, 'GET', '/', 'HTTP/1.1', x'', 0, 0, 5),
                    (1, 'webhook', 'l', 'c', 'http', 'h', 80, 1, 'GET', '/', 'HTTP/1.1', x'', 0, 0, 5);
                    INSERT INTO attributions VALUES (2, 1, 0.75, '["a"]', 1)
                    """
            )
            try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = 4")
        }
        try queue.close()
        let file = try DatabaseFile(path: path, for: .updating)
        let kept = try AttributionStore(file).all(of: RecordingID(rawValue: 1))
        #expect(
            kept == [
                Attribution(
                    webhook: ExchangeID(rawValue: 2),
                    cause: ExchangeID(rawValue: 1),
                    confidence: 0.75,
                    evidence: ["a"],
                    isPinned: true
                )
            ]
        )
    }
}
