internal import CRabbitMQ
internal import CRdKafka

/// The broker libraries that this build runs with.
public enum BrokerLibraries {
    /// librdkafka's version as it runs, for example `2.0.2` (`rd_kafka_version_str`).
    public static var kafka: String { String(cString: rd_kafka_version_str()) }

    /// librabbitmq's version as it runs, for example `0.11.0` (`amqp_version`).
    public static var rabbitMQ: String { String(cString: amqp_version()) }
}
