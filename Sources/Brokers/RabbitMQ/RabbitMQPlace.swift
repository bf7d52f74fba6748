internal import Model

/// What one connection is made for. Targets that agree in all of it share a connection.
struct RabbitMQPlace: Hashable, Sendable {
    let url: AMQPURL
    /// The target's own file of roots.
    let caFile: String?

    init(_ target: RabbitMQTarget, for purpose: BrokerPurpose = .publishing) throws(BrokerError) {
        url = try AMQPURL(target.url, for: purpose)
        // What is not used must not part connections.
        caFile = url.usesTLS ? target.caFile : nil
    }
}
