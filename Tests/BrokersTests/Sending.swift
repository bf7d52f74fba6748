import Brokers
import Model
import TestSupport

/// What became of a message.
typealias SendResult = Result<Void, BrokerError>

extension KafkaSender {
    /// Sends one record and waits for its end.
    func result(
        _ record: KafkaRecord,
        to target: KafkaTarget,
        timeout: Duration = .seconds(30)
    ) async -> SendResult {
        await withCheckedContinuation { continuation in
            send(record, to: target, timeout: timeout) { continuation.resume(returning: $0) }
        }
    }

    /// Closes it and waits until nothing of it is left.
    func closed() async { await withCheckedContinuation { continuation in close { continuation.resume() } } }
}

extension RabbitMQSender {
    /// Sends one message and waits for its end.
    func result(
        _ message: RabbitMQMessage,
        to target: RabbitMQTarget,
        timeout: Duration = .seconds(30)
    ) async -> SendResult {
        await withCheckedContinuation { continuation in
            send(message, to: target, timeout: timeout) { continuation.resume(returning: $0) }
        }
    }

    /// Sends a text and waits for its end.
    func result(
        _ text: String,
        id: String = "m1",
        to target: RabbitMQTarget,
        timeout: Duration = .seconds(30)
    ) async -> SendResult {
        await result(RabbitMQMessage(id: id, body: Array(text.utf8)), to: target, timeout: timeout)
    }

    /// Closes it and waits until nothing of it is left.
    func closed() async { await withCheckedContinuation { continuation in close { continuation.resume() } } }
}

extension Result where Success == Void, Failure == BrokerError {
    var isSuccess: Bool { error == nil }
    var error: BrokerError? { if case .failure(let error) = self { error } else { nil } }
    var reason: String { error?.reason ?? "taken" }
}

extension KafkaRecord {
    init(_ text: String, key: String? = nil) { self.init(key: key.map { Array($0.utf8) }, value: Array(text.utf8)) }
}

extension BrokerOptions {
    init(caFile: String? = nil, connectTimeout: Duration = .seconds(10)) {
        self.init()
        (self.caFile, self.connectTimeout) = (caFile, connectTimeout)
    }
}
