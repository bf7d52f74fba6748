import Model
import Testing

@testable import Callbacks

@Suite struct TargetNamesTests {
    @Test func `logs show neither user information nor query`() {
        let target = CallbackJob.Target.http(method: "PUT", url: "https://user:pw@shop.test:8443/hook/1?token=secret#x")
        #expect(target.logName == "PUT https://shop.test:8443/hook/1")
    }

    @Test func `a text that is no URL is not shown`() {
        #expect(CallbackJob.Target.http(method: "POST", url: "secret@nowhere").logName == "POST (not a URL)")
    }

    @Test func `a broker's password is not shown`() {
        let rabbit = RabbitMQTarget(
            url: "amqp://guest:pw@broker.test/vhost",
            amqpExchange: "orders",
            routingKey: "paid"
        )
        #expect(CallbackJob.Target.rabbitMQ(rabbit).logName == "broker.test/vhost orders paid")
    }

    @Test func `URLs of one scheme, host and port share a lane`() {
        func lane(_ url: String) -> String { CallbackJob.Target.http(method: "POST", url: url).lane }
        #expect(lane("http://shop.test/a") == lane("http://SHOP.test:80/b?c"))
        #expect(lane("http://shop.test/a") != lane("https://shop.test/a"))
    }
}
