import Model
import Storage
import Testing

@Suite struct DeliveryStoreTests {
    let samples: StorageSamples
    init() throws { samples = try StorageSamples() }

    private var store: DeliveryStore { DeliveryStore(samples.file) }

    private func delivery(_ id: String, _ state: Delivery.State = .pending, exchange: Int64 = 1) -> Delivery {
        let job = CallbackJob(
            id: DeliveryID(rawValue: id),
            exchange: ExchangeID(rawValue: exchange),
            mock: MockID(rawValue: "m\(exchange)"),
            index: 0,
            target: .http(method: "POST", url: "http://a.test/\(id)")
        )
        return Delivery(job: job, submittedAt: StorageSamples.start + .seconds(exchange), state: state)
    }

    private func ids(_ set: (inout DeliveryFilter) -> Void) throws -> [String] {
        var filter = DeliveryFilter()
        set(&filter)
        return try store.list(filter).map(\.job.id.rawValue)
    }

    private func put(_ deliveries: [Delivery]) throws { try store.apply(deliveries.map { .put($0) }) }

    @Test(arguments: DeliverySamples.targets.indices)
    func `every fact of a delivery comes back`(_ number: Int) throws {
        let full = DeliverySamples.full(DeliverySamples.targets[number])
        try put([full])
        let found = try #require(try store.one(full.job.id))
        #expect("\(DeliverySamples.words(found))" == "\(DeliverySamples.words(full))")
    }

    @Test func `odd texts come back`() throws {
        for (number, text) in OddTexts.all.enumerated() {
            var odd = delivery("\(number)\(text)")
            (odd.job.name, odd.job.run, odd.job.namespace) = (text, RunID(rawValue: text), text)
            odd.attempts = [
                Attempt(
                    number: 1,
                    startedAt: StorageSamples.start,
                    duration: .zero,
                    result: .failed(reason: text)
                )
            ]
            try put([odd])
            let found = try #require(try store.one(odd.job.id))
            #expect("\(DeliverySamples.words(found))" == "\(DeliverySamples.words(odd))")
        }
    }

    @Test func `the list is in order of submission, filtered and paged`() throws {
        var named = delivery("b", .failed, exchange: 2)
        (named.job.name, named.job.run, named.job.namespace) = ("paid", RunID(rawValue: "r"), "n")
        try put([delivery("a", .delivered), named, delivery("c", exchange: 2)])
        #expect(try ids { _ in } == ["a", "b", "c"])
        #expect(try ids { $0.states = [.failed, .pending] } == ["b", "c"])
        #expect(try ids { $0.ids = [DeliveryID(rawValue: "c"), DeliveryID(rawValue: "a")] } == ["a", "c"])
        #expect(try ids { $0.exchange = ExchangeID(rawValue: 2) } == ["b", "c"])
        #expect(try ids { $0.mock = MockID(rawValue: "m1") } == ["a"])
        #expect(try ids { ($0.name, $0.run, $0.namespace) = ("paid", RunID(rawValue: "r"), "n") } == ["b"])
        #expect(try ids { $0.kind = "kafka" } == [])
        #expect(try ids { $0.target = "a.test/c" } == ["c"])
        #expect(try ids { $0.since = StorageSamples.start + .seconds(2) } == ["b", "c"])
        #expect(try ids { $0.until = StorageSamples.start + .seconds(2) } == ["a"])
        #expect(try store.list(offset: 1, limit: 1, newestFirst: true).map(\.job.id.rawValue) == ["b"])
        #expect(try store.counts() == [.delivered: 1, .failed: 1, .pending: 1])
        #expect(try store.one(DeliveryID(rawValue: "x")) == nil)
    }

    @Test func `attempts and the end are written after the delivery`() throws {
        let pending = delivery("a")
        let attempts = [1, 2]
            .map {
                Attempt(
                    number: $0,
                    startedAt: StorageSamples.start,
                    duration: .milliseconds($0),
                    result: .failed(reason: "\($0)")
                )
            }
        var ended = pending
        (ended.state, ended.submittedAt) = (.failed, pending.submittedAt + .milliseconds(5))
        try store.apply([
            .put(pending), .attempted(pending.job.id, attempts[0]), .attempted(pending.job.id, attempts[1]),
            .attempted(DeliveryID(rawValue: "unknown"), attempts[0]), .settled(ended),
        ])
        let found = try #require(try store.one(pending.job.id))
        #expect(found.state == .failed && found.attempts.map(\.number) == [1, 2])
        #expect(found.submittedAt == ended.submittedAt)
    }

    @Test func `a delivery of the same id takes the place of another with its attempts`() throws {
        var first = delivery("a", .failed)
        first.attempts = [
            Attempt(number: 1, startedAt: StorageSamples.start, duration: .zero, result: .confirmed)
        ]
        try put([first, delivery("a", exchange: 2)])
        let found = try #require(try store.one(first.job.id))
        #expect(found.job.exchange == ExchangeID(rawValue: 2) && found.attempts.isEmpty)
    }

    @Test func `notes bring what the rows do not know yet`() throws {
        try put([delivery("row"), delivery("ended row"), delivery("other end", .cancelled)])
        let notes =
            ["row", "new", "new and ended"].map { DeliveryNote.bytes(delivery($0)) }
            + ["new and ended", "ended row", "other end", "gone"]
            .map { DeliveryNote.endBytes(delivery($0, .delivered)) } + [Array("no note".utf8), []]
        try store.add(notes: notes)
        try store.add(notes: notes)
        let found = try store.list().map { "\($0.job.id.rawValue) \($0.state)" }
        #expect(
            found == [
                "row pending", "ended row delivered", "other end cancelled", "new pending", "new and ended delivered",
            ]
        )
    }

    @Test func `what an earlier program left is found piece by piece`() throws {
        try put([delivery("a"), delivery("b", .delivered), delivery("c"), delivery("d"), delivery("e")])
        try store.apply([.parked(DeliveryID(rawValue: "c"))])
        let end = try #require(try store.lastPosition())
        try put([delivery("later")])
        let first = try #require(try store.left(after: 0, through: end, limit: 2))
        #expect(first.deliveries.map(\.job.id.rawValue) == ["a", "c"])
        let second = try #require(try store.left(after: first.last, through: end, limit: 2))
        #expect(second.deliveries.map(\.job.id.rawValue) == ["d", "e"])
        #expect(try store.left(after: second.last, through: end, limit: 2) == nil)
        #expect(try store.takeParked(9).isEmpty)
    }

    @Test func `parked ones are taken once, the oldest first`() throws {
        try put([delivery("a"), delivery("b"), delivery("c"), delivery("d", .delivered)])
        try store.apply(["c", "a", "b", "d"].map { .parked(DeliveryID(rawValue: $0)) })
        #expect(try store.takeParked(DeliveryID(rawValue: "d")) == nil)
        #expect(try store.takeParked(2).map(\.job.id.rawValue) == ["a", "b"])
        #expect(try store.takeParked(DeliveryID(rawValue: "a")) == nil)
        #expect(try store.takeParked(2).map(\.job.id.rawValue) == ["c"])
        #expect(try store.takeParked(2).isEmpty)
    }

    @Test func `the oldest settled ones make room and pending ones never`() throws {
        try put([delivery("a"), delivery("b", .failed), delivery("c", .delivered), delivery("d", .dropped)])
        #expect(try store.removeSettled(keeping: 2) == 1)
        #expect(try ids { _ in } == ["a", "c", "d"])
        var delivered = DeliveryFilter()
        delivered.states = [.delivered, .pending]
        #expect(try store.removeSettled(delivered) == 1)
        #expect(try ids { _ in } == ["a", "d"])
    }

    @Test func `no secret stands in the file`() throws {
        let full = DeliverySamples.full(DeliverySamples.targets[0])
        try put([full])
        let names = try #require(full.job.signature?.secrets.map(\.name))
        #expect(names == ["STRIPE_SECRET", "shop"])
    }
}
