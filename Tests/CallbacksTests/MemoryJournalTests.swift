import Callbacks
import Model
import Testing

@Suite struct MemoryJournalTests {
    private func settle(_ id: String, _ state: Delivery.State, exchange: Int64 = 1, in journal: MemoryJournal) {
        let delivery = Delivery(job: Sample.job(id, exchange: exchange))
        journal.pending(delivery)
        if state != .pending { journal.settled(Delivery(job: delivery.job, state: state)) }
    }

    @Test func `deliveries are listed in order and by filter`() {
        let journal = MemoryJournal()
        settle("a", .delivered, exchange: 1, in: journal)
        settle("b", .failed, exchange: 2, in: journal)
        settle("c", .pending, exchange: 2, in: journal)
        #expect(journal.deliveries().map(\.job.id.rawValue) == ["a", "b", "c"])
        #expect(
            journal.deliveries(DeliveryFilter { $0.exchange = ExchangeID(rawValue: 2) }).map(\.job.id.rawValue) == [
                "b", "c",
            ]
        )
        #expect(journal.deliveries(DeliveryFilter { $0.states = [.failed] }).map(\.job.id.rawValue) == ["b"])
        #expect(journal.deliveries(DeliveryFilter { $0.mock = MockID(rawValue: "other") }).isEmpty)
        #expect(journal.counts[.pending] == 1)
        #expect(journal.counts[.delivered] == 1)
    }

    @Test func `attempts show before the end`() {
        let journal = MemoryJournal()
        settle("a", .pending, in: journal)
        let attempt = Attempt(
            number: 1,
            startedAt: Timestamp(seconds: 1),
            duration: .zero,
            result: .failed(reason: "r")
        )
        journal.attempted(DeliveryID(rawValue: "a"), attempt)
        #expect(journal.delivery(DeliveryID(rawValue: "a"))?.attempts.first?.result.reason == "r")
    }

    @Test func `delivered ones make room first, pending ones never, and the counts stay`() {
        let journal = MemoryJournal(capacity: 3)
        settle("failed", .failed, in: journal)
        settle("waits", .pending, in: journal)
        for id in ["a", "b", "c"] { settle(id, .delivered, in: journal) }
        #expect(journal.deliveries().map(\.job.id.rawValue) == ["failed", "waits", "c"])
        for id in ["d", "e", "f"] { settle(id, .pending, in: journal) }
        #expect(journal.deliveries().map(\.job.id.rawValue) == ["waits", "d", "e", "f"])
        #expect(journal.forgottenCount == 4)
        #expect(journal.counts[.delivered] == 3)
        #expect(journal.counts[.failed] == 1)
    }

    @Test func `one that is pending again keeps its place and is not forgotten`() {
        let journal = MemoryJournal(capacity: 2)
        settle("a", .failed, in: journal)
        settle("b", .delivered, in: journal)
        journal.reopened(Delivery(job: Sample.job("a")))
        #expect(journal.deliveries().map(\.job.id.rawValue) == ["a", "b"])
        #expect(journal.counts[.pending] == 1)
        #expect(journal.counts[.failed] == 0)
        settle("c", .delivered, in: journal)
        settle("d", .delivered, in: journal)
        #expect(journal.delivery(DeliveryID(rawValue: "a"))?.state == .pending)
    }

    @Test func `a job that was rendered anew takes the place of the first`() {
        let journal = MemoryJournal()
        settle("a", .pending, in: journal)
        journal.refreshed(Delivery(job: Sample.job("a", body: "new")))
        #expect(journal.delivery(DeliveryID(rawValue: "a"))?.job.body == Array("new".utf8))
    }
}
