internal import Brokers
internal import Console
internal import Foundation
internal import Model

extension SessionSettings.Observed {
    /// What is observed, with the passwords that the environment holds.
    func places(_ environment: (String) -> String?) throws(RecorderRefusal) -> [ObservedPlace] {
        guard let mechanism = KafkaTarget.Mechanism(rawValue: kafkaMechanism.uppercased()) else {
            let known = KafkaTarget.Mechanism.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid("\"kafkaSaslMechanism\": \(kafkaMechanism) is none of \(known)")
        }
        let kafkaPassword = try Self.password(in: kafkaPasswordVariable, environment)
        let rabbitMQPassword = try Self.password(in: rabbitMQPasswordVariable, environment)
        var places: [ObservedPlace] = []
        do throws(BrokerError) {
            for text in kafka {
                guard case .kafka(var target) = try ObservedPlace.kafka(text) else { continue }
                (target.username, target.password) = (kafkaUser, kafkaPassword)
                (target.mechanism, target.usesTLS) = (mechanism, kafkaUsesTLS)
                places.append(.kafka(target))
            }
            for text in rabbitMQ { places.append(try ObservedPlace.rabbitMQ(Self.url(text, rabbitMQPassword))) }
        } catch {
            throw .invalid(error.reason)
        }
        return places
    }

    private static func password(
        in variable: String?,
        _ environment: (String) -> String?
    ) throws(RecorderRefusal) -> String? {
        guard let variable else { return nil }
        guard let value = environment(variable), !value.isEmpty else {
            throw .invalid("the variable \(variable), which should hold a broker's password, is not set")
        }
        return value
    }

    /// The URL with the password behind its user.
    private static func url(_ text: String, _ password: String?) -> String {
        let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
        guard let password, let at = text[start...].prefix(while: { $0 != "/" }).lastIndex(of: "@") else { return text }
        return "\(text[..<at]):\(PercentEncoding.encoded(password))\(text[at...])"
    }
}
