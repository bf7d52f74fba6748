internal import Model

/// Redirects of brokers: `kafka://BROKERS=kafka://BROKERS` and `amqp://HOST/VHOST=amqp://USER:PASSWORD@HOST/VHOST`. What stands on
/// the right is all that is known of the other broker: the mock's login and TLS belong to the one that it names.
extension CallbackRedirect {
    /// The target at the other brokers; nil when this one is not meant.
    func applied(to target: KafkaTarget) -> KafkaTarget? {
        guard let from = Self.brokers(prefix), from == target.brokers, let to = Self.brokers(to) else { return nil }
        var other = KafkaTarget(brokers: to, topic: target.topic)
        other.partition = target.partition
        return other
    }

    private static func brokers(_ text: String) -> String? {
        text.hasPrefix("kafka://") ? String(text.dropFirst("kafka://".count)) : nil
    }

    /// The target at the other RabbitMQ; nil when this one is not meant. The user of a URL does not count, a virtual host that the
    /// left side does not name is kept.
    func applied(to target: RabbitMQTarget) -> RabbitMQTarget? {
        guard prefix.hasPrefix("amqp"), to.hasPrefix("amqp") else { return nil }
        let (url, from) = (Self.withoutUser(target.url), Self.withoutUser(prefix))
        guard url.hasPrefix(from) else { return nil }
        let rest = url.dropFirst(from.count)
        guard rest.isEmpty || rest.first == "/" || from.hasSuffix("/") else { return nil }
        var other = target
        (other.passwordEnvironment, other.caFile) = (nil, nil)
        other.url = to.hasSuffix("/") && rest.first == "/" ? to + rest.dropFirst() : to + rest
        return other
    }

    private static func withoutUser(_ url: String) -> String {
        guard let start = url.firstRange(of: "://")?.upperBound else { return url }
        let end = url[start...].firstIndex(of: "/") ?? url.endIndex
        guard let at = url[start..<end].lastIndex(of: "@") else { return url }
        return String(url[..<start] + url[url.index(after: at)...])
    }
}
