public import Model

/// What is published.
public struct RabbitMQMessage: Sendable {
    /// The property `message-id`: the same over all attempts, so that a consumer can tell a repetition.
    public var id: String
    /// The property `content-type`.
    public var contentType: String
    /// The header table; JSON's values keep their types: a string, a number with neither fraction nor exponent as a signed
    /// 64-bit integer, any other as a double, or as text where it is beyond a double's range, boolean, void, table and array.
    public var headers: JSONObject
    /// Further properties by the names of `AMQPProperty`; others are not sent.
    public var properties: JSONObject = [:]
    /// The content.
    public var body: [UInt8]
    /// Whether a durable queue keeps it over a restart of the broker (delivery mode 2).
    public var isPersistent = true

    /// A message.
    public init(id: String, contentType: String = "application/json", headers: JSONObject = [:], body: [UInt8]) {
        (self.id, self.contentType, self.headers, self.body) = (id, contentType, headers, body)
    }
}

/// Where a message is published.
struct RabbitMQRoute: Sendable, Hashable, CustomStringConvertible {
    /// Empty for the default one.
    let amqpExchange: String
    let routingKey: String
    let isMandatory: Bool

    /// The queue is the routing key on the default exchange when the target names nothing else.
    ///
    /// - Throws: what AMQP cannot carry (short strings, AMQP 0-9-1 §4.2.5.3).
    init(_ target: RabbitMQTarget) throws(BrokerError) {
        let namesOnlyQueue = target.amqpExchange.isEmpty && target.routingKey.isEmpty
        (amqpExchange, isMandatory) = (target.amqpExchange, target.isMandatory)
        routingKey = namesOnlyQueue ? target.queue : target.routingKey
        guard !amqpExchange.isEmpty || !routingKey.isEmpty else {
            throw BrokerError(
                "the callback names no queue; check rabbitQueue, rabbitExchange, rabbitRoutingKey and what their templates gave",
                mayRetry: false
            )
        }
        for (name, value) in [("exchange", amqpExchange), ("routing key", routingKey)] where value.utf8.count > 255 {
            throw BrokerError("the \(name) has \(value.utf8.count) bytes; AMQP takes 255 at most", mayRetry: false)
        }
    }

    /// What messages show.
    var description: String {
        amqpExchange.isEmpty ? "queue \(routingKey)" : "exchange \(amqpExchange) with routing key \"\(routingKey)\""
    }
}
