import Model
import Testing

@testable import Callbacks

/// Retries by their rules, and what goes wrong on purpose, at chosen moments.
@Suite struct DeliveryFaultTests {
    private func job(
        _ id: String,
        exchange: Int64 = 1,
        retries: Int = 0,
        _ change: (inout CallbackJob) -> Void = { _ in }
    ) -> CallbackJob {
        var job = Sample.job(id, exchange: exchange, retryCount: retries)
        change(&job)
        return job
    }

    @Test func `gaps grow by the plan and jitter follows chance`() {
        var book = Playbook(chance: 0)
        let grows = job("a", retries: 3) { job in
            job.retries.backoff = Backoff(initial: .seconds(10))
            job.retries.backoff?.jitter = 0.2
        }
        #expect(book.submit([grows]) == ["start a #1"])
        _ = book.end("a", 500, at: 0)
        #expect(book.nextDue == .seconds(8))
        #expect(book.tick(8) == ["start a #2"])
        _ = book.end("a", 500, at: 8)
        #expect(book.nextDue == .seconds(24))
    }

    @Test func `the job's rule says what is a failure, and what is final is not retried`() {
        var book = Playbook()
        let strict = job("a", retries: 5) { job in
            job.failure.statuses = [300...599]
            job.failure.final = [410]
        }
        #expect(book.submit([strict]) == ["start a #1"])
        #expect(book.end("a", 302, at: 0) == ["attempted a"])
        #expect(book.tick(1) == ["start a #2"])
        #expect(book.end("a", 410, at: 1) == ["attempted a", "failed a"])
    }

    @Test func `Retry-After puts the next attempt off, where it is later and honoured`() {
        func due(_ value: String, honoured: Bool = true) -> Duration? {
            var book = Playbook()
            _ = book.submit([
                job("a", retries: 1) { job in
                    job.retries.delay = .seconds(5)
                    job.failure.honoursRetryAfter = honoured
                }
            ])
            _ = book.end("a", .answered(status: 429, fields: [("Retry-After", value)], body: []), at: 0)
            return book.nextDue
        }
        #expect(due("60") == .seconds(60))
        #expect(due("2") == .seconds(5))
        #expect(due("Thu, 01 Jan 1970 00:01:00 GMT") == .seconds(60))
        #expect(due("900000") == .seconds(86_400))
        #expect(due("60", honoured: false) == .seconds(5))
    }

    @Test func `a dropped one settles without an attempt and holds nobody up`() {
        var book = Playbook()
        let dropped = job("a") { $0.faults.isDropped = true }
        #expect(book.submit([dropped, job("b")], batch: 4) == ["dropped a", "start b #1"])
        #expect(book.settled["a"]?.attempts.isEmpty == true)
        #expect(book.end("b", 200, at: 1) == ["attempted b", "delivered b", "finished 4: a b"])
    }

    @Test func `a duplicated one is sent once more after its success, however that ends`() {
        var book = Playbook()
        let twice = job("a", retries: 1) { $0.faults.isDuplicated = true }
        #expect(book.submit([twice]) == ["start a #1"])
        #expect(book.end("a", 500, at: 0) == ["attempted a"])
        #expect(book.tick(1) == ["start a #2"])
        #expect(book.end("a", 200, at: 1) == ["attempted a", "start a #3"])
        #expect(book.end("a", 500, at: 2) == ["attempted a", "delivered a"])
        #expect(book.settled["a"]?.attempts.count == 3)
    }

    @Test func `a reordered one waits for the next one's first attempt`() {
        var book = Playbook()
        #expect(book.submit([job("a") { $0.faults.isReordered = true }]) == [])
        #expect(
            book.submit(
                [job("other", exchange: 2) { $0.target = .http(method: "POST", url: "http://o.test/") }],
                at: 0.1
            ) == ["start other #1"]
        )
        #expect(book.end("other", 200, at: 0.2) == ["attempted other", "delivered other"])
        #expect(book.submit([job("b", exchange: 3)], at: 0.3) == ["start b #1"])
        #expect(book.end("b", 500, at: 0.4) == ["attempted b", "failed b", "start a #1"])
        #expect(book.tick(2) == [])
    }

    @Test func `a reordered one waits a second at most, and of two the second goes first`() {
        var book = Playbook()
        #expect(book.submit([job("a") { $0.faults.isReordered = true }]) == [])
        #expect(book.tick(0.999) == [])
        #expect(book.tick(1) == ["start a #1"])
        #expect(book.end("a", 200, at: 1.1) == ["attempted a", "delivered a"])
        let pair = ["c", "d"].map { job($0, exchange: 5) { $0.faults.isReordered = true } }
        #expect(book.submit(pair, at: 2) == ["start d #1"])
        #expect(book.end("d", 200, at: 2.1) == ["attempted d", "delivered d", "start c #1"])
    }
}
