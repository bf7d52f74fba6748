import Logging
import Model
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Console

/// Jobs over a real database, whose runs are performed when a test says so.
@Suite struct JobsTests {
    /// Work that does what a test says.
    private final class SomeWork: JobPerforming {
        let failure = Mutex<Refusal?>(nil)
        let whileGoing = Mutex<(@Sendable () -> Void)?>(nil)

        func perform(
            _ work: JobWork,
            of job: Job,
            by caller: Caller,
            _ progress: (Double) -> Void
        ) throws(Refusal) -> JobResult {
            progress(0.25)
            whileGoing.withLock { $0 }?()
            if let failure = failure.withLock({ $0 }) { throw failure }
            return JobResult(message: "done", facts: ["n": 1])
        }
    }

    private final class Background: Sendable {
        private let waiting = Mutex<[@Sendable () -> Void]>([])

        func add(_ run: @escaping @Sendable () -> Void) { waiting.withLock { $0.append(run) } }

        func runAll() {
            let runs = waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            for run in runs { run() }
        }
    }

    private let served: Served
    private let work = SomeWork()
    private let background = Background()

    init() throws { served = try Served() }

    private func jobs() throws -> Jobs {
        let jobs = Jobs(
            store: JobStore(served.database),
            work: work,
            events: served.parts.events,
            clock: WallClock { [time = served.time] in time.now },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            inBackground: { [background] in background.add($0) }
        )
        try jobs.load()
        return jobs
    }

    /// Every ten minutes; the start, 22:13:20, is between two times.
    private func job(_ id: String = "j", catchesUp: Bool = false, isEnabled: Bool = true) throws -> Job {
        try Job(
            StoredJob(
                id: id,
                name: id,
                kind: "backup",
                schedule: "*/10 * * * *",
                isEnabled: isEnabled,
                catchesUp: catchesUp,
                createdAt: Served.start
            )
        )
    }

    @Test func `a job runs when it is due, once`() throws {
        let jobs = try jobs()
        try jobs.save(job())
        try jobs.save(job("off", isEnabled: false))
        jobs.startDue()
        #expect(try jobs.runs(of: jobs.job("j")).isEmpty, "not yet")
        served.time.advance(by: .seconds(400))
        jobs.startDue()
        jobs.startDue()
        #expect(try jobs.runs(of: jobs.job("j")).map(\.outcome) == [.running])
        let seen = Mutex<Double?>(nil)
        work.whileGoing.withLock { $0 = { seen.withLock { $0 = jobs.progress(of: "j") } } }
        background.runAll()
        #expect(seen.withLock { $0 } == 0.25 && jobs.progress(of: "j") == nil)
        let run = try #require(try jobs.runs(of: jobs.job("j")).first)
        #expect(run.outcome == .succeeded && run.cause == .schedule && run.message == "done" && run.result == ["n": 1])
        #expect(try jobs.runs(of: jobs.job("off")).isEmpty)
    }

    private func status(of body: () throws(Refusal) -> Void) -> Int {
        do throws(Refusal) { try body() } catch { return error.status }
        return 200
    }

    @Test func `of one job one run goes on; another that is due is noted as skipped`() throws {
        let jobs = try jobs()
        try jobs.save(job())
        #expect(status { () throws(Refusal) in _ = try jobs.runNow(try jobs.job("j"), by: .local) } == 200)
        #expect(status { () throws(Refusal) in _ = try jobs.runNow(try jobs.job("j"), by: .local) } == 409)
        #expect(status { () throws(Refusal) in try jobs.remove(try jobs.job("j")) } == 409)
        served.time.advance(by: .seconds(600))
        jobs.startDue()
        #expect(try jobs.runs(of: jobs.job("j")).map(\.outcome) == [.skipped, .running])
        background.runAll()
        #expect(try jobs.runs(of: jobs.job("j")).map(\.outcome) == [.skipped, .succeeded])
        #expect(status { () throws(Refusal) in try jobs.remove(try jobs.job("j")) } == 200)
    }

    @Test func `the webhook is called when a run has succeeded, and not when it failed`() throws {
        let webhook: JSON = ["operation": "job.run", "url": "http://hooks.test/x"]
        _ = served.json("POST", "/api/v1/admin/webhooks", webhook)
        let jobs = try jobs()
        try jobs.save(job())
        work.failure.withLock { $0 = .conflict("no room") }
        _ = try jobs.runNow(try jobs.job("j"), by: .local)
        background.runAll()
        let failed = try jobs.runs(of: jobs.job("j")).first
        #expect(failed?.outcome == .failed && failed?.message == "no room" && served.outside.eventNames.isEmpty)
        work.failure.withLock { $0 = nil }
        _ = try jobs.runNow(try jobs.job("j"), by: .local)
        #expect(served.outside.eventNames.isEmpty, "not before it is done")
        background.runAll()
        #expect(served.outside.eventNames == ["job.run"])
        let event = served.outside.values.withLock { $0.events[0].event }
        #expect(event["actor"] == "local" && event["subject"] == "j" && event["run"]?["outcome"] == "succeeded")
    }

    @Test(arguments: [true, false])
    func `what was missed while no server ran is made up for once, or let go`(_ catchesUp: Bool) throws {
        try jobs().save(job(catchesUp: catchesUp))
        served.time.advance(by: .seconds(86_400))
        let jobs = try jobs()
        jobs.startDue()
        background.runAll()
        jobs.startDue()
        #expect(try jobs.runs(of: jobs.job("j")).map(\.cause) == (catchesUp ? [.catchUp] : []))
        served.time.advance(by: .seconds(600))
        jobs.startDue()
        #expect(try jobs.runs(of: jobs.job("j")).first?.cause == .schedule, "and goes on")
    }

    @Test func `a run that the server's end broke off is interrupted`() throws {
        try jobs().save(job())
        _ = try JobStore(served.database).add(StoredRun(cause: .request, startedAt: Served.start), of: "j")
        let later = try jobs()
        #expect(try later.runs(of: later.job("j")).map(\.outcome) == [.interrupted])
    }
}
