/// Where a callback goes; every text may hold templates.
public enum CallbackTarget: Sendable, Hashable {
    /// `type: "http"`, the default.
    case http(method: String, url: String)
    /// `type: "kafka"`.
    case kafka(KafkaTarget, key: String)
    /// `type: "rabbitmq"`.
    case rabbitMQ(RabbitMQTarget)
}

/// A Kafka topic and how to reach it.
public struct KafkaTarget: Sendable, Hashable {
    /// How a user proves itself; the raw values are the names of the mechanisms (`sasl.mechanisms` of librdkafka).
    public enum Mechanism: String, Sendable, Hashable, CaseIterable {
        /// The password as it is (RFC 4616).
        case plain = "PLAIN"
        /// By challenge, SHA-256 (RFC 7677).
        case scramSHA256 = "SCRAM-SHA-256"
        /// By challenge, SHA-512.
        case scramSHA512 = "SCRAM-SHA-512"
    }

    /// Comma-separated `host:port`.
    public var brokers: String
    /// The topic.
    public var topic: String
    /// The user of SASL; nil without SASL.
    public var username: String?
    /// The password of SASL.
    public var password: String?
    /// Ours: the environment variable that holds the password, read for each attempt; `kafkaPasswordEnv` in JSON.
    public var passwordEnvironment: String?
    /// Ours: the mechanism of SASL; `kafkaSASLMechanism` in JSON.
    public var mechanism = Mechanism.plain
    /// Whether to speak TLS, 1.2 at least.
    public var usesTLS: Bool
    /// Ours: a file of PEM certificates to trust besides the usual ones; `kafkaCA` in JSON.
    public var caFile: String?
    /// Ours: the partition; nil lets the key decide. `kafkaPartition` in JSON.
    public var partition: Int32?

    /// A topic.
    public init(
        brokers: String,
        topic: String,
        username: String? = nil,
        password: String? = nil,
        usesTLS: Bool = false
    ) {
        (self.brokers, self.topic, self.username) = (brokers, topic, username)
        (self.password, self.usesTLS) = (password, usesTLS)
    }
}

/// A RabbitMQ exchange or queue and how to reach it.
public struct RabbitMQTarget: Sendable, Hashable {
    /// `amqp://user:password@host:port/vhost`, or `amqps`.
    public var url: String
    /// The exchange of AMQP; empty for the default one.
    public var amqpExchange: String
    /// The routing key.
    public var routingKey: String
    /// A queue: the routing key when both others are empty.
    public var queue: String
    /// Ours: the environment variable that holds the password of the URL's user, read for each attempt; `rabbitPasswordEnv` in
    /// JSON.
    public var passwordEnvironment: String?
    /// Whether a message that reaches no queue is a failure.
    public var isMandatory: Bool
    /// Ours: whether the broker keeps the message over a restart of its own; `rabbitPersistent` in JSON.
    public var isPersistent = true
    /// Ours: further properties of the message by the names of `AMQPProperty`; `rabbitProperties` in JSON. Values may be
    /// templates.
    public var properties: JSONObject = [:]
    /// Ours: a file of PEM certificates to trust besides the usual ones; `rabbitCA` in JSON.
    public var caFile: String?

    /// An exchange or queue.
    public init(
        url: String,
        amqpExchange: String = "",
        routingKey: String = "",
        queue: String = "",
        isMandatory: Bool = false
    ) {
        (self.url, self.amqpExchange, self.routingKey) = (url, amqpExchange, routingKey)
        (self.queue, self.isMandatory) = (queue, isMandatory)
    }
}
