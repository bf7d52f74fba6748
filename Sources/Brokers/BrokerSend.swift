internal import Dispatch
internal import Model
internal import Synchronization

/// One message on its way. Its end is told exactly once, by whoever knows it first: the broker, the clock, a connection that
/// broke, or the caller who cancels.
public final class BrokerSend: Sendable {
    private struct State {
        var done: (@Sendable (Result<Void, BrokerError>) -> Void)?
        var timer: (any DispatchSourceTimer)?
    }

    private let state: Mutex<State>

    init(_ done: @escaping @Sendable (Result<Void, BrokerError>) -> Void) {
        state = Mutex(State(done: done))
    }

    /// Ends it now, as failed. What has not been written to the broker never is; what has may still be taken.
    public func cancel() { end(.failure(BrokerError("broken off"))) }

    /// Whether its end has been told.
    var isOver: Bool { state.withLock { $0.done == nil } }

    /// Tells its end; nothing when that has been told.
    func end(_ result: Result<Void, BrokerError>) {
        let done = state.withLock { state in
            defer { state.done = nil }
            state.timer?.cancel()
            state.timer = nil
            return state.done
        }
        done?(result)
    }

    /// Lets it fail when it is not over after so long, whatever its connection's thread is doing.
    func limit(to timeout: Duration, failure: @escaping @Sendable () -> BrokerError) {
        let nanoseconds = Int(min(timeout.inMilliseconds, 1e12) * 1e6)
        state.withLock { state in
            guard state.done != nil else { return }
            let timer = DispatchSource.makeTimerSource(queue: Self.deadlines)
            timer.schedule(deadline: .now() + .nanoseconds(nanoseconds))
            timer.setEventHandler { [weak self] in self?.end(.failure(failure())) }
            timer.activate()
            state.timer = timer
        }
    }

    private static let deadlines = DispatchQueue(label: "broker deadlines")
}
