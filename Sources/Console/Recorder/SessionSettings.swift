public import Model

/// Where a session of the recorder listens, and what it keeps of the traffic.
public struct SessionSettings: Sendable, Hashable {
    /// How clients reach it.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// They call it in place of `target`.
        case reverse
        /// They have it as their proxy; what is inside TLS passes unread.
        case forward
        /// They have it as their proxy and trust its root; what is inside TLS is read too.
        case intercept
    }

    /// Where to listen.
    public struct Address: Sendable, Hashable {
        /// An IP address or a name that resolves to one of ours.
        public var host: String
        /// 0 lets the system choose; nil takes the first free one of the recorder's range.
        public var port: Int?
    }

    /// Takes webhooks in the place of a receiver and passes them on to it.
    public struct Receiver: Sendable, Hashable {
        /// Where to listen.
        public var address: Address
        /// The receiver.
        public var target: AbsoluteURL
    }

    /// Messages that are observed while it records.
    public struct Observed: Sendable, Hashable {
        /// Topics, as `--kafka` names them: `BROKERS/TOPIC`.
        public var kafka: [String]
        /// Exchanges, as `--rabbitmq` names them: `AMQP_URL/EXCHANGE`, never with a password.
        public var rabbitMQ: [String]
        /// The user of SASL for all topics.
        public var kafkaUser: String?
        /// The environment variable with that user's password.
        public var kafkaPasswordVariable: String?
        /// `PLAIN`, `SCRAM-SHA-256` or `SCRAM-SHA-512`.
        public var kafkaMechanism: String
        /// Whether TLS is spoken with Kafka's brokers.
        public var kafkaUsesTLS: Bool
        /// The environment variable with the password of the users that RabbitMQ's URLs name.
        public var rabbitMQPasswordVariable: String?

        /// Whether nothing is observed.
        public var isEmpty: Bool { kafka.isEmpty && rabbitMQ.isEmpty }
    }

    /// What is replaced before the disk.
    public enum Redaction: Sendable, Hashable {
        /// What the standard rules say.
        case standard
        /// Nothing.
        case none
        /// What these rules say beside the standard ones, as a file of `--redact` has them.
        case rules(JSON)
    }

    /// How clients reach it.
    public var mode: Mode
    /// Where requests go in reverse mode; nil in the others.
    public var target: AbsoluteURL?
    /// Where it listens.
    public var address: Address
    /// Where it takes webhooks.
    public var webhooks: [Receiver]
    /// Messages that are observed.
    public var observed: Observed
    /// What is replaced before the disk.
    public var redaction: Redaction
    /// Hosts whose TLS passes unread in intercepting mode, as `--tunnel` names them.
    public var tunnelled: [String]
    /// Whether the client's Host goes on as it came.
    public var preservesHost: Bool
    /// Whether what points at the target in responses is turned into our own address.
    public var rewritesLocation: Bool
    /// Whether certificates of upstreams are verified.
    public var verifiesUpstream: Bool
    /// Bytes that are kept of each body.
    public var bodyLimit: Int
    /// What is kept of the traffic.
    public var filter: SessionFilter
}

extension SessionSettings {
    /// Where the session that a client sends listens and what it keeps. Every name that Mockarty's clients use for it is known.
    init(_ members: Members) throws(Refusal) {
        let target = try Self.url("targetUrl", of: members)
        mode = try Self.mode(members, hasTarget: target != nil)
        guard (mode == .reverse) == (target != nil) else {
            throw .invalid(
                mode == .reverse
                    ? "\"targetUrl\" is missing: a reverse proxy needs to know where requests go"
                    : "\"targetUrl\" is for \"mode\": \"reverse\"; a \(mode.rawValue) proxy goes where clients ask"
            )
        }
        self.target = target
        address = try Self.address(members)
        webhooks = try Self.webhooks(members)
        observed = try Self.observed(members)
        redaction = try Self.redaction(members)
        tunnelled = try members.texts("tunnel") ?? []
        preservesHost = try members.flag("preserveHost") ?? false
        rewritesLocation = try members.flag("rewriteLocation") ?? true
        verifiesUpstream = try members.flag("insecureUpstream") != true
        bodyLimit = try members.integer("maxBody", 0...Self.longestBody) ?? 8 << 20
        filter = try SessionFilter(members)
    }

    private static let longestBody = 1 << 30

    private static func mode(_ members: Members, hasTarget: Bool) throws(Refusal) -> Mode {
        let (mitm, intercept) = (try members.flag("mitm"), try members.flag("intercept"))
        let opensTLS = mitm ?? intercept ?? false
        guard let text = try members.text("mode") else {
            return hasTarget ? .reverse : opensTLS ? .intercept : .forward
        }
        let name = text.lowercased()
        if let mode = Mode(rawValue: name) { return mode == .forward && opensTLS ? .intercept : mode }
        switch name {
        case "mitm", "intercepting": return .intercept
        case "reverse_proxy", "reverse-proxy": return .reverse
        case "forward_proxy", "forward-proxy", "proxy": return opensTLS ? .intercept : .forward
        default: throw .invalid("\"mode\" should be reverse, forward or intercept, not \"\(text)\"")
        }
    }

    private static func address(_ members: Members) throws(Refusal) -> Address {
        Address(host: try members.text("host") ?? "127.0.0.1", port: try members.integer("port", 0...65_535))
    }

    private static func webhooks(_ members: Members) throws(Refusal) -> [Receiver] {
        var receivers: [Receiver] = []
        for (index, json) in (try members.list("webhooks") ?? []).enumerated() {
            guard let object = json.object else {
                throw .invalid("webhooks[\(index)] should be an object with \"targetUrl\", not \(json.kindName)")
            }
            let listener = Members(object)
            guard let target = try url("targetUrl", of: listener) else {
                throw .invalid("webhooks[\(index)]: \"targetUrl\" is missing: webhooks are passed on to it")
            }
            receivers.append(Receiver(address: try address(listener), target: target))
        }
        return receivers
    }

    /// A password would be kept with the settings and shown: its variable is named instead.
    private static func observed(_ members: Members) throws(Refusal) -> Observed {
        let exchanges = try members.texts("rabbitmq") ?? []
        for url in exchanges {
            let authority = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).dropFirst(2).first
            guard let at = authority?.lastIndex(of: "@"), authority?[..<at].contains(":") == true else { continue }
            throw .invalid(
                "\"rabbitmq\": leave the password out of the URL, and name the variable that holds it with \"rabbitPasswordEnv\""
            )
        }
        return Observed(
            kafka: try members.texts("kafka") ?? [],
            rabbitMQ: exchanges,
            kafkaUser: try members.text("kafkaUsername"),
            kafkaPasswordVariable: try members.text("kafkaPasswordEnv"),
            kafkaMechanism: try members.text("kafkaSaslMechanism") ?? "PLAIN",
            kafkaUsesTLS: try members.flag("kafkaUseTLS") ?? false,
            rabbitMQPasswordVariable: try members.text("rabbitPasswordEnv")
        )
    }

    private static func redaction(_ members: Members) throws(Refusal) -> Redaction {
        switch members["redact"] {
        case nil, "default": return .standard
        case "none": return .none
        case .object(let rules)?: return .rules(.object(rules))
        default: throw .invalid("\"redact\" should be \"default\", \"none\" or an object of rules")
        }
    }

    private static func url(_ name: String, of members: Members) throws(Refusal) -> AbsoluteURL? {
        guard let text = try members.text(name) else { return nil }
        guard let url = AbsoluteURL(text) else {
            throw .invalid("\"\(name)\" should be an http or https URL, not \"\(text)\"")
        }
        return url
    }
}
