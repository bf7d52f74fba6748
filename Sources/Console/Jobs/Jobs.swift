internal import Logging
internal import Model
internal import Storage
internal import Synchronization

/// The jobs of the server: when they are due, and what became of their runs. Of one job only one run goes on at a time.
///
/// The admin queue changes jobs, a queue of its own looks what is due, and each run has a thread of its own; what they share
/// is in `state`.
final class Jobs: Sendable {
    /// A run that goes on.
    private struct Going: Sendable {
        var run: StoredRun
        var progress = 0.0
    }

    private struct State: Sendable {
        /// The oldest first.
        var jobs: [Job] = []
        var going: [String: Going] = [:]
    }

    let store: JobStore
    private let work: any JobPerforming
    private let events: EventWebhooks
    private let clock: WallClock
    private let logger: Logger
    private let inBackground: @Sendable (@escaping @Sendable () -> Void) -> Void
    private let state = Mutex(State())
    /// What was due before that was missed.
    private let start: Timestamp

    /// So many jobs are kept at most.
    static let limit = 1_000

    /// - Parameter inBackground: gives each run a thread of its own: a long one keeps no other waiting.
    init(
        store: JobStore,
        work: any JobPerforming,
        events: EventWebhooks,
        clock: WallClock,
        logger: Logger,
        inBackground: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void = { AdminQueue().run($0) }
    ) {
        self.inBackground = inBackground
        (self.store, self.work, self.events, self.clock, self.logger) = (store, work, events, clock, logger)
        start = clock.now
    }

    /// Reads the jobs of the database. What ran when an earlier process ended was interrupted; what it missed is left due for
    /// jobs that catch up, and let go for the others.
    func load() throws(StorageError) {
        try store.endInterrupted("the server ended while it ran")
        var jobs: [Job] = []
        for stored in try store.all() {
            guard var job = try? Job(stored) else {
                logger.error("A job of the database cannot be read", metadata: ["job": "\(stored.id)"])
                continue
            }
            if !stored.catchesUp, let due = job.dueAt, due <= start {
                job.stored.handledUntil = start
                try store.save(job.stored)
            }
            jobs.append(job)
        }
        state.withLock { $0.jobs = jobs }
    }

    /// Whether it is time for a job.
    var isAnyDue: Bool {
        let now = clock.now
        return all.contains { $0.dueAt.map { $0 <= now } ?? false }
    }

    /// Starts what is due. What is due while the run before goes on is noted as skipped.
    func startDue() {
        let now = clock.now
        for job in all where job.dueAt.map({ $0 <= now }) ?? false {
            do throws(Refusal) {
                let cause: StoredRun.Cause = job.dueAt.map { $0 < start } == true ? .catchUp : .schedule
                try storing(try handled(job, until: now))
                try begin(job, cause, by: .server)
            } catch {
                logger.error("A job is not run", metadata: ["job": "\(job.id)", "reason": "\(error.reason)"])
            }
        }
    }

    private func handled(_ job: Job, until now: Timestamp) throws(StorageError) {
        var job = job
        job.stored.handledUntil = now
        try store.save(job.stored)
        put(job)
    }

    private func put(_ job: Job) {
        state.withLock { state in
            if let place = state.jobs.firstIndex(where: { $0.id == job.id }) {
                state.jobs[place] = job
            } else {
                state.jobs.append(job)
            }
        }
    }
}

extension Jobs {
    /// All jobs, the oldest first.
    var all: [Job] { state.withLock { $0.jobs } }

    /// The job of this id.
    ///
    /// - Throws: 404 when there is none.
    func job(_ id: String) throws(Refusal) -> Job {
        guard let job = all.first(where: { $0.id == id }) else {
            throw .missing("no job \"\(id)\"; GET /api/v1/jobs lists them")
        }
        return job
    }

    /// Keeps a job, in place of one of its id.
    func save(_ job: Job) throws(Refusal) {
        guard all.count < Self.limit || all.contains(where: { $0.id == job.id }) else {
            throw .conflict("there are \(Self.limit) jobs already; delete some of them first")
        }
        try storing(try store.save(job.stored))
        put(job)
    }

    /// Takes a job away that does not run.
    func remove(_ job: Job) throws(Refusal) {
        guard state.withLock({ $0.going[job.id] }) == nil else {
            throw .conflict("the job \"\(job.id)\" runs; delete it when it has ended")
        }
        try storing(try store.remove(job.id))
        state.withLock { $0.jobs.removeAll { $0.id == job.id } }
    }

    /// The runs of a job, the newest first.
    func runs(of job: Job) throws(Refusal) -> [StoredRun] { try storing(try store.runs(of: job.id)) }

    /// How much is done of the run that goes on, from 0 to 1; nil when none does.
    func progress(of id: String) -> Double? { state.withLock { $0.going[id]?.progress } }

    /// The job as clients read it.
    func json(_ job: Job) throws(Refusal) -> JSON {
        job.json(lastRun: try runs(of: job).first, progress: progress(of: job.id))
    }
}

extension Jobs {
    /// Runs a job now, in the background.
    ///
    /// - Throws: 409 when it runs already.
    func runNow(_ job: Job, by caller: Caller) throws(Refusal) -> StoredRun {
        let run = try begin(job, .request, by: caller)
        guard run.outcome == .running else { throw .conflict("the job \"\(job.id)\" runs already") }
        return run
    }

    /// - Returns: the run, or one that was skipped.
    @discardableResult
    private func begin(_ job: Job, _ cause: StoredRun.Cause, by caller: Caller) throws(Refusal) -> StoredRun {
        let now = clock.now
        var run = StoredRun(cause: cause, startedAt: now)
        let isFree = state.withLock { state in
            guard state.going[job.id] == nil else { return false }
            state.going[job.id] = Going(run: run)
            return true
        }
        guard isFree else { return try skipped(job, run) }
        do throws(StorageError) { run = try store.add(run, of: job.id) } catch {
            state.withLock { $0.going[job.id] = nil }
            throw .storage(error)
        }
        inBackground { [self, run] in perform(job, run, by: caller) }
        return run
    }

    private func skipped(_ job: Job, _ run: StoredRun) throws(Refusal) -> StoredRun {
        var run = run
        (run.outcome, run.endedAt, run.message) = (.skipped, run.startedAt, "the run before was not over")
        return run.cause == .request ? run : try storing(try store.add(run, of: job.id))
    }

    private func perform(_ job: Job, _ run: StoredRun, by caller: Caller) {
        var run = run
        do throws(Refusal) {
            let result = try work.perform(job.work, of: job, by: caller) { done in
                note(done, of: job.id)
            }
            (run.outcome, run.message, run.result) = (.succeeded, result.message, result.facts)
        } catch {
            (run.outcome, run.message) = (.failed, error.reason)
            logger.error("A job failed", metadata: ["job": "\(job.id)", "reason": "\(error.reason)"])
        }
        run.endedAt = clock.now
        end(job, run, by: caller)
    }

    private func note(_ progress: Double, of id: String) {
        state.withLock { state in
            guard var going = state.going[id] else { return }
            going.progress = min(max(progress, 0), 1)
            state.going[id] = going
        }
    }

    private func end(_ job: Job, _ run: StoredRun, by caller: Caller) {
        do throws(StorageError) { try store.end(run) } catch {
            logger.error("The end of a job is not noted", metadata: ["job": "\(job.id)", "reason": "\(error)"])
        }
        state.withLock { $0.going[job.id] = nil }
        guard run.outcome == .succeeded else { return }
        events.fire(
            .jobRun,
            by: caller,
            subject: job.id,
            [
                "job": .object([
                    "id": .string(job.id), "name": .string(job.stored.name), "type": .string(job.stored.kind),
                ]),
                "run": run.json(of: job.id, progress: nil),
            ]
        )
    }
}
