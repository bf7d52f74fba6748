import Brokers
import Foundation
import Model
import TestSupport
import Testing

@testable import Callbacks

/// Callbacks of brokers through the dispatcher, against a real RabbitMQ and a Kafka cluster.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct BrokerDeliveryTests {
    @Test func `a Kafka callback arrives with key, headers and body`() async throws {
        let cluster = try await KafkaMockCluster()
        let bench = DispatcherBench()
        let target = CallbackJob.Target.kafka(
            KafkaTarget(brokers: cluster.brokers, topic: "orders"),
            key: Array("c-7".utf8)
        )
        let job = Sample.job(to: target, fields: [("event-type", "order.created")], body: #"{"total":1.0}"#)
        let deliveries = await bench.deliver([job])
        #expect(deliveries.map(\.state) == [.delivered])
        #expect(deliveries.first?.attempts.map(\.isConfirmed) == [true])
        let record = try #require(try await cluster.records().first)
        #expect(record["key"] == "c-7")
        #expect(record["headers"] == ["event-type", "order.created"])
        #expect(record["payload"] == #"{"total":1.0}"#)
        #expect(bench.lines.messages == ["info Callback executed successfully"])
        #expect(bench.lines.all.first?.metadata["callback.type"] == "kafka")
        await bench.dispatcher.shutdown()
    }

    @Test func `a RabbitMQ callback arrives with its type, its headers and its id`() async throws {
        let (target, broker, queue) = try await queueTarget()
        let bench = DispatcherBench()
        guard case .rabbitMQ(let rabbit, _) = target else { return }
        let typed = CallbackJob.Target.rabbitMQ(rabbit, headers: ["x-shop": "eu", "X-Empty": "", "n": 3])
        let deliveries = await bench.deliver([
            Sample.job(to: typed, fields: [("content-type", "text/csv")], body: "a;b")
        ])
        #expect(deliveries.map(\.state) == [.delivered])
        let message = try #require(try await broker.messages(in: queue).first)
        #expect(message["contentType"] == "text/csv")
        #expect(message["headers"] == ["x-shop": "eu", "X-Empty": "", "n": 3])
        #expect(message["messageID"] == "d1")
        #expect(message["deliveryMode"] == 2)
        #expect(message["body"] == "a;b")
        #expect(bench.lines.all.first?.metadata["callback.type"] == "rabbitmq")
        #expect(bench.lines.all.first?.metadata["target"]?.contains("p%40ss") == false)
        await bench.dispatcher.shutdown()
    }

    @Test func `a broker is reached by its name`() async throws {
        let (target, broker, queue) = try await queueTarget()
        guard case .rabbitMQ(var rabbit, let headers) = target else { return }
        rabbit.url = rabbit.url.replacing("127.0.0.1", with: "localhost")
        let bench = DispatcherBench()
        let jobs = (0..<3).map { Sample.job("d\($0)", to: .rabbitMQ(rabbit, headers: headers), body: "\($0)") }
        #expect(await bench.deliver(jobs).map(\.state) == [.delivered, .delivered, .delivered])
        #expect(try await broker.messages(in: queue).map { $0["body"] } == ["0", "1", "2"])
        await bench.dispatcher.shutdown()
    }

    @Test func `without a type a message is JSON`() async throws {
        let (target, broker, queue) = try await queueTarget()
        let bench = DispatcherBench()
        _ = await bench.deliver([Sample.job(to: target)])
        #expect(try await broker.messages(in: queue).map { $0["contentType"] } == ["application/json"])
        await bench.dispatcher.shutdown()
    }

    @Test func `a broker that is down is tried again until it is up`() async throws {
        let cluster = try await KafkaMockCluster()
        let bench = DispatcherBench()
        var attempts = bench.journal.attempts.makeAsyncIterator()
        try await cluster.takeDown()
        let target = CallbackJob.Target.kafka(KafkaTarget(brokers: cluster.brokers, topic: "orders"), key: nil)
        let job = Sample.job(to: target, timeout: .seconds(2), retryCount: 20, retryDelay: .milliseconds(10))
        bench.dispatcher.submit([job])
        #expect(await attempts.next()?.result.reason?.contains("did not confirm") == true)
        try await cluster.bringUp()
        #expect(await bench.dispatcher.drain(within: .seconds(30)).isComplete)
        let delivery = bench.journal.memory.delivery(job.id)
        #expect(delivery?.state == .delivered)
        #expect(delivery?.attempts.first?.isSuccess == false)
        #expect(try await cluster.records().count == 1)
        await bench.dispatcher.shutdown()
    }

    @Test func `a RabbitMQ that is killed and started again in mid-run gets every message`() async throws {
        let broker = try await RabbitMQBroker()
        try await broker.makeQueue("orders")
        try await broker.writeDown()
        let target = CallbackJob.Target.rabbitMQ(RabbitMQTarget(url: broker.url(), queue: "orders"))
        let bench = DispatcherBench(configure: { $0.concurrencyPerTarget = 4 })
        var attempts = bench.journal.attempts.makeAsyncIterator()
        func submit(_ numbers: Range<Int>) {
            for number in numbers {
                bench.dispatcher.submit([
                    Sample.job(
                        "d\(number)",
                        exchange: Int64(number),
                        to: target,
                        body: "\(number)",
                        timeout: .seconds(5),
                        retryCount: 1000,
                        retryDelay: .milliseconds(100)
                    )
                ])
            }
        }
        submit(0..<500)
        for _ in 0..<20 { #expect(await attempts.next()?.isConfirmed == true) }
        broker.stop()
        submit(500..<1000)
        while await attempts.next()?.isSuccess == true {}
        try await broker.start()
        #expect(await bench.dispatcher.drain(within: .seconds(60)).isComplete)
        #expect(bench.journal.memory.counts[.delivered] == 1000)
        let bodies = try await broker.messages(in: "orders").compactMap { $0["body"]?.string }
        #expect(Set(bodies) == Set((0..<1000).map(String.init)))
        await bench.dispatcher.shutdown()
        broker.stop()
    }

    @Test func `what an edit alone can change is not tried again`() async throws {
        let (cluster, broker) = (try await KafkaMockCluster(), try await RabbitMQBroker.shared.value)
        // MESSAGE_TOO_LARGE
        try await cluster.failProducing(10)
        let bench = DispatcherBench()
        let deliveries = await bench.deliver([
            Sample.job(
                "k",
                to: .kafka(KafkaTarget(brokers: cluster.brokers, topic: "orders"), key: nil),
                retryCount: 3
            ),
            Sample.job(
                "r",
                to: .rabbitMQ(RabbitMQTarget(url: broker.url(password: "wrong"), queue: "q")),
                retryCount: 3
            ),
            Sample.job("u", to: .rabbitMQ(RabbitMQTarget(url: "http://broker.test/", queue: "q")), retryCount: 3),
        ])
        #expect(deliveries.map(\.state) == [.failed, .failed, .failed])
        #expect(deliveries.map(\.attempts.count) == [1, 1, 1])
        #expect(bench.lines.messages.filter { $0 == "error Callback failed after all retries" }.count == 3)
        #expect(bench.lines.all.allSatisfy { !"\($0.metadata)".contains("wrong@") })
        await bench.dispatcher.shutdown()
    }

    @Test func `a message that comes back is tried again, and fails with what the broker said`() async throws {
        let broker = try await RabbitMQBroker.shared.value
        let target = RabbitMQTarget(url: broker.url(), queue: "missing-\(UUID().uuidString)", isMandatory: true)
        let bench = DispatcherBench()
        let results = await bench.results(Sample.job(to: .rabbitMQ(target), retryCount: 2, retryDelay: .zero))
        #expect(results.count == 3)
        #expect(results.allSatisfy { $0.reason?.contains("NO_ROUTE") == true })
        await bench.dispatcher.shutdown()
    }

    @Test func `callbacks of one answer keep their order, those of many arrive, each once`() async throws {
        let cluster = try await KafkaMockCluster()
        let (rabbit, broker, queue) = try await queueTarget()
        let kafka = CallbackJob.Target.kafka(KafkaTarget(brokers: cluster.brokers, topic: "orders"), key: nil)
        let bench = DispatcherBench()
        for exchange in 0..<50 {
            bench.dispatcher.submit(
                (0..<6)
                    .map { index in
                        Sample.job(
                            "\(exchange)-\(index)",
                            exchange: Int64(exchange),
                            index: index,
                            to: index % 2 == 0 ? kafka : rabbit,
                            body: "\(exchange)-\(index)"
                        )
                    }
            )
        }
        #expect(await bench.dispatcher.drain(within: .seconds(60)).isComplete)
        #expect(bench.journal.memory.counts[.delivered] == 300)
        let records = try await cluster.records().compactMap { $0["payload"]?.string }
        let messages = try await broker.messages(in: queue).compactMap { $0["body"]?.string }
        #expect(Set(records + messages).count == 300)
        #expect(records.count + messages.count == 300)
        for exchange in 0..<50 {
            let mine = { (bodies: [String]) in bodies.filter { $0.hasPrefix("\(exchange)-") } }
            #expect(mine(records) == [0, 2, 4].map { "\(exchange)-\($0)" })
            #expect(mine(messages) == [1, 3, 5].map { "\(exchange)-\($0)" })
        }
        await bench.dispatcher.shutdown()
    }

    @Test func `sync callbacks over all kinds come one after another`() async throws {
        let cluster = try await KafkaMockCluster()
        let (rabbit, broker, queue) = try await queueTarget()
        let receiver = try CallbackReceiver()
        let bench = DispatcherBench()
        let jobs = [
            Sample.job("k", to: .kafka(KafkaTarget(brokers: cluster.brokers, topic: "orders"), key: nil)),
            Sample.job("r", index: 1, to: rabbit), Sample.job("h", index: 2, url: receiver.url()),
        ]
        let deliveries = await withCheckedContinuation { continuation in
            bench.dispatcher.deliver(jobs) { continuation.resume(returning: $0) }
        }
        #expect(deliveries.map(\.state) == [.delivered, .delivered, .delivered])
        #expect(try await cluster.records().count == 1)
        #expect(try await broker.messages(in: queue).count == 1)
        await bench.dispatcher.shutdown()
    }

    @Test func `brokers that never answer hold up neither HTTP nor other brokers, nor the end`() async throws {
        let cluster = try await KafkaMockCluster()
        let (rabbit, broker, queue) = try await queueTarget()
        let (receiver, silent) = (
            try CallbackReceiver(), LoopbackServer { connection, _ in _ = connection.readToEnd() }
        )
        let bench = DispatcherBench(configure: { $0.connectTimeout = .seconds(2) })
        let dead: [CallbackJob.Target] = [
            .kafka(KafkaTarget(brokers: "127.0.0.1:\(silent.port)", topic: "orders"), key: nil),
            .rabbitMQ(RabbitMQTarget(url: "amqp://127.0.0.1:\(silent.port)/", queue: "q")),
        ]
        for number in 0..<200 {
            bench.dispatcher.submit([Sample.job("dead\(number)", exchange: Int64(number), to: dead[number % 2])])
        }
        for number in 0..<20 {
            let exchange = Int64(1000 + number)
            bench.dispatcher.submit([
                Sample.job("h\(number)", exchange: exchange, url: receiver.url()),
                Sample.job(
                    "k\(number)",
                    exchange: exchange,
                    to: .kafka(KafkaTarget(brokers: cluster.brokers, topic: "orders"), key: nil)
                ),
                Sample.job("r\(number)", exchange: exchange, to: rabbit),
            ])
        }
        let clock = ContinuousClock()
        let start = clock.now
        for number in 0..<20 {
            let isSettled = await withCheckedContinuation { continuation in
                bench.dispatcher.whenSettled(
                    .exchange(ExchangeID(rawValue: Int64(1000 + number))),
                    within: .seconds(20)
                ) {
                    continuation.resume(returning: $0)
                }
            }
            #expect(isSettled)
        }
        #expect(clock.now - start < .seconds(20))
        #expect(bench.journal.memory.counts[.delivered] == 60)
        #expect(try await cluster.records().count == 20)
        #expect(try await broker.messages(in: queue).count == 20)
        let report = await bench.dispatcher.drain(within: .milliseconds(10))
        // On a busy machine some have come to the end of their own patience.
        let failed = bench.journal.memory.counts[.failed] ?? 0
        #expect(report.abandoned.count + failed == 200)
        await bench.dispatcher.shutdown()
        #expect(bench.journal.memory.counts[.abandoned] == report.abandoned.count)
        #expect(bench.journal.memory.counts[.failed, default: 0] == failed)
    }

    private func queueTarget() async throws -> (CallbackJob.Target, RabbitMQBroker, String) {
        let broker = try await RabbitMQBroker.shared.value
        let queue = "q-\(UUID().uuidString)"
        try await broker.makeQueue(queue)
        return (.rabbitMQ(RabbitMQTarget(url: broker.url(), queue: queue)), broker, queue)
    }
}

extension Attempt {
    fileprivate var isConfirmed: Bool { if case .confirmed = result { true } else { false } }
}
