import Model
import Testing

@testable import Callbacks

/// Who waits for whom: ordered targets, extracted answers; and how deliveries come and go in between.
@Suite struct DeliveryOrderTests {
    private func job(
        _ id: String,
        exchange: Int64,
        to host: String = "a.test",
        retries: Int = 0,
        _ change: (inout CallbackJob) -> Void = { _ in }
    ) -> CallbackJob {
        var job = Sample.job(id, exchange: exchange, url: "http://\(host)/", retryCount: retries)
        change(&job)
        return job
    }

    private func ordered(_ id: String, exchange: Int64, to host: String = "a.test", retries: Int = 0) -> CallbackJob {
        job(id, exchange: exchange, to: host, retries: retries) { $0.isOrdered = true }
    }

    @Test func `ordered ones to a target wait for each other's settlement, over all exchanges`() {
        var book = Playbook()
        #expect(book.submit([ordered("a", exchange: 1, retries: 1)]) == ["start a #1"])
        #expect(book.submit([ordered("b", exchange: 2)]) == [])
        #expect(book.submit([job("free", exchange: 3)]) == ["start free #1"])
        #expect(book.submit([ordered("other", exchange: 4, to: "b.test")]) == ["start other #1"])
        #expect(book.end("a", 500, at: 1) == ["attempted a"])
        #expect(book.tick(2) == ["start a #2"])
        #expect(book.end("a", 500, at: 3) == ["attempted a", "failed a", "start b #1"])
    }

    @Test func `one that is cancelled in the line lets nobody overtake`() {
        var book = Playbook()
        _ = book.submit([ordered("a", exchange: 1)])
        _ = book.submit([ordered("b", exchange: 2)])
        _ = book.submit([ordered("c", exchange: 3)])
        #expect(book.cancel("b", at: 1) == ["cancelled b"])
        #expect(book.cancel("a", at: 2) == ["stop a", "attempted a", "cancelled a", "start c #1"])
        #expect(book.settled["a"]?.attempts.first?.result.reason == "broken off, since it was cancelled")
    }

    @Test func `whoever waited for a cancelled one waits for those before it`() {
        var book = Playbook()
        let jobs = ["a", "b", "c"].map { job($0, exchange: 1) }
        #expect(book.submit(jobs, batch: 1) == ["start a #1"])
        #expect(book.cancel("b", at: 1) == ["cancelled b"])
        #expect(book.end("a", 200, at: 2) == ["attempted a", "delivered a", "start c #1"])
        #expect(book.cancel("b", at: 3) == [])
        #expect(book.end("c", 200, at: 4) == ["attempted c", "delivered c", "finished 1: a b c"])
    }

    @Test func `a cancelled one gives its place back`() {
        var book = Playbook(perTarget: 1)
        _ = book.submit([job("a", exchange: 1)])
        _ = book.submit([job("b", exchange: 2)])
        _ = book.submit([job("c", exchange: 3)])
        #expect(book.cancel("b", at: 1) == ["cancelled b"])
        #expect(book.end("a", 200, at: 2) == ["attempted a", "delivered a", "start c #1"])
        #expect(book.end("c", 200, at: 3) == ["attempted c", "delivered c"])
        #expect(book.submit([job("d", exchange: 4)], at: 4) == ["start d #1"])
    }

    @Test func `those after one whose answer is extracted wait until it has settled`() {
        var book = Playbook()
        let first = job("a", exchange: 1, retries: 1) { $0.isExtracted = true }
        let late = job("late", exchange: 1, to: "b.test") { $0.delay = .seconds(1) }
        #expect(book.submit([first, job("b", exchange: 1, to: "b.test"), late]) == ["start a #1"])
        #expect(book.submit([job("free", exchange: 2, to: "b.test")]) == ["start free #1"])
        #expect(book.end("a", 500, at: 0) == ["attempted a"])
        #expect(book.tick(1) == ["start a #2"])
        #expect(book.end("a", 200, at: 2) == ["attempted a", "delivered a", "start b #1", "start late #1"])
    }

    @Test func `what is resumed is due when it was to be, and goes on counting`() {
        var book = Playbook()
        let waits = Delivery(
            job: job("a", exchange: 1) { $0.delay = .seconds(100) },
            submittedAt: Timestamp(seconds: 20)
        )
        let tried = Delivery(
            job: job("b", exchange: 2, retries: 1),
            attempts: [
                Attempt(number: 1, startedAt: Timestamp(seconds: 1), duration: .zero, result: Sample.answered(500))
            ]
        )
        let done = Delivery(
            job: job("c", exchange: 3),
            attempts: [
                Attempt(number: 1, startedAt: Timestamp(seconds: 1), duration: .zero, result: Sample.answered(200))
            ]
        )
        #expect(book.resume([waits, tried, done], at: 50) == ["delivered c", "start b #2"])
        #expect(book.end("b", 500, at: 51) == ["attempted b", "failed b"])
        #expect(book.resume([waits], at: 52) == [])
        #expect(book.tick(119) == [])
        #expect(book.tick(120) == ["start a #1"])
    }

    @Test func `what is resumed keeps the retries that an attempt on a broken connection did not use up`() {
        var book = Playbook()
        let failed = Sample.answered(500)
        var tried = Delivery(
            job: job("a", exchange: 1, retries: 1),
            attempts: [Attempt(number: 1, startedAt: Timestamp(seconds: 1), duration: .zero, result: failed)]
        )
        tried.attemptsNotCounted = 1
        #expect(book.resume([tried], at: 50) == ["start a #2"])
        #expect(book.end("a", 500, at: 50) == ["attempted a"])
        #expect(book.tick(51) == ["start a #3"])
        #expect(book.end("a", 500, at: 51) == ["attempted a", "failed a"])
    }

    @Test func `what is redelivered goes at once, with its retries anew and its attempts counted on`() {
        var book = Playbook()
        _ = book.submit([job("a", exchange: 1, retries: 1)])
        _ = book.end("a", 500, at: 0)
        _ = book.tick(1)
        _ = book.end("a", 500, at: 1)
        guard var again = book.settled["a"] else { return }
        again.state = .pending
        again.job.delay = .seconds(50)
        #expect(book.redeliver(again, at: 9) == ["start a #3"])
        #expect(book.end("a", 500, at: 9) == ["attempted a"])
        #expect(book.tick(10) == ["start a #4"])
        #expect(book.end("a", 500, at: 10) == ["attempted a", "failed a"])
    }

    @Test func `pending ones are counted by run`() {
        var book = Playbook()
        _ = book.submit([job("a", exchange: 1) { $0.run = RunID(rawValue: "r") }, job("b", exchange: 1)])
        #expect([book.pendingCount(ofRun: "r"), book.pendingCount(ofRun: "")] == [1, 1])
        _ = book.end("a", 200, at: 0)
        #expect([book.pendingCount(ofRun: "r"), book.pendingCount(ofRun: "")] == [0, 1])
    }
}
