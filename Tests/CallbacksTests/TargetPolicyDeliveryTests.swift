import Model
import TestSupport
import Testing

@testable import Callbacks

/// The policy where connections are made.
@Suite struct TargetPolicyDeliveryTests {
    @Test func `a name that resolves to a denied address is not connected to, and not tried again`() async throws {
        let receiver = try CallbackReceiver()
        let policy = try TargetPolicy(allow: [], deny: ["127.0.0.0/8", "::1"])
        let bench = DispatcherBench(configure: { $0.targets = policy })
        let results = await bench.results(
            Sample.job(url: "http://localhost:\(receiver.port)/", retryCount: 3, retryDelay: .zero)
        )
        #expect(results.count == 1)
        let reason = try #require(results.first?.reason)
        #expect(reason.contains("(localhost) are denied by --callback-deny"), "\(reason)")
        #expect(receiver.connectionCount == 0)
    }

    @Test func `a redirect to a denied target is not followed`() async throws {
        let receiver = try CallbackReceiver { _, _ in
            .status(307, fields: [("Location", "http://169.254.169.254/latest/meta-data")])
        }
        let bench = DispatcherBench(configure: { $0.followsRedirects = true })
        let results = await bench.results(Sample.job(url: receiver.url(), retryCount: 3, retryDelay: .zero))
        #expect(results.count == 1)
        #expect(results.first?.reason?.contains("169.254.169.254 are denied") == true, "\(results)")
    }

    @Test func `a broker's name that resolves to a denied address is not connected to, and not tried again`()
        async throws
    {
        let receiver = try CallbackReceiver()
        let policy = try TargetPolicy(allow: [], deny: ["127.0.0.0/8", "::1"])
        let bench = DispatcherBench(configure: { $0.targets = policy })
        let (url, place) = ("amqp://u:p@localhost:\(receiver.port)/", "localhost:\(receiver.port)")
        let targets: [CallbackJob.Target] = [
            .rabbitMQ(RabbitMQTarget(url: url, queue: "q")),
            .kafka(KafkaTarget(brokers: "unknown.invalid:1,\(place)", topic: "t"), key: nil),
        ]
        let jobs = targets.enumerated().map { Sample.job("d\($0)", exchange: Int64($0), to: $1, retryCount: 3) }
        for delivery in await bench.deliver(jobs) {
            #expect(delivery.attempts.count == 1)
            let reason = delivery.attempts.first?.result.reason ?? ""
            #expect(reason.contains("(localhost) are denied by --callback-deny"), "\(reason)")
        }
        #expect(receiver.connectionCount == 0)
        await bench.dispatcher.shutdown()
    }

    @Test func `a callback to a broker by name can be taken back while its host is looked up`() async throws {
        let bench = DispatcherBench()
        let host = "a.\(String(repeating: "b", count: 60)).invalid"
        bench.dispatcher.submit([Sample.job(to: .rabbitMQ(RabbitMQTarget(url: "amqp://\(host)/", queue: "q")))])
        _ = await bench.cancel("d1")
        #expect(await bench.isSettled(.all, within: .seconds(30)))
        await bench.dispatcher.shutdown()
    }

    @Test func `a denied host is not asked of a proxy, by URL or by redirect over its open connection`() async throws {
        let proxy = try CallbackReceiver { _, _ in .status(307, fields: [("Location", "http://a.bad.test/")]) }
        let policy = try TargetPolicy(allow: [], deny: ["*.bad.test"])
        let bench = DispatcherBench(configure: {
            ($0.followsRedirects, $0.proxy, $0.targets) = (true, proxy.url(), policy)
        })
        let deliveries = await bench.deliver([
            Sample.job("a", url: "http://good.test/"), Sample.job("b", url: "http://b.bad.test/"),
        ])
        #expect(deliveries.map(\.state) == [.failed, .failed])
        #expect(deliveries[0].attempts.first?.result.reason?.contains("a.bad.test are denied") == true)
        #expect(deliveries[1].attempts.first?.result.reason?.contains("b.bad.test are denied") == true)
        #expect(proxy.received.map(\.target) == ["http://good.test/"])
    }
}
