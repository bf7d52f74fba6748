import Model
import Testing

@testable import Callbacks

@Suite struct TargetLaneTests {
    private func http(_ url: String) -> CallbackJob.Target { .http(method: "POST", url: url) }

    @Test func `paths of one host share a lane as long as anybody uses it`() {
        var lanes = TargetLanes()
        let first = lanes.enter(http("http://a.test/one"))
        let second = lanes.enter(http("http://a.test/two"))
        let other = lanes.enter(http("http://b.test/one"))
        #expect(first === second && first !== other)
        lanes.leave(first)
        #expect(lanes.enter(http("http://a.test/one")) === first)
    }

    @Test func `a lane that all have left is forgotten`() {
        var lanes = TargetLanes()
        let old = lanes.enter(http("http://a.test/"))
        old.running = 1
        lanes.leave(old)
        let new = lanes.enter(http("http://a.test/"))
        #expect(new !== old && new.running == 0)
    }

    @Test func `the same address of another sort of target is another lane`() {
        var lanes = TargetLanes()
        let address = "amqp://a.test"
        let rabbitMQ = lanes.enter(.rabbitMQ(RabbitMQTarget(url: address)))
        let kafka = lanes.enter(.kafka(KafkaTarget(brokers: address, topic: "t"), key: nil))
        #expect(rabbitMQ !== kafka)
    }
}
