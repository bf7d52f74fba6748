internal import CRdKafka
internal import Dispatch
internal import Model
internal import Synchronization

/// A producer for one cluster, and the thread that hears what librdkafka tells about its records.
final class KafkaProducer: PooledConnection {
    private struct Pending {
        let send: BrokerSend
        let topic: String
        let partition: Int32?
    }

    private struct State {
        /// Nil once the thread has ended, which lets go of it: that waits for librdkafka's own threads.
        var handle: KafkaHandle?
        var isClosed = false
        var pending: [Int: Pending] = [:]
        var nextID = 1
        /// What the producer last complained about, until a record got through.
        var trouble: String?
        /// Why records are given up that no broker was asked about.
        var purgeReason = RD_KAFKA_RESP_ERR__PURGE_QUEUE
    }

    private let settings: KafkaSettings
    private let log: @Sendable (BrokerLogLine) -> Void
    private let state: Mutex<State>

    /// - Parameter threads: entered by the producer's thread until librdkafka's own have ended.
    init(_ settings: KafkaSettings, _ options: BrokerOptions, threads: DispatchGroup) throws(BrokerError) {
        (self.settings, log) = (settings, options.log)
        state = Mutex(State(handle: try KafkaHandle(KafkaConfiguration(settings, options))))
        threads.enter()
        let hasStarted = startThread {
            self.hear()
            threads.leave()
        }
        guard hasStarted else {
            threads.leave()
            throw BrokerError("the system gives no thread")
        }
    }

    var isUsable: Bool { state.withLock { !$0.isClosed } }

    /// Produces a record. Does not block.
    func produce(_ record: KafkaRecord, topic: String, _ send: BrokerSend) {
        let pending = Pending(send: send, topic: topic, partition: record.partition)
        let failure: BrokerError? = state.withLock { state in
            guard let handle = state.handle, !state.isClosed else {
                return self.failure(state.purgeReason, pending, state)
            }
            let id = state.nextID
            state.nextID += 1
            let code = handle.produce(record, topic: topic, id: id)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                return self.failure(code, pending, state)
            }
            state.pending[id] = pending
            return nil
        }
        if let failure { send.end(.failure(failure)) }
    }

    func close() {
        state.withLock { state in
            state.isClosed = true
            state.handle?.wake()
        }
    }

    private func failure(_ code: rd_kafka_resp_err_t, _ record: Pending, _ state: State) -> BrokerError {
        KafkaFailure.error(
            code,
            topic: record.topic,
            partition: record.partition,
            settings,
            trouble: state.trouble
        )
    }
}

extension KafkaProducer {
    /// The thread: until the producer is closed. What is under way then fails.
    private func hear() {
        guard let handle = state.withLock({ $0.handle }) else { return }
        while isUsable { handle.events(within: 60_000).forEach { take($0, handle) } }
        handle.purge(inFlight: true)
        let left = state.withLock { state in
            defer { (state.pending, state.handle) = ([:], nil) }
            return state.pending.values.map { ($0.send, failure(state.purgeReason, $0, state)) }
        }
        for (send, failure) in left { send.end(.failure(failure)) }
    }

    private func take(_ event: KafkaEvent, _ handle: KafkaHandle) {
        switch event {
        case .reported(let id, let code): end(id, code)
        case .trouble(let code, let text, let isFatal): note(code, text, isFatal: isFatal, handle)
        case .line(let line): log(line)
        }
    }

    private func end(_ id: Int, _ code: rd_kafka_resp_err_t) {
        let told: (BrokerSend, Result<Void, BrokerError>)? = state.withLock { state in
            guard let pending = state.pending.removeValue(forKey: id) else { return nil }
            guard code != RD_KAFKA_RESP_ERR_NO_ERROR else {
                state.trouble = nil
                return (pending.send, .success(()))
            }
            let reason = code == RD_KAFKA_RESP_ERR__PURGE_QUEUE ? state.purgeReason : code
            return (pending.send, .failure(failure(reason, pending, state)))
        }
        if let (send, result) = told { send.end(result) }
    }

    /// Remembers what is wrong. Where a broker refused the user, waiting for the timeout would change nothing; after a
    /// fatal error another producer must be made.
    private func note(_ code: rd_kafka_resp_err_t, _ text: String, isFatal: Bool, _ handle: KafkaHandle) {
        // That all are down says less than what was said about one of them.
        guard code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN else { return }
        let isRefused = code == RD_KAFKA_RESP_ERR__AUTHENTICATION
        state.withLock { state in
            state.trouble = isFatal ? handle.fatalText : text
            if isFatal || isRefused { state.purgeReason = isFatal ? RD_KAFKA_RESP_ERR__FATAL : code }
        }
        if isRefused { handle.purge(inFlight: false) }
        if isFatal { close() }
    }
}
