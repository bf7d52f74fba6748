internal import Brokers
internal import Logging
internal import Model

/// Attempts at brokers: turns jobs into records and messages, and results into letters for the dispatcher's thread.
///
/// Confined to that thread, but for what the senders call.
final class BrokerDelivery {
    private let kafka: KafkaSender
    private let rabbitMQ: RabbitMQSender
    private let mailbox: Mailbox<DispatcherLetter>
    private let environment: @Sendable (_ name: String) -> String?
    private var running: [DeliveryKey: BrokerSend] = [:]
    private var waiting: [(key: DeliveryKey, delivery: Delivery)] = []

    init(_ configuration: DispatcherConfiguration, mailbox: Mailbox<DispatcherLetter>, logger: Logger) {
        var options = BrokerOptions()
        options.caFile = configuration.caFile
        options.connectTimeout = configuration.connectTimeout
        options.log = { line in
            logger.log(
                level: line.severity <= 4 ? .warning : .debug,
                "Broker library",
                metadata: ["line": "\(line.text)"]
            )
        }
        (kafka, rabbitMQ, self.mailbox) = (KafkaSender(options), RabbitMQSender(options), mailbox)
        environment = configuration.environment
    }

    /// Takes an attempt, which begins with the next `flush`.
    func start(_ key: DeliveryKey, _ delivery: Delivery) { waiting.append((key, delivery)) }

    /// Begins all that wait, one right after the other, so that a broker gets them in few requests. Their ends come as letters,
    /// even those that come at once.
    func flush() {
        for (key, delivery) in waiting {
            do throws(UnsendableCallback) { send(key, try delivery.job.loggedIn(environment)) } catch {
                _ = mailbox.put(.ended([AttemptEnd(key: key, result: .failed(reason: error.reason), next: .never)]))
            }
        }
        waiting.removeAll(keepingCapacity: true)
    }

    private func send(_ key: DeliveryKey, _ job: CallbackJob) {
        let mailbox = mailbox
        let done: @Sendable (Result<Void, BrokerError>) -> Void = { result in
            // Once nobody reads letters any more, the delivery has been abandoned.
            let next: FurtherAttempt = result.mayRetry ? .planned : .never
            _ = mailbox.put(.ended([AttemptEnd(key: key, result: Attempt.Result(result), next: next)]))
        }
        switch job.target {
        case .http: break
        case .kafka(let target, let recordKey):
            let record = KafkaRecord(job, key: recordKey, partition: target.partition)
            running[key] = kafka.send(record, to: target, timeout: job.timeout, done: done)
        case .rabbitMQ(let target, let headers):
            let message = RabbitMQMessage(job, headers: headers, target)
            running[key] = rabbitMQ.send(message, to: target, timeout: job.timeout, done: done)
        }
    }

    /// The letter of an attempt's end was read.
    func forget(_ key: DeliveryKey) { running[key] = nil }

    /// Breaks an attempt off; its letter comes all the same, and nobody waits for it.
    func stop(_ key: DeliveryKey) {
        running[key]?.cancel()
        waiting.removeAll { $0.key == key }
    }

    /// Closes every connection.
    ///
    /// - Parameter done: called when their threads have ended.
    func close(_ done: @escaping @Sendable () -> Void) {
        kafka.close { [rabbitMQ] in rabbitMQ.close(done) }
    }
}

extension KafkaRecord {
    /// The job's bytes under its key; a callback without content has a record without value.
    init(_ job: CallbackJob, key: [UInt8]?, partition: Int32?) {
        self.init(key: key, value: job.body.isEmpty ? nil : job.body, headers: job.fields)
        self.partition = partition
    }
}

extension RabbitMQMessage {
    /// The job's bytes under the delivery's id. `Content-Type` becomes the property of that name.
    init(_ job: CallbackJob, headers: JSONObject, _ target: RabbitMQTarget) {
        self.init(id: job.id.rawValue, headers: headers, body: job.body)
        (isPersistent, properties) = (target.isPersistent, target.properties)
        if let type = job.fields.first("Content-Type") { contentType = type }
    }
}

extension Attempt.Result {
    fileprivate init(_ result: Result<Void, BrokerError>) {
        switch result {
        case .success: self = .confirmed
        case .failure(let error): self = .failed(reason: error.reason)
        }
    }
}

extension Result where Success == Void, Failure == BrokerError {
    fileprivate var mayRetry: Bool {
        if case .failure(let error) = self { error.mayRetry } else { true }
    }
}
