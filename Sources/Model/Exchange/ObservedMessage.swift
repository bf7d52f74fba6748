/// A message that the system under record published, seen on its broker while recording: a copy, taken from nobody.
public struct ObservedMessage: Sendable, Hashable {
    /// Where a message was seen, as a callback would name it; never with a password.
    public enum Place: Sendable, Hashable {
        /// A record of a Kafka topic. The target's partition is the one that it stood in.
        case kafka(KafkaTarget, offset: Int64, key: [UInt8]?)
        /// A message of an exchange of AMQP, with its routing key and whether it was to survive a restart of the broker.
        case rabbitMQ(RabbitMQTarget)
    }

    /// Its name, given when it arrived.
    public var id: ExchangeID
    /// What observed it, as the command line named it (`kafka localhost:9092/orders`).
    public var listener: String
    /// Where it was seen.
    public var place: Place
    /// The media type: AMQP's property, or Kafka's header of that name; nil without one.
    public var contentType: String?
    /// The headers in order. Those of AMQP keep their types; those of Kafka are text, and what is no text is base64.
    public var headers: JSONObject
    /// What else the broker knows of it: AMQP's other properties by their names (`message-id`, `correlation-id`, …, AMQP 0-9-1
    /// §1.8), Kafka's `timestamp` in milliseconds.
    public var properties: JSONObject
    /// The content; codings that a property or header names are kept.
    public var body: CapturedBody
    /// When it arrived here, on the clock on which exchanges are recorded.
    public var seenAt: Timestamp

    /// A message's facts.
    public init(
        id: ExchangeID,
        listener: String,
        place: Place,
        contentType: String? = nil,
        headers: JSONObject = [:],
        properties: JSONObject = [:],
        body: CapturedBody = CapturedBody(),
        seenAt: Timestamp
    ) {
        (self.id, self.listener, self.place, self.contentType) = (id, listener, place, contentType)
        (self.headers, self.properties, self.body, self.seenAt) = (headers, properties, body, seenAt)
    }
}

extension ObservedMessage {
    /// `kafka` or `rabbitmq`.
    public var broker: String {
        switch place {
        case .kafka: "kafka"
        case .rabbitMQ: "rabbitmq"
        }
    }

    /// Kafka's brokers, or RabbitMQ's URL without its password.
    public var address: String {
        switch place {
        case .kafka(let target, _, _): target.brokers
        case .rabbitMQ(let target): target.url
        }
    }

    /// The topic, or the exchange of AMQP.
    public var topic: String {
        switch place {
        case .kafka(let target, _, _): target.topic
        case .rabbitMQ(let target): target.amqpExchange
        }
    }

    /// The record's key, or the routing key; nil for none.
    public var key: [UInt8]? {
        switch place {
        case .kafka(_, _, let key): key
        case .rabbitMQ(let target): Array(target.routingKey.utf8)
        }
    }

    /// The content coding that the message names; nil for none.
    public var contentEncoding: String? { properties["content-encoding"]?.string ?? header("content-encoding") }

    /// The text of the header of this name, in whatever case it is spelled.
    public func header(_ name: String) -> String? {
        headers.members.first { $0.name.lowercased() == name }?.value.string
    }
}
