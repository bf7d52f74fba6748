public import Model

/// A topic or an exchange of AMQP whose messages are observed.
public enum ObservedPlace: Sendable, Hashable {
    /// All partitions of a topic; the target's own partition does not count.
    case kafka(KafkaTarget)
    /// An exchange, with the keys under which a queue is bound to it; without any, all of its messages.
    case rabbitMQ(RabbitMQTarget, keys: [String])

    /// Reads `BROKERS/TOPIC`.
    ///
    /// - Throws: what is missing.
    public static func kafka(_ text: String) throws(BrokerError) -> ObservedPlace {
        guard let slash = text.lastIndex(of: "/"), slash != text.startIndex, text.index(after: slash) != text.endIndex
        else {
            throw BrokerError(
                "--kafka \(text) names no topic; write BROKERS/TOPIC, as in localhost:9092/orders",
                mayRetry: false
            )
        }
        return .kafka(KafkaTarget(brokers: String(text[..<slash]), topic: String(text[text.index(after: slash)...])))
    }

    /// Reads `AMQP_URL/EXCHANGE`, with `?key=KEY` behind it for each key. The last segment of the path is the exchange, what
    /// stands before it the virtual host; both are percent-decoded.
    ///
    /// - Throws: what is wrong with it, without the text, which may hold a password.
    public static func rabbitMQ(_ text: String) throws(BrokerError) -> ObservedPlace {
        let address = text.prefix { $0 != "?" }
        guard let start = address.firstRange(of: "://"), let slash = address.lastIndex(of: "/"),
            slash >= start.upperBound
        else { throw noExchange }
        let amqpExchange = PercentEncoding.decoded(address[address.index(after: slash)...])
        // The default exchange gives each message to the queue that it names: no other queue can be bound to it.
        guard !amqpExchange.isEmpty else { throw noExchange }
        let url = String(address[..<slash])
        _ = try AMQPURL(url, for: .observing)
        let keys = FormEncoding.pairs(of: text[address.endIndex...].dropFirst()).filter { $0.name == "key" }
            .map(\.value)
        return .rabbitMQ(RabbitMQTarget(url: url, amqpExchange: amqpExchange), keys: keys)
    }

    private static let noExchange = BrokerError(
        "--rabbitmq names no exchange; write AMQP_URL/EXCHANGE, as in amqp://localhost/VHOST/orders. The default exchange cannot be observed, since no queue can be bound to it",
        mayRetry: false
    )
}

extension ObservedPlace: CustomStringConvertible {
    /// `kafka localhost:9092/orders` or `rabbitmq amqp://shop@localhost/orders`; never with a password.
    public var description: String {
        switch self {
        case .kafka(let target): "kafka \(target.brokers)/\(target.topic)"
        case .rabbitMQ(let target, let keys):
            "rabbitmq \((try? AMQPURL(target.url, for: .observing))?.withoutPassword ?? "")/\(target.amqpExchange)"
                + (keys.isEmpty ? "" : "?" + keys.map { "key=\($0)" }.joined(separator: "&"))
        }
    }
}
