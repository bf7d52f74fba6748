internal import Console
internal import Model
internal import Synchronization

/// Starts and stops sessions. What one of them is at is decided under a lock; opening and closing take their time outside.
final class SessionRunner: RecorderServing {
    private enum Seat: Sendable {
        /// It is being opened, or something else is done to its recording.
        case starting
        case running(SessionRun)
        case stopping
    }

    private struct State: Sendable {
        var seats: [String: Seat] = [:]
        /// What is being opened or closed, by a number of its own.
        var tasks: [Int: Task<Void, Never>] = [:]
        var lastTask = 0
        /// Whether nothing may be started for now.
        var isHeld = false
    }

    private let setup: SessionSetup
    private let state = Mutex(State())

    init(_ setup: SessionSetup) { self.setup = setup }

    var ports: PortRange { PortRange(range: setup.range, inUse: runs.flatMap(\.ports).sorted()) }

    func running(_ id: String) -> RunningSession? { run(id)?.running }

    func catchUp(_ id: String) { run(id)?.catchUp() }

    func modify(_ id: String, _ modifications: SessionModifications) { run(id)?.live.change(to: modifications) }

    func start(
        _ plan: SessionPlan,
        _ done: @escaping @Sendable (Result<RunningSession, RecorderRefusal>) -> Void
    ) {
        if let refusal = takeSeat(plan.id) { return done(.failure(refusal)) }
        work { [self] in
            let result = await SessionRun.start(plan, setup, taken: Set(ports.inUse))
            state.withLock { state in
                if case .success(let run) = result {
                    state.seats[plan.id] = .running(run)
                } else {
                    state.seats[plan.id] = nil
                }
            }
            done(result.map(\.running))
        }
    }

    func stop(_ id: String, _ done: @escaping @Sendable (String?) -> Void) {
        let run = state.withLock { state -> SessionRun? in
            guard case .running(let run) = state.seats[id] else { return nil }
            state.seats[id] = .stopping
            return run
        }
        guard let run else { return done(nil) }
        work { [self] in
            let trouble = await run.stop()
            state.withLock { $0.seats[id] = nil }
            done(trouble)
        }
    }

    /// Keeps a session from being started while something else is done to its recording. Blocks as long as that takes.
    func whileIdle<Value>(
        _ id: String,
        _ body: () throws(RecorderRefusal) -> Value
    ) throws(RecorderRefusal) -> Value {
        if let refusal = takeSeat(id) { throw refusal }
        defer { state.withLock { $0.seats[id] = nil } }
        return try body()
    }

    /// Runs the body while no session is started, stopped or written to, and none can be.
    func whileNoneRecords(_ body: () -> Void) throws(RecorderRefusal) {
        let refusal = state.withLock { state -> RecorderRefusal? in
            guard state.seats.isEmpty else {
                let names = state.seats.keys.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
                return .conflict("the sessions \(names) record; stop them first")
            }
            state.isHeld = true
            return nil
        }
        if let refusal { throw refusal }
        defer { state.withLock { $0.isHeld = false } }
        body()
    }

    /// Stops all sessions; call it when no request can start one any more.
    func stopAll() async {
        for task in state.withLock({ Array($0.tasks.values) }) { await task.value }
        for id in state.withLock({ Array($0.seats.keys) }) {
            await withCheckedContinuation { stopped in stop(id) { _ in stopped.resume() } }
        }
    }

    // MARK: Seats

    private var runs: [SessionRun] {
        state.withLock { state in
            state.seats.values.compactMap { if case .running(let run) = $0 { run } else { nil } }
        }
    }

    private func run(_ id: String) -> SessionRun? {
        state.withLock { if case .running(let run) = $0.seats[id] { run } else { nil } }
    }

    private func takeSeat(_ id: String) -> RecorderRefusal? {
        state.withLock { state in
            if state.isHeld { return .conflict("the database is being restored; try again when that is done") }
            switch state.seats[id] {
            case .running: return .conflict("the session \"\(id)\" records already; stop it first")
            case .starting, .stopping:
                return .conflict("the session \"\(id)\" is being started, stopped or written to; try again")
            case nil: break
            }
            guard state.seats.count < SessionSetup.limit else {
                return .conflict("\(SessionSetup.limit) sessions record at once already; stop one of them")
            }
            state.seats[id] = .starting
            return nil
        }
    }

    private func work(_ body: @escaping @Sendable () async -> Void) {
        state.withLock { state in
            state.lastTask += 1
            let number = state.lastTask
            state.tasks[number] = Task { [self] in
                await body()
                self.state.withLock { $0.tasks[number] = nil }
            }
        }
    }
}
