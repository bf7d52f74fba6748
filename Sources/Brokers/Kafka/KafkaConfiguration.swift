internal import CRdKafka
internal import Foundation
internal import Model

/// What one producer or consumer is made for. Two targets that agree in all of it share a producer.
struct KafkaSettings: Hashable, Sendable {
    let brokers: String
    let username: String?
    let password: String?
    let mechanism: KafkaTarget.Mechanism
    let usesTLS: Bool
    /// The target's own file of roots.
    let caFile: String?
    /// How long a record may take; librdkafka knows one time for all records of a producer.
    let timeout: Duration

    init(_ target: KafkaTarget, timeout: Duration) {
        (brokers, username, password) = (target.brokers, target.username, target.password)
        // What is not used must not part producers.
        caFile = target.usesTLS ? target.caFile : nil
        (usesTLS, mechanism, self.timeout) = (target.usesTLS, target.mechanism, timeout)
    }
}

/// librdkafka's configuration. `rd_kafka_new` takes it over when it succeeds, hence `relinquish`.
struct KafkaConfiguration: ~Copyable {
    private let pointer: OpaquePointer

    /// The configuration of a producer, whose queue brings delivery reports.
    init(_ settings: KafkaSettings, _ options: BrokerOptions) throws(BrokerError) {
        try self.init(settings, options, Self.producing(settings), events: RD_KAFKA_EVENT_DR)
    }

    /// The configuration of a consumer without a group, whose queue brings records.
    init(observing settings: KafkaSettings, _ options: BrokerOptions) throws(BrokerError) {
        try self.init(settings, options, Self.observing, events: RD_KAFKA_EVENT_FETCH)
    }

    private init(
        _ settings: KafkaSettings,
        _ options: BrokerOptions,
        _ own: [(String, String)],
        events: Int32
    ) throws(BrokerError) {
        pointer = rd_kafka_conf_new()
        for (name, value) in Self.connection(settings, options) + own { try set(name, value) }
        if settings.usesTLS { try trust(options.trusted(and: settings.caFile, setting: "kafkaCA")) }
        // The main queue brings errors and log lines, too; without it lines would go to standard error.
        rd_kafka_conf_set_events(pointer, events | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG)
    }

    deinit { rd_kafka_conf_destroy(pointer) }

    /// Lends the configuration to a call that takes it over, if it returns true.
    consuming func handOver(_ take: (OpaquePointer) -> Bool) {
        let pointer = self.pointer
        if take(pointer) { discard self } else { _ = consume self }
    }

    private func set(_ name: String, _ value: String) throws(BrokerError) {
        var reason = [CChar](repeating: 0, count: 512)
        guard rd_kafka_conf_set(pointer, name, value, &reason, reason.count) == RD_KAFKA_CONF_OK else {
            throw BrokerError("rd_kafka_conf_set: \(text(reason))", mayRetry: false)
        }
    }

    /// Trusts the certificates of files besides the system's.
    private func trust(_ files: [BrokerOptions.TrustedFile]) throws(BrokerError) {
        guard !files.isEmpty else { return }
        var roots = ""
        for file in files {
            guard let text = try? String(contentsOfFile: file.path, encoding: .utf8) else {
                throw BrokerError.unreadable(file)
            }
            roots += text + "\n"
        }
        try set("ssl.ca.pem", roots)
        let places = [X509_get_default_cert_file(), X509_get_default_cert_dir()].map { String(cString: $0!) }
        if let system = places.first(where: FileManager.default.fileExists(atPath:)) {
            try set("ssl.ca.location", system)
        }
    }

    /// <https://github.com/confluentinc/librdkafka/blob/v2.0.2/CONFIGURATION.md>
    private static func producing(_ settings: KafkaSettings) -> [(String, String)] {
        [
            // Confirmed by all replicas in sync, written once and in order (implies acks=all).
            ("enable.idempotence", "true"),
            ("message.timeout.ms", milliseconds(patience(settings.timeout))),
            // A topic may still be coming about; said to be missing sooner than the time is over, it says more than that.
            ("topic.metadata.propagation.max.ms", milliseconds(patience(settings.timeout) / 2)),
            // What is too large only the broker knows; this is the largest that librdkafka allows.
            ("message.max.bytes", "1000000000"),
            // Somebody waits for each record, so none waits for others to go with it.
            ("linger.ms", "0"),
        ]
    }

    /// Reads as a stranger: no group, nothing committed, no topic made by asking for it.
    private static let observing = [
        ("enable.auto.commit", "false"), ("allow.auto.create.topics", "false"),
        // What was dropped while the broker was away cannot be had; what is left of it can.
        ("auto.offset.reset", "earliest"),
        // The recorder may be slower than the topic; the broker keeps what is not fetched.
        ("queued.max.messages.kbytes", "16384"),
    ]

    private static func connection(_ settings: KafkaSettings, _ options: BrokerOptions) -> [(String, String)] {
        var values = [
            ("client.id", "understudy"),
            ("bootstrap.servers", settings.brokers),
            ("reconnect.backoff.max.ms", "1000"),
            ("socket.connection.setup.timeout.ms", milliseconds(max(options.connectTimeout, .seconds(1)))),
            ("socket.keepalive.enable", "true"),
            ("log.queue", "true"),
            ("log.connection.close", "false"),
            ("security.protocol", protocolName(settings)),
        ]
        if settings.usesTLS {
            // TLS 1.2 at least: librdkafka has no word for a version, but these suites exist in no older one.
            values.append(("ssl.cipher.suites", "TLSv1.2:!aNULL:!eNULL"))
        }
        if let username = settings.username {
            values += [
                ("sasl.mechanism", settings.mechanism.rawValue), ("sasl.username", username),
                ("sasl.password", settings.password ?? ""),
            ]
        }
        return values
    }

    private static func protocolName(_ settings: KafkaSettings) -> String {
        switch (settings.username, settings.usesTLS) {
        case (nil, false): "plaintext"
        case (nil, true): "ssl"
        case (.some, false): "sasl_plaintext"
        case (.some, true): "sasl_ssl"
        }
    }

    /// librdkafka looks once a second for records whose time is over: so that its verdict comes within the timeout, it is
    /// given a second less, but at least half.
    private static func patience(_ timeout: Duration) -> Duration { max(timeout - .seconds(1), timeout / 2) }

    private static func milliseconds(_ duration: Duration) -> String {
        String(Int(max(1, min(duration.inMilliseconds, Double(Int32.max)))))
    }
}

/// The text in a buffer that C has written.
func text(_ buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
