public import Model

/// Produces records to Kafka topics, with one producer of librdkafka for all targets that agree in brokers, security and
/// timeout. Every method may be called from any thread.
public final class KafkaSender: Sendable {
    private let options: BrokerOptions
    private let producers: ConnectionPool<KafkaSettings, KafkaProducer>

    /// A sender without any producer yet.
    public init(_ options: BrokerOptions = BrokerOptions()) {
        self.options = options
        producers = ConnectionPool(idleLimit: options.idleConnections)
    }

    deinit { producers.close() }

    /// Produces a record: confirmed when all of the topic's replicas in sync have it. Does not block.
    ///
    /// A record that librdkafka has taken may still arrive after a `cancel`, until its timeout.
    ///
    /// - Parameters:
    ///   - timeout: how long it may take, the connection included; librdkafka gives up to a second before its end.
    ///   - done: called exactly once, on a thread of the sender's or on the caller's.
    @discardableResult
    public func send(
        _ record: KafkaRecord,
        to target: KafkaTarget,
        timeout: Duration,
        done: @escaping @Sendable (Result<Void, BrokerError>) -> Void
    ) -> BrokerSend {
        let (producers, options, settings) = (producers, options, KafkaSettings(target, timeout: timeout))
        do throws(BrokerError) {
            try check(target)
            let entry = try producers.take(settings) { threads throws(BrokerError) in
                try KafkaProducer(settings, options, threads: threads)
            }
            let send = BrokerSend { result in
                producers.giveBack(entry)
                done(result)
            }
            entry.connection.produce(record, topic: target.topic, send)
            return send
        } catch {
            let send = BrokerSend(done)
            send.end(.failure(error))
            return send
        }
    }

    /// Lets all that is under way fail, and takes no more.
    ///
    /// - Parameter done: called when every thread has ended and every handle is freed.
    public func close(_ done: @escaping @Sendable () -> Void) { producers.close(done) }

    private func check(_ target: KafkaTarget) throws(BrokerError) {
        guard !target.topic.isEmpty else {
            throw BrokerError("the topic is empty; check kafkaTopic and what its template gave", mayRetry: false)
        }
        guard !target.brokers.isEmpty else {
            throw BrokerError("no broker is named; check kafkaBrokers and what its template gave", mayRetry: false)
        }
    }
}
