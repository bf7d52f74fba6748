extension CallbackJob.Target {
    /// Where it goes, in words for people and for searching: without the credentials that a URL may carry.
    public var text: String {
        switch self {
        case .http(let method, let url): "\(method) \(AbsoluteURL(url).map(\.description) ?? url)"
        case .kafka(let kafka, _): "\(kafka.brokers)/\(kafka.topic)"
        case .rabbitMQ(let rabbit, _): rabbit.text(at: rabbit.url.split(separator: "@").last ?? "")
        }
    }
}

extension RabbitMQTarget {
    /// A broker's address with the exchange, unless that is the default one, and the routing key or the queue, of which a message
    /// has one as a rule.
    public func text(at place: some StringProtocol) -> String {
        [String(place), amqpExchange, routingKey + queue].filter { !$0.isEmpty }.joined(separator: " ")
    }
}
