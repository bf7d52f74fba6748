import Model
import Storage
import Testing

@Suite struct ExchangeStoreTests {
    let samples: StorageSamples
    init() throws { samples = try StorageSamples() }

    var store: ExchangeStore { ExchangeStore(samples.file) }

    @Test func everyFactComesBack() throws {
        let recording = try samples.begin()
        let exchange = StorageSamples.fullExchange(7)
        try samples.writer(recording)
            .insert([
                StoredExchange(
                    exchange,
                    request: .init(decoded: Array("kept, decoded".utf8), note: "cut"),
                    response: .init(decoded: [9])
                )
            ])
        let stored = try #require(try store.exchange(exchange.id))
        let back = stored.exchange
        #expect(back.id == exchange.id && back.kind == exchange.kind && back.listener == exchange.listener)
        #expect(back.client == exchange.client && back.origin == exchange.origin)
        #expect(back.request == exchange.request && back.requestTrailers == exchange.requestTrailers)
        #expect(back.request.fields.wireBytes == exchange.request.fields.wireBytes)
        #expect(back.requestBody == exchange.requestBody && back.requestBody.isTruncated)
        #expect(back.failure == exchange.failure)
        #expect(back.response?.head == exchange.response?.head && back.response?.body == exchange.response?.body)
        #expect(back.response?.trailers == exchange.response?.trailers && back.response?.interim == [100, 103])
        #expect(back.startedAt == exchange.startedAt && back.timings == exchange.timings)
        #expect(back.clientTLS == exchange.clientTLS && back.upstreamTLS == exchange.upstreamTLS)
        #expect(back.upstreamAddress == exchange.upstreamAddress && back.upgrade == exchange.upgrade)
        #expect(stored.request == .init(decoded: Array("kept, decoded".utf8), note: "cut"))
        #expect(stored.readableRequest == Array("kept, decoded".utf8) && stored.readableResponse == [9])
    }

    @Test func whatIsMissingStaysMissing() throws {
        var exchange = StorageSamples.exchange(1, body: [])
        let failure = ExchangeFailure(source: .client, phase: .requestHead, reason: "two lengths")
        exchange.outcome = .failure(failure, partial: nil)
        try samples.writer(samples.begin()).insert([StoredExchange(exchange)])
        let back = try #require(try store.exchange(exchange.id)).exchange
        #expect(back.response == nil && back.failure == failure)
        #expect(back.clientTLS == nil && back.upgrade == nil && back.upstreamAddress == nil)
        #expect(back.timings.connect == nil && back.timings.total == .milliseconds(5))
        #expect(try store.exchange(ExchangeID(rawValue: 2)) == nil)
    }

    @Test func pagesFollowTheIdsOfOneRecording() throws {
        let first = try samples.begin("first")
        // They finish in another order than they began.
        let ids: [Int64] = [3, 1, 4, 2, 9]
        try samples.writer(first).insert(ids.map { StoredExchange(StorageSamples.exchange($0)) })
        let second = try samples.begin("second")
        try samples.writer(second).insert([StoredExchange(StorageSamples.exchange(5))])
        let page = try store.page(of: first.id, limit: 2)
        #expect(page.map(\.exchange.id.rawValue) == [1, 2])
        let rest = try store.page(of: first.id, after: page.last?.exchange.id, limit: 10)
        #expect(rest.map(\.exchange.id.rawValue) == [3, 4, 9])
        #expect(try store.all(of: second.id).map(\.id.rawValue) == [5])
        #expect(try store.nextID() == ExchangeID(rawValue: 10))
    }

    @Test func summariesListWithoutBodies() throws {
        let recording = try samples.begin()
        try samples.writer(recording)
            .insert([StoredExchange(StorageSamples.exchange(1)), StoredExchange(StorageSamples.fullExchange(2))])
        let all = try store.summaries(of: recording.id)
        #expect(all.map(\.target) == ["/things/1", "/hook?a=%20b"])
        #expect(all[0].status == 200 && all[0].failure == nil && all[0].responseLength == 3)
        let webhooks = try store.summaries(of: recording.id, kind: .webhook)
        #expect(webhooks.map(\.id.rawValue) == [2])
        #expect(webhooks[0].failure?.phase == .receive && webhooks[0].requestLength == 9_000)
        #expect(webhooks[0].origin.description == "http://app.test:8081")
        #expect(try store.summaries(of: recording.id, after: ExchangeID(rawValue: 1)).count == 1)
    }

    @Test func anEmptyFileBeginsAtOne() throws {
        #expect(try store.nextID() == ExchangeID(rawValue: 1))
    }
}
