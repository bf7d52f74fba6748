import Brokers
import Foundation
import Model
import Synchronization
import TestSupport
import Testing

/// Against a real RabbitMQ that stays up, read back by amqp-get and py-amqp.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct RabbitMQSenderTests {
    @Test func `a message reaches the queue that is its routing key`() async throws {
        let (broker, queue) = try await brokerWithQueue()
        let sender = RabbitMQSender()
        let result = await sender.result(#"{"to": "é"}"#, to: RabbitMQTarget(url: broker.url(), queue: queue))
        #expect(result.isSuccess, "\(result.reason)")
        #expect(try await broker.message(in: queue) == #"{"to": "é"}"#)
        #expect(try await broker.message(in: queue) == nil)
        await sender.closed()
    }

    @Test func `properties and headers arrive with their types`() async throws {
        let (broker, queue) = try await brokerWithQueue()
        let sender = RabbitMQSender()
        let headers: JSONObject = [
            "text": "a b", "empty": "", "integer": 9_007_199_254_740_993, "negative": -1, "fraction": 1.5, "yes": true,
            "no": false, "none": nil, "table": ["inner": ["deep": 1]], "list": [1, "two", nil, [3]], "twice": 1,
        ]
        var message = RabbitMQMessage(id: "dlv_1", contentType: "text/plain; charset=utf-8", headers: headers, body: [])
        message.headers.members.append(JSONObject.Member("twice", 2))
        let result = await sender.result(message, to: RabbitMQTarget(url: broker.url(), queue: queue))
        #expect(result.isSuccess, "\(result.reason)")
        let got = try #require(try await broker.messages(in: queue).first)
        #expect(got["contentType"] == "text/plain; charset=utf-8")
        #expect(got["deliveryMode"] == 2)
        #expect(got["messageID"] == "dlv_1")
        #expect(got["body"] == "")
        var expected = headers
        expected["twice"] = 2
        // RabbitMQ and its own clients take the type for signed; this client reads the bits of -1 as unsigned.
        expected["negative"] = .number(JSONNumber(UInt64.max))
        #expect(got["headers"]?.isEquivalent(to: .object(expected)) == true, "\(got)")
        #expect(got["headers"]?["integer"] == .int(9_007_199_254_740_993))
        await sender.closed()
    }

    @Test func `numbers beyond 64 bits are doubles, and beyond those text`() async throws {
        let (broker, queue) = try await brokerWithQueue()
        let sender = RabbitMQSender()
        let json = #"{"large": 18446744073709551615, "huge": 1e400, "lists": [-1e999, 2.5e3], "after": "x"}"#
        let headers = try #require(try JSON.parse(json).object)
        let message = RabbitMQMessage(id: "m", headers: headers, body: [])
        let result = await sender.result(message, to: RabbitMQTarget(url: broker.url(), queue: queue))
        #expect(result.isSuccess, "\(result.reason)")
        let got = try #require(try await broker.messages(in: queue).first?["headers"])
        #expect(got["large"]?.number?.double == 0x1p64)
        #expect(got["huge"] == "1e400")
        #expect(got["lists"]?.array?.first == "-1e999" && got["lists"]?.array?.last?.number?.double == 2_500)
        #expect(got["after"] == "x")
        await sender.closed()
    }

    @Test func `a message that need not last is sent so`() async throws {
        let (broker, queue) = try await brokerWithQueue()
        let sender = RabbitMQSender()
        var message = RabbitMQMessage(id: "d", body: [])
        message.isPersistent = false
        #expect(await sender.result(message, to: RabbitMQTarget(url: broker.url(), queue: queue)).isSuccess)
        #expect(try await broker.messages(in: queue).first?["deliveryMode"] == 1)
        await sender.closed()
    }

    @Test func `properties are sent by their names, and those that a broker would refuse are not`() async throws {
        let (broker, queue) = try await brokerWithQueue()
        let (sender, target) = (RabbitMQSender(), RabbitMQTarget(url: broker.url(), queue: queue))
        var message = RabbitMQMessage(id: "p", body: [1])
        message.properties = [
            "correlation-id": "ord_7", "type": "order.paid", "app-id": "shop", "reply-to": "answers",
            "expiration": 60_000, "priority": "7", "timestamp": 1_790_000_000, "content-encoding": "utf-8",
            "user-id": "somebody else",
        ]
        #expect(await sender.result(message, to: target).isSuccess)
        let got = try #require(try await broker.messages(in: queue).first)
        let sent: JSON = [
            "correlation_id": "ord_7", "type": "order.paid", "app_id": "shop", "reply_to": "answers",
            "expiration": "60000", "priority": 7, "timestamp": 1_790_000_000, "content_encoding": "utf-8",
        ]
        #expect(got["properties"]?.isEquivalent(to: sent) == true && got["messageID"] == "p", "\(got)")
        for (name, value) in [
            ("expiration", "soon"), ("priority", 256), ("timestamp", -1),
            ("type", .string(String(repeating: "t", count: 256))),
        ] as [(String, JSON)] {
            message.properties = [name: value]
            let result = await sender.result(message, to: target)
            #expect(result.error?.mayRetry == false && result.reason.contains(name), "\(result.reason)")
        }
        #expect(try await broker.messages(in: queue).isEmpty)
        await sender.closed()
    }

    @Test func `an exchange routes by the routing key`() async throws {
        let (broker, queue) = try await brokerWithQueue()
        let others = "others-\(queue)"
        try await broker.makeQueue(queue, boundTo: "amq.topic", key: "\(queue).*.paid")
        try await broker.makeQueue(others, boundTo: "amq.topic", key: "\(queue).other.#")
        let sender = RabbitMQSender()
        let target = RabbitMQTarget(
            url: broker.url(),
            amqpExchange: "amq.topic",
            routingKey: "\(queue).7.paid",
            queue: others
        )
        #expect(await sender.result("x", to: target).isSuccess)
        let got = try await broker.messages(in: queue)
        #expect(got.map { $0["routingKey"] } == [.string("\(queue).7.paid")])
        #expect(got.map { $0["exchange"] } == ["amq.topic"])
        #expect(try await broker.messages(in: others).isEmpty)
        await sender.closed()
    }

    @Test func `a mandatory message that no queue takes is a failure, those around it are none`() async throws {
        let (broker, queue) = try await brokerWithQueue()
        let sender = RabbitMQSender()
        let fine = RabbitMQTarget(url: broker.url(), queue: queue, isMandatory: true)
        let lost = RabbitMQTarget(url: broker.url(), queue: "missing-\(queue)", isMandatory: true)
        let results = await withTaskGroup(of: (Int, SendResult).self) { group in
            for number in 0..<60 {
                group.addTask {
                    (number, await sender.result("\(number)", id: "m\(number)", to: number % 3 == 0 ? lost : fine))
                }
            }
            return await group.reduce(into: [Int: SendResult]()) { $0[$1.0] = $1.1 }
        }
        for (number, result) in results { #expect(result.isSuccess == (number % 3 != 0), "\(result.reason)") }
        let reason = results[0]?.reason ?? ""
        #expect(reason.contains("NO_ROUTE") && reason.contains("missing-\(queue)"), "\(reason)")
        #expect(try await broker.messages(in: queue).count == 40)
        await sender.closed()
    }

    @Test func `without mandatory nobody cares that no queue takes it`() async throws {
        let broker = try await RabbitMQBroker.shared.value
        let sender = RabbitMQSender()
        #expect(await sender.result("x", to: RabbitMQTarget(url: broker.url(), queue: "missing")).isSuccess)
        await sender.closed()
    }

    @Test func `an exchange that does not exist is a failure for its messages alone`() async throws {
        let (broker, queue) = try await brokerWithQueue()
        let sender = RabbitMQSender()
        let fine = RabbitMQTarget(url: broker.url(), queue: queue)
        let lost = RabbitMQTarget(url: broker.url(), amqpExchange: "missing", routingKey: "k")
        let results = await withTaskGroup(of: (Int, SendResult).self) { group in
            for number in 0..<40 {
                group.addTask {
                    (number, await sender.result("\(number)", id: "m\(number)", to: number % 4 == 0 ? lost : fine))
                }
            }
            return await group.reduce(into: [Int: SendResult]()) { $0[$1.0] = $1.1 }
        }
        for (number, result) in results {
            #expect(result.isSuccess == (number % 4 != 0), "\(number): \(result.reason)")
        }
        #expect(results[0]?.reason.contains("NOT_FOUND - no exchange 'missing'") == true)
        #expect(results[0]?.error?.mayRetry == true)
        try await broker.makeExchanges(["made-\(queue)"])
        let made = RabbitMQTarget(url: broker.url(), amqpExchange: "made-\(queue)")
        #expect(await sender.result("x", to: made).isSuccess)
        #expect(await sender.result("x", to: fine).isSuccess)
        await sender.closed()
    }

    @Test func `more exchanges than channels stay open for`() async throws {
        let (broker, queue) = try await brokerWithQueue()
        let names = (0..<40).map { "\(queue)-\($0)" }
        try await broker.makeExchanges(names)
        let sender = RabbitMQSender()
        for name in names + names.prefix(3) {
            let result = await sender.result("x", to: RabbitMQTarget(url: broker.url(), amqpExchange: name))
            #expect(result.isSuccess, "\(result.reason)")
        }
        #expect(await sender.result("x", to: RabbitMQTarget(url: broker.url(), queue: queue)).isSuccess)
        await sender.closed()
    }

    @Test func `a thousand messages at once arrive, each once and in order`() async throws {
        let (broker, queue) = try await brokerWithQueue()
        let sender = RabbitMQSender()
        let target = RabbitMQTarget(url: broker.url(), queue: queue)
        let open = Mutex((left: 1000, failed: 0))
        await withCheckedContinuation { continuation in
            for number in 0..<1000 {
                let message = RabbitMQMessage(id: "m\(number)", body: Array("\(number)".utf8))
                sender.send(message, to: target, timeout: .seconds(60)) { result in
                    let isLast = open.withLock { open in
                        open.left -= 1
                        open.failed += result.isSuccess ? 0 : 1
                        return open.left == 0
                    }
                    if isLast { continuation.resume() }
                }
            }
        }
        #expect(open.withLock { $0.failed } == 0)
        #expect(try await broker.messages(in: queue).map { $0["body"] } == (0..<1000).map { .string("\($0)") })
        await sender.closed()
    }

    @Test func `a message of several frames arrives whole`() async throws {
        let (broker, queue) = try await brokerWithQueue()
        let sender = RabbitMQSender()
        let text = String(repeating: "0123456789", count: 100_000)
        #expect(await sender.result(text, to: RabbitMQTarget(url: broker.url(), queue: queue)).isSuccess)
        #expect(try await broker.message(in: queue) == text)
        await sender.closed()
    }

    @Test func `what AMQP cannot carry is refused for good, and the connection stays`() async throws {
        let (broker, queue) = try await brokerWithQueue()
        let sender = RabbitMQSender()
        let target = RabbitMQTarget(url: broker.url(), queue: queue)
        let long = String(repeating: "x", count: 256)
        let many = JSONObject((0..<20_000).map { JSONObject.Member("h\($0)", 1) })
        let messages = [
            RabbitMQMessage(id: "1", contentType: long, body: []), RabbitMQMessage(id: long, body: []),
            RabbitMQMessage(id: "3", headers: [long: 1], body: []), RabbitMQMessage(id: "4", headers: many, body: []),
        ]
        for message in messages {
            let result = await sender.result(message, to: target)
            #expect(result.error?.mayRetry == false, "\(result.reason)")
        }
        for bad in [RabbitMQTarget(url: broker.url()), RabbitMQTarget(url: broker.url(), routingKey: long)] {
            #expect(await sender.result("x", to: bad).error?.mayRetry == false)
        }
        #expect(await sender.result("fine", to: target).isSuccess)
        #expect(try await broker.messages(in: queue).map { $0["body"] } == ["fine"])
        await sender.closed()
    }

    @Test func `a wrong password is said and not shown`() async throws {
        let broker = try await RabbitMQBroker.shared.value
        let sender = RabbitMQSender()
        let target = RabbitMQTarget(url: broker.url(password: "mistaken"), queue: "q")
        let result = await sender.result("x", to: target)
        #expect(result.reason.contains("ACCESS_REFUSED"), "\(result.reason)")
        #expect(result.reason.contains("\"shop:app\""), "\(result.reason)")
        #expect(!result.reason.contains("mistaken"))
        #expect(result.error?.mayRetry == false)
        await sender.closed()
    }

    @Test func `a virtual host that does not exist is said`() async throws {
        let broker = try await RabbitMQBroker.shared.value
        let sender = RabbitMQSender()
        let result = await sender.result("x", to: RabbitMQTarget(url: broker.url(vhost: "other"), queue: "q"))
        #expect(result.reason.contains("vhost other not found"), "\(result.reason)")
        #expect(result.error?.mayRetry == false)
        await sender.closed()
    }

    @Test func `amqps is verified`() async throws {
        let (broker, queue) = try await brokerWithQueue()
        let target = RabbitMQTarget(url: broker.url(scheme: "amqps"), queue: queue)
        let wary = RabbitMQSender()
        let refused = await wary.result("x", to: target)
        #expect(refused.reason.contains("TLS handshake"), "\(refused.reason)")
        await wary.closed()
        let trusting = RabbitMQSender(BrokerOptions(caFile: try #require(broker.certificate).certificate))
        let result = await trusting.result("x", to: target)
        #expect(result.isSuccess, "\(result.reason)")
        let elsewhere = target.url.replacing("127.0.0.1", with: "localhost")
        let misnamed = await trusting.result("x", to: RabbitMQTarget(url: elsewhere, queue: queue))
        #expect(misnamed.reason.contains("TLS handshake"), "\(misnamed.reason)")
        await trusting.closed()
        #expect(try await broker.message(in: queue) == "x")
        let lost = RabbitMQSender(BrokerOptions(caFile: "/nonexistent/roots.pem"))
        #expect(await lost.result("x", to: target).reason.contains("/nonexistent/roots.pem"))
        await lost.closed()
    }

    @Test func `the roots of all targets are trusted besides a target's own`() async throws {
        let (broker, queue) = try await brokerWithQueue()
        let (right, other) = (try #require(broker.certificate), try await TestCertificate())
        for (common, own) in [(right, other), (other, right)] {
            let sender = RabbitMQSender(BrokerOptions(caFile: common.certificate))
            var target = RabbitMQTarget(url: broker.url(scheme: "amqps"), queue: queue)
            target.caFile = own.certificate
            let result = await sender.result("x", to: target)
            #expect(result.isSuccess, "\(result.reason)")
            target.caFile = "/nonexistent/roots.pem"
            let lost = await sender.result("x", to: target)
            #expect(lost.reason.contains("/nonexistent/roots.pem cannot be read; check rabbitCA"), "\(lost.reason)")
            await sender.closed()
        }
    }

    private func brokerWithQueue() async throws -> (RabbitMQBroker, String) {
        let broker = try await RabbitMQBroker.shared.value
        let queue = "q-\(UUID().uuidString)"
        try await broker.makeQueue(queue)
        return (broker, queue)
    }
}
