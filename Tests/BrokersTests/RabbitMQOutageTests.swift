import Brokers
import Model
import TestSupport
import Testing

/// Against a real RabbitMQ that is killed, blocked and frozen, and against what is none.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct RabbitMQOutageTests {
    @Test func `a broker that is killed fails messages, and takes them when it is back, with what it had confirmed`()
        async throws
    {
        let broker = try await RabbitMQBroker()
        try await broker.makeQueue("orders")
        try await broker.writeDown()
        let sender = RabbitMQSender()
        let target = RabbitMQTarget(url: broker.url(), queue: "orders")
        #expect(await sender.result("before", to: target).isSuccess)
        broker.stop()
        let failed = await sender.result("lost", to: target)
        #expect(failed.reason.contains("takes no connection; does RabbitMQ run there?"), "\(failed.reason)")
        #expect(failed.error?.mayRetry == true)
        try await broker.start()
        let after = await sender.result("after", to: target)
        #expect(after.isSuccess, "\(after.reason)")
        #expect(try await broker.messages(in: "orders").map { $0["body"] } == ["before", "after"])
        try await freeze(broker, sender, target)
        try await block(broker, sender, target)
        await sender.closed()
        broker.stop()
    }

    /// A broker that answers nothing costs a message its timeout, and nothing else.
    private func freeze(_ broker: RabbitMQBroker, _ sender: RabbitMQSender, _ target: RabbitMQTarget) async throws {
        let (other, queue) = (try await RabbitMQBroker.shared.value, "aside")
        try await other.makeQueue(queue)
        try await broker.signal("STOP")
        async let frozen = sender.result("frozen", to: target, timeout: .seconds(2))
        #expect(await sender.result("x", to: RabbitMQTarget(url: other.url(), queue: queue)).isSuccess)
        let reason = await frozen.reason
        #expect(reason.contains("did not confirm within the timeout of 2000.0 ms"), "\(reason)")
        try await broker.signal("CONT")
        let result = await sender.result("thawed", to: target)
        #expect(result.isSuccess, "\(result.reason)")
    }

    /// A broker that is short of memory reads no messages: so much written that its socket is full holds up the thread.
    private func block(_ broker: RabbitMQBroker, _ sender: RabbitMQSender, _ target: RabbitMQTarget) async throws {
        try await broker.control(["set_vm_memory_high_watermark", "absolute", "1000"])
        let first = await sender.result("blocked", to: target, timeout: .seconds(2))
        #expect(first.reason.contains("it is blocked: low on memory"), "\(first.reason)")
        let large = String(repeating: "x", count: 20_000_000)
        let stuck = await sender.result(large, to: target, timeout: .seconds(1))
        #expect(stuck.reason.contains("within the timeout of 1000.0 ms"), "\(stuck.reason)")
        let waiting = await sender.result("waits behind it", to: target, timeout: .seconds(1))
        #expect(waiting.reason.contains("within the timeout of 1000.0 ms"), "\(waiting.reason)")
    }

    @Test func `what accepts and says nothing costs a message its timeout`() async throws {
        let silent = LoopbackServer { connection, _ in
            _ = connection.readToEnd()
        }
        let sender = RabbitMQSender(BrokerOptions(connectTimeout: .seconds(2)))
        let target = RabbitMQTarget(url: "amqp://127.0.0.1:\(silent.port)/", queue: "q")
        let result = await sender.result("x", to: target, timeout: .milliseconds(200))
        #expect(result.reason.contains("no connection to 127.0.0.1:\(silent.port) within"), "\(result.reason)")
        await sender.closed()
    }

    @Test func `what answers something else than AMQP is said`() async throws {
        let web = try CallbackReceiver { _, _ in .raw(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)) }
        let sender = RabbitMQSender(BrokerOptions(connectTimeout: .seconds(2)))
        let target = RabbitMQTarget(url: "amqp://127.0.0.1:\(web.port)/", queue: "q")
        #expect(!(await sender.result("x", to: target, timeout: .seconds(5)).isSuccess))
        await sender.closed()
    }

    @Test func `a host that does not resolve is said`() async throws {
        let sender = RabbitMQSender()
        let result = await sender.result("x", to: RabbitMQTarget(url: "amqp://broker.invalid/", queue: "q"))
        #expect(result.reason.contains("the host of broker.invalid:5672 does not resolve"), "\(result.reason)")
        await sender.closed()
    }

    @Test func `closing breaks off what is under way`() async throws {
        let silent = LoopbackServer { connection, _ in
            _ = connection.readToEnd()
        }
        let sender = RabbitMQSender(BrokerOptions(connectTimeout: .seconds(1)))
        let target = RabbitMQTarget(url: "amqp://127.0.0.1:\(silent.port)/", queue: "q")
        async let result = sender.result("x", to: target)
        while silent.connectionCount == 0 { await Task.yield() }
        await sender.closed()
        #expect(!(await result.isSuccess))
        #expect(await sender.result("x", to: target).reason.contains("closed"))
    }
}
