import Foundation
import Model
import Synchronization
import TestSupport
import Testing

@testable import Callbacks

@Suite struct CallbackDispatcherTests {
    @Test func `a failed attempt is repeated after its gap, under the same id, and the log says so`() async throws {
        let receiver = try CallbackReceiver { _, index in .status(index == 0 ? 500 : 200) }
        let time = ManualTime()
        let bench = DispatcherBench(elapsed: { time.now })
        var attempts = bench.journal.attempts.makeAsyncIterator()
        let job = Sample.job(url: receiver.url("/hook?token=x"), retryCount: 3, retryDelay: .seconds(3600))
        bench.dispatcher.submit([job])
        #expect(await attempts.next()?.result.status == 500)
        time.advance(by: .seconds(3599))
        bench.dispatcher.whenSettled(within: .zero) { _ in }
        #expect(receiver.received.count == 1)
        time.advance(by: .seconds(1))
        bench.dispatcher.whenSettled(within: .zero) { _ in }
        #expect(await attempts.next()?.result.status == 200)
        _ = await bench.dispatcher.drain(within: .seconds(10))

        let delivery = bench.journal.memory.delivery(job.id)
        #expect(delivery?.state == .delivered)
        #expect(delivery?.attempts.map(\.number) == [1, 2])
        #expect(receiver.received.map(\.text) == ["{}", "{}"])
        #expect(
            bench.lines.messages == ["warning Callback attempt failed", "info Callback executed successfully"]
        )
        let facts = bench.lines.all.last?.metadata
        #expect(facts?["callback.type"] == "http")
        #expect(facts?["callback.attempt"] == "2")
        #expect(facts?["delivery.id"] == "d1")
        #expect(facts?["exchange.id"] == "1")
        #expect(facts?["mock.id"] == "m1")
        #expect(facts?["target"] == "POST \(receiver.url("/hook"))")
        #expect(facts?["status"] == "200")
        await bench.dispatcher.shutdown()
    }

    @Test func `when every attempt failed the last line is an error`() async throws {
        let receiver = try CallbackReceiver { _, _ in .status(503) }
        let bench = DispatcherBench()
        let deliveries = await bench.deliver([Sample.job(url: receiver.url(), retryCount: 2, retryDelay: .zero)])
        #expect(deliveries.map(\.state) == [.failed])
        #expect(deliveries.first?.attempts.map { $0.result.status } == [503, 503, 503])
        let warning = "warning Callback attempt failed"
        #expect(bench.lines.messages == [warning, warning, warning, "error Callback failed after all retries"])
    }

    @Test func `callbacks of one answer arrive in their order though the first is answered late`() async throws {
        let arrived = DispatchSemaphore(value: 0)
        let receiver = try CallbackReceiver { _, index in
            // The first answer waits longer than the others would need to overtake, or until one has.
            if index == 0 { _ = arrived.wait(timeout: .now() + 0.2) } else { arrived.signal() }
            return .status(200)
        }
        let bench = DispatcherBench()
        let jobs = (0..<5).map { Sample.job("d\($0)", index: $0, url: receiver.url("/\($0)")) }
        #expect(await bench.deliver(jobs).allSatisfy { $0.state == .delivered })
        #expect(receiver.received.map(\.target) == ["/0", "/1", "/2", "/3", "/4"])
    }

    @Test func `a target that never answers does not hold up another`() async throws {
        let hanging = try CallbackReceiver { _, _ in .stall }
        let working = try CallbackReceiver()
        let bench = DispatcherBench(configure: { $0.concurrencyPerTarget = 8 })
        let stuck = (0..<100)
            .map { Sample.job("s\($0)", exchange: Int64($0), url: hanging.url(), timeout: .seconds(60)) }
        bench.dispatcher.submit(stuck)
        try await hanging.wait(for: 8)
        bench.dispatcher.submit((0..<50).map { Sample.job("w\($0)", exchange: Int64($0), url: working.url()) })
        try await working.wait(for: 50)
        #expect(hanging.received.count == 8)
        await bench.dispatcher.shutdown()
    }

    @Test func `a thousand jobs of a thousand answers arrive, each once`() async throws {
        let receiver = try CallbackReceiver()
        let bench = DispatcherBench()
        for number in 0..<1000 {
            bench.dispatcher.submit([
                Sample.job("d\(number)", exchange: Int64(number), url: receiver.url(), body: "\(number)")
            ])
        }
        #expect(await bench.dispatcher.drain(within: .seconds(30)).isComplete)
        #expect(bench.journal.memory.counts[.delivered] == 1000)
        #expect(Set(receiver.received.map(\.text)) == Set((0..<1000).map(String.init)))
        #expect(receiver.received.count == 1000)
        #expect(receiver.connectionCount <= 64)
    }

    @Test func `what cannot be sent gives its place at a quick target to those behind it`() async throws {
        let receiver = try CallbackReceiver()
        let bench = DispatcherBench(configure: { $0.concurrencyPerTarget = 1 })
        for number in 0..<60 {
            let fields: FieldSection = number % 3 == 2 ? [("X-Note", "a\nb")] : []
            bench.dispatcher.submit([
                Sample.job("d\(number)", exchange: Int64(number), url: receiver.url(), fields: fields)
            ])
        }
        #expect(await bench.dispatcher.drain(within: .seconds(10)).isComplete)
        #expect(receiver.received.count == 40)
    }

    @Test func `sync callbacks come one after another and the caller is told when all have settled`() async throws {
        let receiver = try CallbackReceiver { request, index in
            .status(request.target == "/0" && index == 0 ? 500 : 200)
        }
        let bench = DispatcherBench()
        let jobs = (0..<3)
            .map { Sample.job("d\($0)", url: receiver.url("/\($0)"), retryCount: 1, retryDelay: .milliseconds(1)) }
        let deliveries = await withCheckedContinuation { continuation in
            bench.dispatcher.deliver(jobs) { continuation.resume(returning: $0) }
        }
        #expect(deliveries.map(\.job.id.rawValue) == ["d0", "d1", "d2"])
        #expect(deliveries.map(\.attempts.count) == [2, 1, 1])
        #expect(receiver.received.map(\.target) == ["/0", "/0", "/1", "/2"])
        #expect(receiver.connectionCount == 1)
    }

    @Test func `a drain that runs out abandons what runs and what waits, and says so`() async throws {
        let receiver = try CallbackReceiver { _, _ in .stall }
        let bench = DispatcherBench()
        bench.dispatcher.submit([
            Sample.job("runs", exchange: 1, url: receiver.url()),
            Sample.job("waits", exchange: 2, url: receiver.url(), delay: .seconds(3600)),
        ])
        try await receiver.wait(for: 1)
        let report = await bench.dispatcher.drain(within: .milliseconds(20))
        #expect(report.abandoned.map(\.job.id.rawValue) == ["runs", "waits"])
        #expect(!report.isComplete)
        #expect(bench.journal.memory.counts[.abandoned] == 2)
        #expect(report.abandoned.first?.attempts.first?.result.reason?.contains("broken off") == true)
        #expect(bench.lines.all.filter { $0.message.contains("abandoned") }.count == 2)
    }

    @Test func `a drain with nothing pending ends at once`() async {
        let bench = DispatcherBench()
        #expect(await bench.dispatcher.drain(within: .seconds(3600)).isComplete)
    }

    @Test func `after the shutdown a job is abandoned and waiting ends`() async {
        let bench = DispatcherBench()
        await bench.dispatcher.shutdown()
        bench.dispatcher.submit([Sample.job("a")])
        #expect(bench.journal.memory.delivery(DeliveryID(rawValue: "a"))?.state == .abandoned)
        let told = await withCheckedContinuation { continuation in
            bench.dispatcher.deliver([Sample.job("b")]) { continuation.resume(returning: $0) }
        }
        #expect(told.map(\.state) == [.abandoned])
        #expect(await bench.dispatcher.drain(within: .seconds(3600)).isComplete)
        await bench.dispatcher.shutdown()
    }

    @Test func `somebody can wait for the callbacks of one exchange`() async throws {
        let receiver = try CallbackReceiver { request, _ in request.target == "/stall" ? .stall : .status(200) }
        let bench = DispatcherBench()
        bench.dispatcher.submit([Sample.job("a", exchange: 1, url: receiver.url())])
        bench.dispatcher.submit([Sample.job("b", exchange: 2, url: receiver.url("/stall"))])
        func isSettled(_ exchange: Int64, within limit: Duration) async -> Bool {
            await withCheckedContinuation { continuation in
                bench.dispatcher.whenSettled(.exchange(ExchangeID(rawValue: exchange)), within: limit) {
                    continuation.resume(returning: $0)
                }
            }
        }
        #expect(await isSettled(1, within: .seconds(30)))
        #expect(await !isSettled(2, within: .milliseconds(10)))
        await bench.dispatcher.shutdown()
    }

    @Test func `each attempt is signed anew over the bytes that arrive`() async throws {
        let receiver = try CallbackReceiver { _, index in .status(index == 0 ? 500 : 200) }
        let seconds = Atomic<Int64>(1000)
        let wall = WallClock { Timestamp(seconds: seconds.add(1, ordering: .relaxed).newValue) }
        let bench = DispatcherBench(wall: wall, environment: { $0 == "SHOP_SECRET" ? "demo-secret" : nil })
        let config = SignatureConfig(scheme: .slack, secretEnvironment: "SHOP_SECRET")
        let job = Sample.job(
            url: receiver.url(),
            fields: [("X-Slack-Signature", "v0=recorded")],
            body: "a=1",
            retryCount: 1,
            retryDelay: .zero,
            signature: config
        )
        _ = await bench.deliver([job])
        let stamps = receiver.received.compactMap { $0.fields.first("X-Slack-Request-Timestamp").flatMap { Int64($0) } }
        #expect(Set(stamps).count == 2)
        for (request, stamp) in zip(receiver.received, stamps) {
            let unsigned = SignedRequest(
                method: "POST",
                url: "",
                fields: [],
                body: request.body,
                id: "",
                timestamp: Timestamp(seconds: stamp)
            )
            let expected = try WebhookSignature(config, secrets: ["demo-secret"]).signed(unsigned).fields
            #expect(request.fields.all(named: "X-Slack-Signature") == expected.all(named: "X-Slack-Signature"))
        }
    }

    @Test func `without its secret nothing is sent`() async throws {
        let receiver = try CallbackReceiver()
        let bench = DispatcherBench()
        let config = SignatureConfig(scheme: .github, secretEnvironment: "SHOP_SECRET")
        let results = await bench.results(Sample.job(url: receiver.url(), retryCount: 3, signature: config))
        #expect(results.count == 1)
        #expect(results.first?.reason?.contains("SHOP_SECRET") == true)
        #expect(receiver.connectionCount == 0)
    }
}
