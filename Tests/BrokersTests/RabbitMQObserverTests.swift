import Brokers
import Dispatch
import Model
import TestSupport
import Testing

/// Against a real RabbitMQ, written to by py-amqp.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct RabbitMQObserverTests {
    private func place(_ broker: RabbitMQBroker, _ amqpExchange: String, _ query: String = "") throws -> ObservedPlace {
        try .rabbitMQ("\(broker.url())/\(amqpExchange)\(query)")
    }

    @Test func `copies of all messages of an exchange are seen, whatever its type; its queues keep theirs`()
        async throws
    {
        let broker = try await RabbitMQBroker.shared.value
        for type in ["topic", "fanout", "headers"] {
            let name = "observed-\(type)"
            try await broker.makeExchanges([name], type: type)
            try await broker.makeQueue("\(name)-own", boundTo: name, key: "#")
            let listening = try Listening(place(broker, name))
            try await listening.start()
            try await broker.publish("one", to: name, key: "order.paid")
            try await broker.publish("two", to: name, key: "")
            let seen = await listening.next(2)
            #expect(seen.map(\.text) == ["one", "two"] && seen.map(\.keyText) == ["order.paid", ""], "\(type)")
            await listening.stop()
            #expect(try await broker.messages(in: "\(name)-own").map { $0["body"] } == ["one", "two"], "\(type)")
        }
    }

    @Test func `properties and headers come with their types, and no password`() async throws {
        let broker = try await RabbitMQBroker.shared.value
        let listening = try Listening(place(broker, "amq.topic"))
        try await listening.start()
        try await broker.publish(
            #"{"id":7}"#,
            to: "amq.topic",
            key: "a.b",
            properties: [
                "content_type": "application/json", "delivery_mode": 2, "message_id": "m-1", "correlation_id": "c-1",
                "type": "order.paid", "app_id": "shop", "timestamp": 1_790_000_000, "priority": 3,
                "application_headers": [
                    "text": "a b", "number": 12, "yes": true, "list": [1, "two"], "table": ["inner": 1.5],
                ],
            ]
        )
        let message = try #require(await listening.next(1).first)
        await listening.stop()
        #expect(message.contentType == "application/json" && message.text == #"{"id":7}"#)
        let headers: JSON = ["text": "a b", "number": 12, "yes": true, "list": [1, "two"], "table": ["inner": 1.5]]
        #expect(JSON.object(message.headers).isEquivalent(to: headers), "\(message.headers)")
        #expect(message.properties["message-id"] == "m-1" && message.properties["correlation-id"] == "c-1")
        #expect(message.properties["type"] == "order.paid" && message.properties["app-id"] == "shop")
        #expect(message.properties["timestamp"] == 1_790_000_000 && message.properties["priority"] == 3)
        guard case .rabbitMQ(let target) = message.place else { throw ProgramFailure("no RabbitMQ") }
        #expect(target.isPersistent && target.amqpExchange == "amq.topic" && target.routingKey == "a.b")
        #expect(target.url.hasPrefix("amqp://shop%3Aapp@127.0.0.1:") && target.url.hasSuffix("/shop%2Feu"))
        #expect(!listening.observer.name.contains("word"), "\(listening.observer.name)")
    }

    @Test func `over TLS messages are seen as well, from a broker whose certificate is trusted and names it`()
        async throws
    {
        let broker = try await RabbitMQBroker.shared.value
        let target = try ObservedPlace.rabbitMQ("\(broker.url(scheme: "amqps"))/amq.topic")
        let wary = try Listening(target)
        await #expect { try await wary.start() } throws: { "\($0)".contains("TLS handshake") }
        let options = BrokerOptions(caFile: try #require(broker.certificate).certificate)
        let elsewhere = broker.url(scheme: "amqps").replacing("127.0.0.1", with: "localhost")
        let misnamed = try Listening(.rabbitMQ("\(elsewhere)/amq.topic"), options: options)
        await #expect { try await misnamed.start() } throws: { "\($0)".contains("TLS handshake") }
        let listening = try Listening(target, options: options)
        try await listening.start()
        let large = String(repeating: "x", count: 100_000)
        for text in ["sealed", large] { try await broker.publish(text, to: "amq.topic", key: "tls") }
        let seen = await listening.next(2)
        await listening.stop()
        #expect(seen.map(\.text) == ["sealed", large] && seen.map(\.keyText) == ["tls", "tls"])
        guard case .rabbitMQ(let place)? = seen.first?.place else { throw UnexpectedPlace() }
        #expect(place.url.hasPrefix("amqps://shop%3Aapp@127.0.0.1:"), "\(place.url)")
    }

    private struct UnexpectedPlace: Error {}

    @Test func `a direct exchange needs keys, and gives what is published under them`() async throws {
        let broker = try await RabbitMQBroker.shared.value
        let without = try Listening(place(broker, "amq.direct"))
        await #expect { try await without.start() } throws: { "\($0)".contains("name those to observe, as in ?key=") }
        let listening = try Listening(place(broker, "amq.direct", "?key=paid&key=not%20paid"))
        try await listening.start()
        for key in ["paid", "other", "not paid"] { try await broker.publish(key, to: "amq.direct", key: key) }
        #expect(await listening.next(2).map(\.text) == ["paid", "not paid"])
        await listening.stop()
    }

    @Test func `an exchange that is not there, and a wrong password, are said at once`() async throws {
        let broker = try await RabbitMQBroker.shared.value
        let missing = try Listening(place(broker, "no-such"))
        await #expect { try await missing.start() } throws: { "\($0)".contains("no exchange 'no-such'") }
        let refused = try Listening(.rabbitMQ("\(broker.url(password: "wrong"))/amq.topic"))
        await #expect { try await refused.start() } throws: { "\($0)".contains("refused the user \"shop:app\"") }
        #expect(try await broker.exchanges().contains("no-such") == false, "nothing is made by asking for it")
    }

    @Test func `what was published before the end is heard before the end`() async throws {
        let broker = try await RabbitMQBroker.shared.value
        let gate = DispatchSemaphore(value: 0)
        let listening = try Listening(place(broker, "amq.fanout"), gate: gate)
        try await listening.start()
        let sender = RabbitMQSender()
        let target = RabbitMQTarget(url: broker.url(), amqpExchange: "amq.fanout")
        for number in 0..<100 { #expect(await sender.result("\(number)", to: target).isSuccess) }
        // The first is still being heard when it is told to stop; the others are on their way or with the broker.
        listening.observer.askToStop()
        gate.signal()
        await listening.stop()
        #expect(await listening.next(100).map(\.text) == (0..<100).map(String.init))
        await sender.closed()
    }

    @Test func `a broker that is killed and comes back is said, and observed again`() async throws {
        let broker = try await RabbitMQBroker()
        let listening = try Listening(place(broker, "amq.topic"))
        try await listening.start()
        broker.stop()
        let gone = await listening.line(holding: "trying again")
        #expect(
            gone?.severity == 4 && gone?.text.contains("127.0.0.1:") == true,
            "\(gone?.text ?? "")"
        )
        try await broker.start()
        let back = await listening.line(holding: "connected again")
        #expect(back?.severity == 5 && back?.text.contains("was not seen") == true)
        try await broker.publish("after", to: "amq.topic", key: "k")
        #expect(await listening.next(1).map(\.text) == ["after"])
        await listening.stop()
        broker.stop()
    }
}
