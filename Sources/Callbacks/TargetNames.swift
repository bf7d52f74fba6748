internal import Brokers
internal import Model

/// An address as a callback spells it, and the sort of target that it is read as.
struct LaneSource: Hashable {
    let kind: String
    let address: String
}

extension CallbackJob.Target {
    /// What deliveries to one receiver have in common: they share its limit and keep their order.
    var lane: String {
        switch self {
        case .http(_, let url): AbsoluteURL(url)?.origin.description ?? url
        case .kafka(let kafka, _): "kafka \(kafka.brokers)"
        case .rabbitMQ(let rabbit, _): "rabbitmq \(rabbit.url)"
        }
    }

    /// What `lane` is made of: where that is equal, so are the lanes. Takes nothing apart.
    var laneSource: LaneSource {
        switch self {
        case .http(_, let url): LaneSource(kind: kind, address: url)
        case .kafka(let kafka, _): LaneSource(kind: kind, address: kafka.brokers)
        case .rabbitMQ(let rabbit, _): LaneSource(kind: kind, address: rabbit.url)
        }
    }

    /// The hosts that it names, without ports: one for HTTP and RabbitMQ, the list of the brokers for Kafka;
    /// none for a text that nothing could be sent to.
    var hosts: [String] {
        switch self {
        case .http(_, let url): AbsoluteURL(url).map { [$0.origin.host] } ?? []
        case .kafka(let kafka, _): kafka.brokers.utf8.split(separator: 0x2C).map { hostName($0.drop { $0 == 0x20 }) }
        case .rabbitMQ(let rabbit, _): (try? AMQPURL(rabbit.url)).map { [$0.host] } ?? []
        }
    }

    /// How much of a path a log line shows: templates may put anything into it.
    private static let longestPath = 500

    /// The target as logs show it: without user information and query, which may hold secrets.
    var logName: String {
        switch self {
        case .http(let method, let url):
            guard let url = AbsoluteURL(url) else { return "\(method) (not a URL)" }
            let path = RequestTarget(url.target).path
            let shown = path.utf8.count > Self.longestPath ? path.prefix(Self.longestPath) + "…" : path[...]
            return "\(method) \(url.origin)\(shown)"
        case .kafka: return text
        case .rabbitMQ(let rabbit, _):
            let place = rabbit.url.split(separator: "@").last.map(String.init) ?? ""
            return rabbit.text(at: place.prefix { $0 != "?" })
        }
    }
}

/// The host of `scheme://host:port/path`, of which all but the host may be missing.
private func hostName(_ text: Substring.UTF8View) -> String {
    var place = text
    if let colon = text.firstIndex(of: 0x3A), text[colon...].starts(with: "://".utf8) {
        place = text[colon...].dropFirst(3)
    }
    place = place.prefix { $0 != 0x2F && $0 != 0x3F }
    let isBracketed = place.first == 0x5B
    let host = isBracketed ? place.dropFirst().prefix { $0 != 0x5D } : place.prefix { $0 != 0x3A }
    return String(decoding: host, as: UTF8.self)
}
