import Model
import Storage
import Testing

@Suite struct RecordingLifeTests {
    @Test func `a recording that ended goes on with its salt and its rules`() throws {
        let samples = try StorageSamples()
        let store = RecordingStore(samples.file)
        let recording = try samples.begin()
        try store.end(recording.id, as: .finished, at: StorageSamples.start)
        let (again, redaction) = try store.reopen(recording.id)
        #expect(again.id == recording.id && again.end == .open && again.endedAt == nil)
        #expect(redaction.salt == StorageSamples.redaction.salt && redaction.rules == StorageSamples.redaction.rules)
        #expect(throws: StorageError.self) { try store.reopen(RecordingID(rawValue: 99)) }
    }

    @Test func `bodies of a recording that is gone free their room, but not while something is recorded`() throws {
        let samples = try StorageSamples()
        let store = RecordingStore(samples.file)
        let (gone, kept) = (try samples.begin("gone"), try samples.begin("kept"))
        try samples.writer(gone).insert([StoredExchange(StorageSamples.exchange(1, body: [9, 9]))])
        let message = ObservedMessage(
            id: ExchangeID(rawValue: 3),
            listener: "rabbitmq",
            place: .rabbitMQ(RabbitMQTarget(url: "amqp://h", amqpExchange: "x")),
            body: CapturedBody(bytes: [5, 5]),
            seenAt: StorageSamples.start
        )
        try samples.writer(kept)
            .insert([StoredExchange(StorageSamples.exchange(2, body: [7, 7]))], messages: [StoredMessage(message)])
        try store.end(gone.id, as: .finished, at: StorageSamples.start)
        try store.remove(gone.id)
        func bodies() throws -> Int {
            var count = 0
            try DatabaseSweep(samples.file).visit { if $0.table == "bodies", $0.column == "bytes" { count += 1 } }
            return count
        }
        try store.sweepBodies()
        #expect(try bodies() == 3)
        try store.end(kept.id, as: .finished, at: StorageSamples.start)
        try store.sweepBodies()
        #expect(try bodies() == 2)
        #expect(try MessageStore(samples.file).message(ExchangeID(rawValue: 3))?.readableBody == [5, 5])
        #expect(try ExchangeStore(samples.file).exchange(ExchangeID(rawValue: 2))?.readableResponse == [7, 7])
    }
}
