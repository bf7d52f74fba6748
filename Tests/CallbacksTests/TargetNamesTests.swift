import Model
import Testing

@testable import Callbacks

@Suite struct TargetNamesTests {
    @Test func `logs show neither user information nor query`() {
        let target = CallbackJob.Target.http(method: "PUT", url: "https://user:pw@shop.test:8443/hook/1?token=secret#x")
        #expect(target.logName == "PUT https://shop.test:8443/hook/1")
    }

    @Test func `a path that a template made very long is cut`() {
        let long = "http://shop.test/" + String(repeating: "x", count: 1_000_000)
        let name = CallbackJob.Target.http(method: "POST", url: long).logName
        #expect(name.hasPrefix("POST http://shop.test/xxx") && name.hasSuffix("x…") && name.utf8.count < 600)
    }

    @Test func `a queue on the default exchange stands right behind its broker`() {
        let rabbit = RabbitMQTarget(url: "amqp://guest:pw@broker.test/", queue: "paid")
        #expect(CallbackJob.Target.rabbitMQ(rabbit).logName == "broker.test/ paid")
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
