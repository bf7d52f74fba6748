internal import ArgumentParser
internal import Foundation
internal import Model

/// `ADDR=URL`: what arrives at the address goes to the URL.
struct ListenerMapping: ExpressibleByArgument, Hashable {
    let address: ListenAddress
    let url: AbsoluteURL

    init?(argument: String) {
        guard let mark = argument.firstIndex(of: "="),
            let address = ListenAddress(argument: String(argument[..<mark])),
            let url = AbsoluteURL(argument[argument.index(after: mark)...])
        else { return nil }
        (self.address, self.url) = (address, url)
    }
}

/// `FROM=TO`: callbacks to URLs or brokers that start with FROM go to TO instead. Brokers of Kafka are spelled `kafka://HOST:PORT`.
struct CallbackRedirect: ExpressibleByArgument, Hashable {
    let from: String
    let to: String

    init?(argument: String) {
        let marks = ["=http", "=kafka://", "=amqp"].lazy.compactMap { argument.range(of: $0)?.lowerBound }
        guard let mark = marks.first ?? argument.firstIndex(of: "=") else { return nil }
        from = String(argument[..<mark])
        to = String(argument[argument.index(after: mark)...])
        guard !from.isEmpty, Self.isBroker(from) == Self.isBroker(to), Self.isBroker(to) || AbsoluteURL(to) != nil
        else { return nil }
    }

    private static func isBroker(_ text: String) -> Bool {
        ["kafka://", "amqp://", "amqps://"].contains { text.hasPrefix($0) && text.utf8.count > $0.utf8.count }
    }
}
