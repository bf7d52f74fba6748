internal import ArgumentParser
internal import Brokers
internal import Model

/// Which messages `record` observes, and how it reaches their brokers.
struct ObservedBrokerOptions: ParsableArguments {
    @Option(help: "BROKERS/TOPIC: records of this Kafka topic are recorded as observed messages. May be repeated.")
    var kafka: [String] = []

    @Option(
        help: """
            AMQP_URL/EXCHANGE: messages of this RabbitMQ exchange are recorded as observed messages; ?key=KEY behind it names a \
            binding key, which a direct exchange needs. May be repeated.
            """
    )
    var rabbitmq: [String] = []

    @Option(help: "The user of SASL for all --kafka.")
    var kafkaUsername: String?

    @Option(help: "The password of SASL. Other users of the machine see command lines: take the variable instead.")
    var kafkaPassword: String?

    @Option(help: "The mechanism of SASL: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512.")
    var kafkaSaslMechanism = "PLAIN"

    @Flag(name: .customLong("kafka-use-tls"), help: "Speak TLS with the brokers of all --kafka.")
    var kafkaUseTLS = false

    @Option(help: "A CA file (PEM) that brokers are verified against, besides the system's.")
    var brokerCa: String?

    /// What is to be observed, in the order of the command line, Kafka first.
    func places() throws(UserError) -> [ObservedPlace] {
        guard let mechanism = KafkaTarget.Mechanism(rawValue: kafkaSaslMechanism.uppercased()) else {
            let known = KafkaTarget.Mechanism.allCases.map(\.rawValue).joined(separator: ", ")
            throw .usage("--kafka-sasl-mechanism \(kafkaSaslMechanism) is none of \(known)")
        }
        var places: [ObservedPlace] = []
        do throws(BrokerError) {
            for text in kafka {
                guard case .kafka(var target) = try ObservedPlace.kafka(text) else { continue }
                (target.username, target.password, target.mechanism) = (kafkaUsername, kafkaPassword, mechanism)
                target.usesTLS = kafkaUseTLS
                places.append(.kafka(target))
            }
            for text in rabbitmq { places.append(try ObservedPlace.rabbitMQ(text)) }
        } catch {
            throw .usage(error.reason)
        }
        return places
    }
}
