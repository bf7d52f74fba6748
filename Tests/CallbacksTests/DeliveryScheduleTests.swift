import Model
import Testing

@testable import Callbacks

@Suite struct DeliveryScheduleTests {
    @Test func `a job starts after its delay and is delivered by an answer below 400`() {
        var book = Playbook()
        #expect(book.submit([Sample.job("a", delay: .seconds(2))]) == [])
        #expect(book.nextDue == .seconds(2))
        #expect(book.tick(1.999) == [])
        #expect(book.tick(2) == ["start a #1"])
        #expect(book.end("a", 204, at: 2.5) == ["attempted a", "delivered a"])
        #expect(book.pendingCount == 0)
        let attempt = book.settled["a"]?.attempts.first
        #expect(attempt?.startedAt == Timestamp(seconds: 2))
        #expect(attempt?.duration == .milliseconds(500))
    }

    @Test func `a delay begins with the answer, however late the dispatcher reads of it`() {
        var book = Playbook()
        #expect(book.submit([Sample.job("a", delay: .seconds(2))], sentAt: 0, at: 1.5) == [])
        #expect(book.nextDue == .seconds(2))
        #expect(book.submit([Sample.job("b", exchange: 2, delay: .seconds(1))], sentAt: 0, at: 1.5) == ["start b #1"])
    }

    @Test func `each failed attempt but the last is followed by another after the retry delay`() {
        var book = Playbook()
        let job = Sample.job("a", retryCount: 2, retryDelay: .seconds(3))
        #expect(book.submit([job]) == ["start a #1"])
        #expect(book.end("a", 500, at: 1) == ["attempted a"])
        #expect(book.nextDue == .seconds(4))
        #expect(book.tick(3.9) == [])
        #expect(book.tick(4) == ["start a #2"])
        #expect(book.end("a", 404, at: 5) == ["attempted a"])
        #expect(book.tick(8) == ["start a #3"])
        #expect(book.end("a", 503, at: 9) == ["attempted a", "failed a"])
        #expect(book.settled["a"]?.attempts.map(\.number) == [1, 2, 3])
        #expect(book.settled["a"]?.attempts.map { $0.result.status } == [500, 404, 503])
    }

    @Test func `a success ends the retries`() {
        var book = Playbook()
        _ = book.submit([Sample.job("a", retryCount: 5)])
        _ = book.end("a", 500, at: 1)
        #expect(book.tick(2) == ["start a #2"])
        #expect(book.end("a", 200, at: 3) == ["attempted a", "delivered a"])
        #expect(book.tick(100) == [])
    }

    @Test func `what broke with a kept connection is sent anew at once, before others and beside its retries`() {
        var book = Playbook()
        let jobs = ["a", "b"].map { Sample.job($0, retryCount: 1, retryDelay: .seconds(3)) }
        #expect(book.submit(jobs) == ["start a #1"])
        let broken = Attempt.Result.failed(reason: "broke")
        #expect(book.end("a", broken, at: 1, next: .atOnce) == ["attempted a", "not counted a", "start a #2"])
        // The second one in a row counts: its connection was new.
        #expect(book.end("a", broken, at: 2, next: .atOnce) == ["attempted a", "start b #1"])
        #expect(book.end("b", 200, at: 2) == ["attempted b", "delivered b"])
        #expect(book.nextDue == .seconds(5))
        #expect(book.tick(5) == ["start a #3"])
        #expect(book.end("a", broken, at: 6, next: .atOnce) == ["attempted a", "not counted a", "start a #4"])
        #expect(book.end("a", 500, at: 7) == ["attempted a", "failed a"])
        #expect(book.settled["a"]?.attempts.map(\.number) == [1, 2, 3, 4])
    }

    @Test func `what cannot be sent at all is not tried again`() {
        var book = Playbook()
        _ = book.submit([Sample.job("a", retryCount: 5)])
        #expect(book.end("a", 500, at: 1, mayRetry: false) == ["attempted a", "failed a"])
    }

    @Test func `callbacks of one answer to one target come one after another, retries not waited for`() {
        var book = Playbook()
        let jobs = [Sample.job("a", retryCount: 1, retryDelay: .seconds(5)), Sample.job("b"), Sample.job("c")]
        #expect(book.submit(jobs) == ["start a #1"])
        #expect(book.end("a", 500, at: 1) == ["attempted a", "start b #1"])
        #expect(book.end("b", 200, at: 2) == ["attempted b", "delivered b", "start c #1"])
        #expect(book.tick(6) == ["start a #2"])
    }

    @Test func `callbacks of one answer to several targets start in order at once`() {
        var book = Playbook()
        let jobs = ["a", "b", "c"].map { Sample.job($0, url: "http://\($0).test/") }
        #expect(book.submit(jobs) == ["start a #1", "start b #1", "start c #1"])
    }

    @Test func `callbacks of different answers do not wait for each other`() {
        var book = Playbook()
        #expect(book.submit([Sample.job("a", exchange: 1)]) == ["start a #1"])
        #expect(book.submit([Sample.job("b", exchange: 2)]) == ["start b #1"])
    }

    @Test func `a callback with a delay does not keep the later ones back`() {
        var book = Playbook()
        #expect(book.submit([Sample.job("a", delay: .seconds(9)), Sample.job("b")]) == ["start b #1"])
        #expect(book.tick(9) == ["start a #1"])
    }

    @Test func `sequential ones wait for the settlement before them, and the batch is told in order`() {
        var book = Playbook()
        let jobs = [Sample.job("a", url: "http://a.test/", retryCount: 1), Sample.job("b", url: "http://b.test/")]
        #expect(book.submit(jobs, batch: 7) == ["start a #1"])
        #expect(book.end("a", 500, at: 1) == ["attempted a"])
        #expect(book.tick(2) == ["start a #2"])
        #expect(book.end("a", 500, at: 3) == ["attempted a", "failed a", "start b #1"])
        #expect(book.end("b", 200, at: 4) == ["attempted b", "delivered b", "finished 7: a b"])
    }

    @Test func `an empty batch is told at once`() {
        var book = Playbook()
        #expect(book.submit([], batch: 3) == ["finished 3: "])
    }

    @Test func `a target that hangs holds up only itself`() {
        var book = Playbook(perTarget: 1)
        let hanging = (0..<3).map { Sample.job("h\($0)", exchange: Int64($0), url: "http://hangs.test/") }
        #expect(book.submit(hanging) == ["start h0 #1"])
        #expect(book.submit([Sample.job("a", exchange: 9)], at: 1) == ["start a #1"])
        #expect(book.end("h0", 200, at: 2) == ["attempted h0", "delivered h0", "start h1 #1"])
    }

    @Test func `beyond the capacity a job fails with a reason and the rest goes on`() {
        var book = Playbook(capacity: 1)
        let actions = book.submit([Sample.job("a", exchange: 1), Sample.job("b", exchange: 2)])
        #expect(actions == ["attempted b", "failed b", "start a #1"])
        #expect(book.settled["b"]?.attempts.first?.result.reason?.contains("1 callback is waiting") == true)
        #expect(book.end("a", 200, at: 1) == ["attempted a", "delivered a"])
        #expect(book.submit([Sample.job("c")], at: 2) == ["start c #1"])
    }

    @Test func `abandoning breaks off what runs, gives up what waits, and leaves room for new work`() {
        var book = Playbook(perTarget: 1, total: 1)
        _ = book.submit([Sample.job("a"), Sample.job("b"), Sample.job("c", delay: .seconds(60))], batch: 1)
        #expect(
            book.abandon(at: 3)
                == ["stop a", "attempted a", "abandoned a", "abandoned b", "abandoned c", "finished 1: a b c"]
        )
        #expect(book.settled["a"]?.attempts.first?.result.reason == "broken off, since the run ended")
        #expect(book.settled["c"]?.attempts.isEmpty == true)
        #expect(book.pendingCount == 0)
        #expect(book.nextDue == nil)
        #expect(book.submit([Sample.job("d")], at: 4) == ["start d #1"])
    }

    @Test func `pending deliveries are counted by exchange`() {
        var book = Playbook()
        _ = book.submit([Sample.job("a", exchange: 1), Sample.job("b", exchange: 2)])
        #expect([book.pendingCount(of: 1), book.pendingCount(of: 2), book.pendingCount(of: 3)] == [1, 1, 0])
        _ = book.end("a", 200, at: 1)
        #expect([book.pendingCount(of: 1), book.pendingCount(of: 2)] == [0, 1])
    }

    @Test func `twenty thousand waiting jobs come out by time`() {
        var book = Playbook(perTarget: 20_000, total: 20_000, capacity: 20_000)
        let jobs = (0..<20_000)
            .map { Sample.job("j\($0)", exchange: Int64($0), delay: .milliseconds(($0 * 7919) % 20_000)) }
        #expect(book.submit(jobs).count == 1)
        #expect(book.tick(10).count == 10_000)
        #expect(book.tick(20).count == 9_999)
    }
}
