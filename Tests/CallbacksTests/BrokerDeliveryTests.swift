import Model
import Testing

@testable import Callbacks

@Suite struct BrokerDeliveryTests {
    @Test func `a broker's target is refused with its place and without its password`() {
        #expect(BrokerDelivery.refusal(of: .http(method: "POST", url: "http://a.test/")) == nil)
        let kafka = KafkaTarget(brokers: "broker.test:9092", topic: "orders", username: "u", password: "pw")
        let reason = BrokerDelivery.refusal(of: .kafka(kafka, key: nil))
        #expect(reason?.contains("topic orders on broker.test:9092") == true)
        #expect(reason?.contains("pw") == false)
        let rabbit = RabbitMQTarget(url: "amqp://u:pw@broker.test/", amqpExchange: "orders")
        #expect(BrokerDelivery.refusal(of: .rabbitMQ(rabbit))?.contains("pw") == false)
    }
}
