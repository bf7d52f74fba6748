import Model
import Testing

@testable import Console

@Suite struct DeliveryJSONTests {
    private func shown(_ body: [UInt8]) -> JSON? {
        var delivery = Sample.delivery("a")
        delivery.job.body = body
        return delivery.adminJSON["body"]
    }

    @Test func `content shows as JSON, else as text, else by its length`() {
        #expect(shown(Array("[1,2]".utf8)) == [1, 2])
        #expect(shown(Array("a=1".utf8)) == "a=1")
        #expect(shown([0xFF, 0xFE]) == "(2 bytes that are not text)")
    }

    @Test func `the key and the headers of a message show, credentials do not`() {
        var delivery = Sample.delivery("a")
        #expect(delivery.adminJSON["key"] == .null)
        delivery.job.fields = [("Content-Type", "application/json")]
        delivery.job.target = .kafka(KafkaTarget(brokers: "b:9092", topic: "t"), key: Array("c-7".utf8))
        #expect(delivery.adminJSON["key"] == "c-7")
        let rabbit = RabbitMQTarget(url: "amqp://broker.test/", amqpExchange: "events", routingKey: "order.paid")
        delivery.job.target = .rabbitMQ(rabbit, headers: ["tries": 3, "Authorization": "Bearer x"])
        #expect(delivery.adminJSON["key"] == "order.paid")
        let headers: JSON = ["Content-Type": "application/json", "tries": 3, "Authorization": "(hidden)"]
        #expect(delivery.adminJSON["headers"] == headers)
        #expect(delivery.adminJSON["properties"] == .null)
        var answered = rabbit
        answered.properties = ["correlationId": "c-7", "priority": 4]
        delivery.job.target = .rabbitMQ(answered, headers: [:])
        #expect(delivery.adminJSON["properties"] == ["correlationId": "c-7", "priority": 4])
    }

    @Test func `a broker's password is not shown`() {
        var delivery = Sample.delivery("a")
        delivery.job.target = .rabbitMQ(RabbitMQTarget(url: "amqp://guest:pw@broker.test/", queue: "paid"))
        #expect(delivery.adminJSON["target"] == "broker.test/ paid")
        delivery.job.target = .kafka(
            KafkaTarget(brokers: "b:9092", topic: "t", username: "u", password: "pw"),
            key: nil
        )
        #expect(delivery.adminJSON["target"] == "b:9092/t")
    }
}
