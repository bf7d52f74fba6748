internal import Synchronization

/// One message on its way. Its end is told exactly once, by whoever knows it first: the broker, the clock, a connection that
/// broke, or the caller who cancels.
public final class BrokerSend: Sendable {
    private let done: Mutex<(@Sendable (Result<Void, BrokerError>) -> Void)?>

    init(_ done: @escaping @Sendable (Result<Void, BrokerError>) -> Void) { self.done = Mutex(done) }

    /// Ends it now, as failed. What has not been written to the broker never is; what has may still be taken.
    public func cancel() { end(.failure(BrokerError("broken off"))) }

    /// Whether its end has been told.
    var isOver: Bool { done.withLock { $0 == nil } }

    /// Tells its end; nothing when that has been told.
    func end(_ result: Result<Void, BrokerError>) {
        let done = done.withLock { done in
            defer { done = nil }
            return done
        }
        done?(result)
    }
}
