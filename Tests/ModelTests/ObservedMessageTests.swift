import Model
import Testing

@Suite struct ObservedMessageTests {
    @Test func `a message names its broker, topic and key, whatever the broker is`() {
        var kafka = ObservedMessage(
            id: ExchangeID(rawValue: 1),
            listener: "kafka",
            place: .kafka(KafkaTarget(brokers: "b:9092", topic: "orders"), offset: 3, key: nil),
            headers: ["Content-Encoding": "gzip"],
            seenAt: Timestamp(seconds: 1)
        )
        #expect([kafka.broker, kafka.address, kafka.topic] == ["kafka", "b:9092", "orders"])
        #expect(kafka.key == nil && kafka.contentEncoding == "gzip")
        kafka.place = .rabbitMQ(RabbitMQTarget(url: "amqp://b", amqpExchange: "events", routingKey: "a.b"))
        kafka.properties = ["content-encoding": "br"]
        #expect([kafka.broker, kafka.address, kafka.topic] == ["rabbitmq", "amqp://b", "events"])
        #expect(kafka.key == Array("a.b".utf8) && kafka.contentEncoding == "br")
    }
}
