internal import Model

/// The messages of an exchange: copies that come to a queue of this connection's own, which goes with it.
final class RabbitMQSource: MessageSource {
    let gap = "what was published meanwhile was not seen, since the queue had gone with the connection"

    private let place: RabbitMQPlace
    private let options: BrokerOptions
    private let keys: [String]
    private let amqpExchange: String
    /// What the messages name as their place: without the password.
    private let address: String
    private var link: AMQPLink?
    private var consumer = ""

    init(_ target: RabbitMQTarget, keys: [String], _ options: BrokerOptions) throws(BrokerError) {
        place = try RabbitMQPlace(target, for: .observing)
        (self.keys, self.options, amqpExchange) = (keys, options, target.amqpExchange)
        address = place.url.withoutPassword
    }

    var descriptor: Int32? { link?.descriptor }

    func open() throws(BrokerError) {
        link = nil
        let opened = try AMQPLink(place, options)
        if keys.isEmpty, try opened.isDirect(amqpExchange) {
            throw BrokerError(
                "the exchange \(amqpExchange) is a direct one, which gives messages only by their whole routing keys; name those to observe, as in ?key=order.paid&key=order.failed",
                mayRetry: false
            )
        }
        // Exchanges of topics take all with this key; fanout and headers look at no key.
        consumer = try opened.consume(amqpExchange, keys: keys.isEmpty ? ["#"] : keys)
        link = opened
    }

    func next() throws(BrokerError) -> BrokerMessage? {
        do throws(BrokerError) {
            return try link?.nextMessage(address)
        } catch {
            link = nil
            throw error
        }
    }

    func drain() -> [BrokerMessage] {
        var rest: [BrokerMessage] = []
        do throws(BrokerError) {
            // The broker answers when it has sent all that was in the queue.
            try link?.cancel(consumer)
            while let message = try next() { rest.append(message) }
        } catch {
            options.log(
                BrokerLogLine(severity: 4, text: "\(place.url): \(error.reason); what came last may be missing")
            )
        }
        return rest
    }

    func close() {
        link?.close()
        link = nil
    }
}
