internal import Model

/// The place of deliveries to brokers.
enum BrokerDelivery {
    /// Why a target cannot be served, or nil when it can be.
    static func refusal(of target: CallbackJob.Target) -> String? {
        switch target {
        case .http: nil
        case .kafka(let kafka, _):
            "Kafka callbacks are not delivered yet: nothing was sent to topic \(kafka.topic) on \(kafka.brokers)"
        case .rabbitMQ: "RabbitMQ callbacks are not delivered yet: nothing was sent to \(target.logName)"
        }
    }
}
