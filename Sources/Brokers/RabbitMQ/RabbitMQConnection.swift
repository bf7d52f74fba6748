internal import Dispatch
internal import Glibc
internal import Model
internal import Synchronization

/// A message with where it goes and who waits for its end.
struct RabbitMQPublication: Sendable {
    let message: RabbitMQMessage
    let route: RabbitMQRoute
    let send: BrokerSend
}

/// The connection to one place, made when there is something to publish, and the thread that owns it. This is the side that
/// other threads see; `RabbitMQPublisher` is the thread's.
final class RabbitMQConnection: PooledConnection {
    private struct State {
        var waiting: [RabbitMQPublication] = []
        var isClosed = false
        /// The open connection's socket.
        var descriptor: Int32?
        /// Why the broker reads no messages, while it does not.
        var blocked: String?
    }

    private let name: String
    private let state = Mutex(State())
    private let wakeUp: WakeUp
    private let deadlines = Deadlines()

    /// - Parameter threads: entered by the connection's thread until its end.
    init(_ place: RabbitMQPlace, _ options: BrokerOptions, threads: DispatchGroup) throws(BrokerError) {
        name = place.url.description
        wakeUp = try WakeUp()
        threads.enter()
        let hasStarted = startThread {
            RabbitMQPublisher(place, options, outside: self).run()
            threads.leave()
        }
        guard hasStarted else {
            threads.leave()
            throw BrokerError("the system gives no thread")
        }
    }

    var isUsable: Bool { state.withLock { !$0.isClosed } }

    /// Publishes a message. Does not block; its time counts from now, whatever the thread is doing.
    func publish(_ publication: RabbitMQPublication, timeout: Duration) {
        deadlines.add(publication.send, timeout) { [weak self] in
            self?.late(timeout) ?? BrokerError("not confirmed within the timeout of \(timeout.inMilliseconds) ms")
        }
        let (isClosed, isFirst) = state.withLock { state in
            if !state.isClosed { state.waiting.append(publication) }
            return (state.isClosed, state.waiting.count == 1)
        }
        if isClosed { publication.send.end(.failure(Self.closed)) } else if isFirst { wakeUp.signal() }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        wakeUp.signal()
        // A thread that waits for a broker to read would not see it: after the time for a goodbye its socket is shut down.
        DispatchQueue.global().asyncAfter(deadline: .now() + 2) { [weak self] in self?.breakOff() }
    }

    private func breakOff() {
        state.withLock { state in
            if let descriptor = state.descriptor { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    private func late(_ timeout: Duration) -> BrokerError {
        let (isOpen, blocked) = state.withLock { ($0.descriptor != nil, $0.blocked) }
        let limit = "within the timeout of \(timeout.inMilliseconds) ms"
        guard isOpen else { return BrokerError("no connection to \(name) \(limit)") }
        return BrokerError("\(name) did not confirm \(limit)" + (blocked.map { "; it is blocked: \($0)" } ?? ""))
    }

    static let closed = BrokerError("broken off, since the sender was closed", mayRetry: false)
}

extension RabbitMQConnection {
    /// What has come since the last call; for the thread.
    func take() -> (waiting: [RabbitMQPublication], isClosed: Bool) {
        state.withLock { state in
            defer { state.waiting = [] }
            return (state.waiting, state.isClosed)
        }
    }

    /// Says which socket is open; before it is closed, none.
    func note(descriptor: Int32?) {
        state.withLock { ($0.descriptor, $0.blocked) = (descriptor, nil) }
    }

    /// Says why the broker reads nothing, or that it does again.
    func note(blocked: String?) { state.withLock { $0.blocked = blocked } }

    /// Waits until something has come from outside or from the socket, or the time is over.
    func wait(_ socket: Int32?, atMost time: Duration?) { wakeUp.wait(socket, atMost: time) }
}
