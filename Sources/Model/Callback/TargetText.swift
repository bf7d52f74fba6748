extension CallbackJob.Target {
    /// Where it goes, in words for people and for searching: without the credentials that a URL may carry.
    public var text: String {
        switch self {
        case .http(let method, let url): "\(method) \(AbsoluteURL(url).map(\.description) ?? url)"
        case .kafka(let kafka, _): "\(kafka.brokers)/\(kafka.topic)"
        case .rabbitMQ(let rabbit, _):
            "\(rabbit.url.split(separator: "@").last ?? "") \(rabbit.amqpExchange) \(rabbit.routingKey)\(rabbit.queue)"
        }
    }
}
