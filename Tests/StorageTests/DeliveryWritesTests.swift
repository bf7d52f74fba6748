import Model
import Testing

@testable import Storage

@Suite struct DeliveryWritesTests {
    private let delivery: Delivery

    init() {
        var delivery = DeliverySamples.full(DeliverySamples.targets[0])
        (delivery.attempts, delivery.state) = ([], .pending)
        self.delivery = delivery
    }

    private var attempt: Attempt {
        Attempt(number: 1, startedAt: StorageSamples.start, duration: .zero, result: .confirmed)
    }

    private var ended: Delivery {
        var ended = delivery
        (ended.attempts, ended.state) = ([attempt], .delivered)
        return ended
    }

    private func words(_ changes: [DeliveryStore.Change]) -> [String] {
        var writes = DeliveryWrites()
        for change in changes { writes.add(change) }
        #expect(writes.count == writes.writes.count)
        return writes.writes.map { write in
            switch write {
            case .row(let delivery, let replacesAttempts):
                "\(replacesAttempts ? "put" : "new") \(delivery.state) \(delivery.attempts.count)"
            case .change(_, let attempts, let end): "change \(end.map { "\($0.state)" } ?? "pending") \(attempts.count)"
            case .parked: "parked"
            }
        }
    }

    @Test func `what becomes of a new delivery goes into its row`() {
        let id = delivery.job.id
        #expect(words([.new(delivery), .attempted(id, attempt)]) == ["new pending 1"])
        #expect(words([.new(delivery), .attempted(id, attempt), .settled(ended)]) == ["new delivered 1"])
        #expect(words([.new(delivery), .parked(id), .settled(ended)]) == ["new delivered 1", "parked"])
    }

    @Test func `one that was there before is changed`() {
        let id = delivery.job.id
        let changes: [DeliveryStore.Change] = [.attempted(id, attempt), .settled(ended)]
        #expect(words(changes) == ["change delivered 1"])
        #expect(words([.settled(ended)]) == ["change delivered 0"])
        #expect(words([.put(delivery)] + changes) == ["put pending 0", "change delivered 1"])
        #expect(words(changes + [.put(delivery)]) == ["change delivered 1", "put pending 0"])
    }
}
