import Model
import Storage
import Testing

@Suite struct EntryStoreTests {
    private let samples: StorageSamples
    private let recording: Recording

    init() throws {
        samples = try StorageSamples()
        recording = try samples.begin()
        var proxied = StorageSamples.exchange(2, body: Array("café".utf8))
        proxied.request.target = "http://api.example.test:8080/a/b?c=d"
        try samples.writer(recording)
            .insert(
                [StorageSamples.exchange(1), proxied, StorageSamples.exchange(3, kind: .webhook)]
                    .map { StoredExchange($0) }
            )
    }

    private func found(_ change: (inout EntryQuery) -> Void) throws -> [Int64] {
        var query = EntryQuery()
        change(&query)
        let store = EntryStore(samples.file)
        let ids = try store.summaries(of: recording.id, query).map(\.id.rawValue)
        #expect(try store.count(of: recording.id, query) == ids.count)
        return ids
    }

    @Test func `paths are those of targets in every form`() throws {
        #expect(try found { $0.path = "/a/b" } == [2])
        #expect(try found { $0.path = "/b" } == [])
        #expect(try found { $0.path = "/things/*" } == [1, 3])
        #expect(try found { $0.path = "/things/[1]" } == [])
    }

    @Test func `texts are found in bodies and targets`() throws {
        #expect(try found { $0.text = "café" } == [2])
        #expect(try found { $0.text = "c=d" } == [2])
        #expect(try found { $0.text = "\u{1}\u{2}" } == [1, 3])
    }

    @Test func `filters hold together`() throws {
        #expect(try found { ($0.kinds, $0.method) = ([.exchange], "get") } == [1, 2])
        #expect(try found { ($0.statuses, $0.since) = (200...200, StorageSamples.start + .seconds(2)) } == [2, 3])
        #expect(try found { $0.until = StorageSamples.start + .seconds(2) } == [1])
        #expect(try found { ($0.ids, $0.hasFailed) = ([ExchangeID(rawValue: 3)], false) } == [3])
    }

    @Test func `what is taken out is counted out, with its notes`() throws {
        let store = EntryStore(samples.file)
        try store.annotate(ExchangeID(rawValue: 1), with: ["a": 1])
        #expect(try store.annotations(of: [ExchangeID(rawValue: 1)])[ExchangeID(rawValue: 1)] == ["a": 1])
        try AttributionStore(samples.file).pin(ExchangeID(rawValue: 3), to: ExchangeID(rawValue: 2))
        var query = EntryQuery()
        query.ids = [ExchangeID(rawValue: 1), ExchangeID(rawValue: 3)]
        #expect(try store.remove(query, of: recording.id) == 2)
        let left = try #require(try RecordingStore(samples.file).recording(recording.id))
        #expect(left.exchangeCount == 1 && left.webhookCount == 0)
        #expect(try store.annotations(of: [ExchangeID(rawValue: 1)]).isEmpty)
        #expect(try AttributionStore(samples.file).all(of: recording.id).isEmpty)
    }
}
