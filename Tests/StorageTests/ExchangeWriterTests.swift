import GRDB
import Model
import Storage
import Testing

@Suite struct ExchangeWriterTests {
    let samples: StorageSamples
    init() throws { samples = try StorageSamples() }

    private func bodyCount() throws -> Int {
        let queue = try DatabaseQueue(path: samples.path)
        return try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM bodies") ?? -1 }
    }

    @Test func aBodyIsStoredOnceHoweverOftenItWasSent() throws {
        let recording = try samples.begin()
        for writer in [samples.writer(recording), samples.writer(recording)] {
            let first = try ExchangeStore(samples.file).nextID().rawValue
            try writer.insert((first..<first + 50).map { StoredExchange(StorageSamples.exchange($0)) })
        }
        #expect(try bodyCount() == 1)
        let all = try ExchangeStore(samples.file).all(of: recording.id)
        #expect(all.count == 100 && all.allSatisfy { $0.response?.body.bytes == [1, 2, 3] })
    }

    @Test func aBatchIsCommittedWholeOrNotAtAll() throws {
        let recording = try samples.begin()
        let writer = samples.writer(recording)
        let twice = [1, 2, 2].map { StoredExchange(StorageSamples.exchange($0, body: [7])) }
        #expect(throws: StorageError.self) { try writer.insert(twice) }
        #expect(try ExchangeStore(samples.file).all(of: recording.id).isEmpty)
        #expect(try bodyCount() == 0)
        // The body of the batch that failed is not believed to be there.
        try writer.insert([StoredExchange(StorageSamples.exchange(3, body: [7]))])
        #expect(try ExchangeStore(samples.file).all(of: recording.id).map(\.response?.body.bytes) == [[7]])
    }

    @Test func countsGrowWithTheBatch() throws {
        let recording = try samples.begin()
        let writer = samples.writer(recording)
        try writer.insert([StoredExchange(StorageSamples.exchange(1))])
        try writer.insert([
            StoredExchange(StorageSamples.exchange(2, kind: .webhook)), StoredExchange(StorageSamples.exchange(3)),
            StoredExchange(StorageSamples.exchange(4, kind: .tunnel)),
        ])
        let found = try RecordingStore(samples.file).find("run")
        #expect(found.exchangeCount == 2 && found.webhookCount == 1)
    }

    @Test func readersSeeCommittedBatchesWhileAnotherIsWritten() throws {
        let recording = try samples.begin()
        let writer = samples.writer(recording)
        try writer.insert([StoredExchange(StorageSamples.exchange(1))])
        let reader = try DatabaseFile(path: samples.path, for: .reading)
        #expect(try ExchangeStore(reader).all(of: recording.id).count == 1)
        // A second program holds the file's write lock meanwhile.
        let other = try DatabaseQueue(path: samples.path)
        try other.writeWithoutTransaction { database in
            try database.execute(sql: "BEGIN IMMEDIATE")
            #expect(try ExchangeStore(reader).all(of: recording.id).count == 1)
            try database.execute(sql: "ROLLBACK")
        }
        try writer.insert([StoredExchange(StorageSamples.exchange(2))])
        #expect(try ExchangeStore(reader).all(of: recording.id).count == 2)
    }
}
