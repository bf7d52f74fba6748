public import Model

/// A Kafka cluster without TLS and login, as a process of its own, that can be told to fail.
public final class KafkaMockCluster: Sendable {
    /// Its brokers, comma-separated.
    public let brokers: String
    private let program: HeldProgram

    /// Starts brokers 1 to `count` and makes topics of one partition.
    public init(count: Int = 1, topics: [String] = ["orders"]) async throws {
        program = try HeldProgram(BuiltFiles.program("kafka-mock"), ["\(count)"] + topics)
        brokers = try await program.line { $0 }
    }

    /// Lets a broker refuse connections.
    public func takeDown(_ broker: Int = 1) async throws { try await tell("down \(broker)") }

    /// Lets a broker take connections again.
    public func bringUp(_ broker: Int = 1) async throws { try await tell("up \(broker)") }

    /// Lets a broker answer so much later.
    public func slowDown(_ broker: Int = 1, milliseconds: Int) async throws {
        try await tell("slow \(broker) \(milliseconds)")
    }

    /// Lets a topic be unknown.
    public func hide(_ topic: String = "orders") async throws { try await tell("refuse \(topic) 3") }

    /// Lets the next requests to produce be answered with an error
    /// (<https://kafka.apache.org/protocol.html#protocol_error_codes>).
    public func failProducing(_ code: Int, count: Int = 1) async throws { try await tell("fail 0 \(code) \(count)") }

    /// Every record of a topic, read by kcat: `key`, `payload` and `headers`, a list of names and values in turn.
    public func records(of topic: String = "orders") async throws -> [JSON] {
        let read = try await run("kcat", ["-q", "-b", brokers, "-C", "-t", topic, "-o", "beginning", "-e", "-J"])
        return try read.output.split(separator: "\n").map { try JSON.parse(String($0)) }
    }

    private func tell(_ command: String) async throws {
        program.write(command)
        try await program.line { $0 == "ok" ? () : nil }
    }
}

/// TLS and SASL/PLAIN in front of a mock cluster of one broker.
public final class KafkaGateway: Sendable {
    /// Its address.
    public let brokers: String
    private let program: HeldProgram

    /// Starts it; without a certificate it speaks no TLS, without a user it asks for none.
    public init(
        _ cluster: KafkaMockCluster,
        certificate: TestCertificate? = nil,
        user: String? = nil,
        password: String = ""
    ) async throws {
        var arguments = [BuiltFiles.fixture("brokers/kafka-gateway.py"), cluster.brokers]
        if let certificate { arguments += ["--certificate", certificate.certificate, "--key", certificate.key] }
        if let user { arguments += ["--user", user, "--password", password] }
        program = try HeldProgram("python3", arguments)
        brokers = "127.0.0.1:" + (try await program.line { $0 })
    }
}
