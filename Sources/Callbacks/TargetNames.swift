internal import Model

extension CallbackJob.Target {
    /// What deliveries to one receiver have in common: they share its limit and keep their order.
    var lane: String {
        switch self {
        case .http(_, let url): AbsoluteURL(url)?.origin.description ?? url
        case .kafka(let kafka, _): "kafka \(kafka.brokers)"
        case .rabbitMQ(let rabbit, _): "rabbitmq \(rabbit.url)"
        }
    }

    /// The hosts that it names, without ports: one for HTTP and RabbitMQ, the list of the brokers for Kafka.
    var hosts: [String] {
        switch self {
        case .http(_, let url): AbsoluteURL(url).map { [$0.origin.host] } ?? []
        case .kafka(let kafka, _): kafka.brokers.split(separator: ",").map { hostName($0.drop { $0 == " " }) }
        case .rabbitMQ(let rabbit, _):
            [hostName(rabbit.url.split(separator: "@").last ?? "")]
        }
    }

    /// The target as logs show it: without user information and query, which may hold secrets.
    var logName: String {
        switch self {
        case .http(let method, let url):
            guard let url = AbsoluteURL(url) else { return "\(method) (not a URL)" }
            return "\(method) \(url.origin)\(RequestTarget(url.target).path)"
        case .kafka: return text
        case .rabbitMQ(let rabbit, _):
            let place = rabbit.url.split(separator: "@").last.map(String.init) ?? ""
            return "\(place.prefix { $0 != "?" }) \(rabbit.amqpExchange) \(rabbit.routingKey)\(rabbit.queue)"
        }
    }
}

/// The host of `scheme://host:port/path`, of which all but the host may be missing.
private func hostName(_ text: Substring) -> String {
    let authority = (text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text).prefix { !"/?".contains($0) }
    if authority.hasPrefix("[") { return String(authority.dropFirst().prefix { $0 != "]" }) }
    return String(authority.prefix { $0 != ":" })
}
