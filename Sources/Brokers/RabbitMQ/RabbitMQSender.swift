public import Model

/// Publishes messages to RabbitMQ, over one connection for each URL and file of roots. Every method may be called from any thread.
public final class RabbitMQSender: Sendable {
    private let options: BrokerOptions
    private let connections: ConnectionPool<RabbitMQPlace, RabbitMQConnection>

    /// A sender without any connection yet.
    public init(_ options: BrokerOptions = BrokerOptions()) {
        self.options = options
        connections = ConnectionPool(idleLimit: options.idleConnections)
    }

    deinit { connections.close() }

    /// Publishes a message: confirmed when the broker has it, in every queue that it is for. Does not block.
    ///
    /// - Parameters:
    ///   - timeout: how long it may take, the connection included.
    ///   - done: called exactly once, on a thread of the sender's or on the caller's.
    @discardableResult
    public func send(
        _ message: RabbitMQMessage,
        to target: RabbitMQTarget,
        timeout: Duration,
        done: @escaping @Sendable (Result<Void, BrokerError>) -> Void
    ) -> BrokerSend {
        let (connections, options) = (connections, options)
        do throws(BrokerError) {
            let (place, route) = (try RabbitMQPlace(target), try RabbitMQRoute(target))
            let entry = try connections.take(place) { threads throws(BrokerError) in
                try RabbitMQConnection(place, options, threads: threads)
            }
            let send = BrokerSend { result in
                connections.giveBack(entry)
                done(result)
            }
            entry.connection.publish(RabbitMQPublication(message: message, route: route, send: send), timeout: timeout)
            return send
        } catch {
            let send = BrokerSend(done)
            send.end(.failure(error))
            return send
        }
    }

    /// Lets all that is under way fail, and takes no more.
    ///
    /// - Parameter done: called when every thread has ended and every connection is closed.
    public func close(_ done: @escaping @Sendable () -> Void) { connections.close(done) }
}
