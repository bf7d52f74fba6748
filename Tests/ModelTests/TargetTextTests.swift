import Model
import Testing

@Suite struct TargetTextTests {
    @Test func `a target's text holds no credentials`() {
        let http = CallbackJob.Target.http(method: "PUT", url: "http://user:pw@shop.test/hook?x=1")
        #expect(http.text == "PUT http://shop.test/hook?x=1")
        #expect(CallbackJob.Target.http(method: "GET", url: "no url").text == "GET no url")
        let rabbit = RabbitMQTarget(url: "amqp://guest:pw@broker.test/", queue: "paid")
        #expect(CallbackJob.Target.rabbitMQ(rabbit).text == "broker.test/ paid")
        let kafka = KafkaTarget(brokers: "b:9092", topic: "t", username: "u", password: "pw")
        #expect(CallbackJob.Target.kafka(kafka, key: nil).text == "b:9092/t")
    }
}
