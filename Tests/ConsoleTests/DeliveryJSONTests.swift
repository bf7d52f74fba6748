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

    @Test func `a broker's password is not shown`() {
        var delivery = Sample.delivery("a")
        delivery.job.target = .rabbitMQ(RabbitMQTarget(url: "amqp://guest:pw@broker.test/", queue: "paid"))
        #expect(delivery.adminJSON["target"] == "broker.test/  paid")
        delivery.job.target = .kafka(
            KafkaTarget(brokers: "b:9092", topic: "t", username: "u", password: "pw"),
            key: nil
        )
        #expect(delivery.adminJSON["target"] == "b:9092/t")
    }
}
