import Model
import Testing

@testable import Replay

@Suite struct BrokerRedirectTests {
    @Test func `Kafka's brokers are replaced, with the login that belongs to them`() {
        var target = KafkaTarget(brokers: "staging:9093", topic: "orders", username: "shop", usesTLS: true)
        (target.passwordEnvironment, target.partition) = ("KAFKA_PASSWORD", 3)
        let redirect = CallbackRedirect(from: "kafka://staging:9093", to: "kafka://127.0.0.1:9092")
        var expected = KafkaTarget(brokers: "127.0.0.1:9092", topic: "orders")
        expected.partition = 3
        #expect(redirect.applied(to: target) == expected)
        target.brokers = "staging:90931"
        #expect(redirect.applied(to: target) == nil)
        #expect(CallbackRedirect(from: "http://staging:9093", to: "http://a").applied(to: target) == nil)
    }

    @Test(arguments: [
        ("amqp://rabbit.test", "amqp://localhost", "amqp://shop@rabbit.test/eu", "amqp://localhost/eu"),
        ("amqp://x@rabbit.test/eu", "amqp://u:p@localhost/", "amqp://shop@rabbit.test/eu", "amqp://u:p@localhost/"),
        ("amqp://rabbit.test", "amqp://localhost/", "amqp://rabbit.test", "amqp://localhost/"),
        ("amqp://rabbit.test", "amqps://h", "amqp://rabbit.test.evil/eu", nil),
        ("amqp://rabbit.test/eu", "amqps://h", "amqp://rabbit.test/europe", nil),
        ("amqps://rabbit.test", "amqps://h", "amqp://rabbit.test", nil),
    ])
    func `a URL of RabbitMQ is replaced up to a boundary`(
        _ from: String,
        _ to: String,
        _ url: String,
        _ wanted: String?
    ) {
        var target = RabbitMQTarget(url: url, amqpExchange: "e", routingKey: "k")
        target.passwordEnvironment = "RABBITMQ_PASSWORD"
        let other = CallbackRedirect(from: from, to: to).applied(to: target)
        #expect(other?.url == wanted)
        if let other { #expect(other.passwordEnvironment == nil && other.routingKey == "k") }
    }

    @Test func `the first that means a job counts, whatever its medium`() {
        let redirects = [
            CallbackRedirect(from: "http://a.test", to: "http://b.test"),
            CallbackRedirect(from: "kafka://old", to: "kafka://new"),
            CallbackRedirect(from: "kafka://old", to: "kafka://x"),
        ]
        var job = CallbackJob(
            id: DeliveryID(rawValue: "d"),
            exchange: ExchangeID(rawValue: 1),
            mock: MockID(rawValue: "m"),
            index: 0,
            target: .kafka(KafkaTarget(brokers: "old", topic: "t"), key: [1])
        )
        redirects.redirect(&job)
        #expect(job.target == .kafka(KafkaTarget(brokers: "new", topic: "t"), key: [1]))
    }
}
