import Dispatch
import Model
import TestSupport
import Testing

@testable import Callbacks

/// More pending deliveries than memory is meant to hold.
@Suite struct DeliveryBacklogTests {
    @Test func `what does not fit is parked, said once, and comes back in its order`() async throws {
        let gate = DispatchSemaphore(value: 0)
        let receiver = try CallbackReceiver { _, _ in
            gate.wait()
            gate.signal()
            return .status(200)
        }
        let bench = DispatcherBench(
            journal: SignallingJournal(canPark: true),
            configure: { ($0.capacity, $0.concurrencyPerTarget) = (4, 1) }
        )
        for number in 0..<20 {
            bench.dispatcher.submit([
                Sample.job("d\(number)", exchange: Int64(number), url: receiver.url("/\(number)"))
            ])
        }
        try await receiver.wait(for: 1)
        #expect(await !bench.isSettled(.exchange(ExchangeID(rawValue: 15)), within: .zero))
        #expect(bench.dispatcher.pendingCount == 20)
        #expect(bench.dispatcher.parkedCount == 16)
        #expect(await bench.cancel("d10"))
        #expect(bench.dispatcher.parkedCount == 15)
        gate.signal()
        #expect(await bench.dispatcher.drain(within: .seconds(30)).isComplete)
        #expect(receiver.received.map(\.target) == (0..<20).filter { $0 != 10 }.map { "/\($0)" })
        #expect(bench.lines.all.filter { $0.message.contains("wait in the journal") }.count == 1)
        #expect(bench.dispatcher.pendingCount == 0)
        #expect(bench.journal.memory.counts[.cancelled] == 1)
    }

    @Test func `what is sent again takes its place among what is parked`() async throws {
        let gate = DispatchSemaphore(value: 0)
        let receiver = try CallbackReceiver { request, _ in
            if request.target == "/slow" {
                gate.wait()
                gate.signal()
            }
            return .status(200)
        }
        let bench = DispatcherBench(
            journal: SignallingJournal(canPark: true),
            configure: { ($0.capacity, $0.concurrencyPerTarget) = (2, 1) }
        )
        let sent = await bench.deliver([Sample.job("again", url: receiver.url("/again"), retryCount: 1)])
        bench.dispatcher.submit((0..<4).map { Sample.job("d\($0)", exchange: Int64($0), url: receiver.url("/slow")) })
        try await receiver.wait(for: 2)
        for _ in 0..<2 { bench.dispatcher.redeliver(try #require(sent.first)) }
        #expect(await !bench.isSettled(.exchange(ExchangeID(rawValue: 1)), within: .zero))
        #expect(bench.dispatcher.pendingCount == 5)
        #expect(bench.dispatcher.parkedCount == 3)
        gate.signal()
        #expect(await bench.dispatcher.drain(within: .seconds(30)).isComplete)
        #expect(receiver.received.map(\.target) == ["/again", "/slow", "/slow", "/slow", "/slow", "/again"])
        let again = bench.journal.memory.delivery(DeliveryID(rawValue: "again"))
        #expect(again?.state == .delivered && again?.attempts.map(\.number) == [1, 2])
        await bench.dispatcher.shutdown()
    }

    @Test func `with a journal in memory what is sent again fails when there is no room`() async throws {
        let receiver = try CallbackReceiver { request, _ in request.target == "/slow" ? .stall : .status(200) }
        let bench = DispatcherBench(configure: { $0.capacity = 1 })
        let sent = try #require(await bench.deliver([Sample.job("again", url: receiver.url("/again"))]).first)
        bench.dispatcher.submit([Sample.job("slow", exchange: 2, url: receiver.url("/slow"))])
        try await receiver.wait(for: 2)
        bench.dispatcher.redeliver(sent)
        #expect(await bench.isSettled(.exchange(ExchangeID(rawValue: 1)), within: .seconds(20)))
        let again = bench.journal.memory.delivery(sent.job.id)
        #expect(again?.state == .failed)
        #expect(again?.attempts.last?.result.reason?.contains("1 callback is waiting already") == true)
        #expect(receiver.received.map(\.target) == ["/again", "/slow"])
        await bench.dispatcher.shutdown()
    }

    @Test func `a drain leaves what is parked to the journal`() async throws {
        let receiver = try CallbackReceiver { _, _ in .stall }
        let bench = DispatcherBench(journal: SignallingJournal(canPark: true), configure: { $0.capacity = 1 })
        bench.dispatcher.submit((0..<3).map { Sample.job("d\($0)", exchange: Int64($0), url: receiver.url()) })
        try await receiver.wait(for: 1)
        let report = await bench.dispatcher.drain(within: .milliseconds(10))
        #expect(report.abandoned.map(\.job.id.rawValue) == ["d0"])
        #expect(report.parkedCount == 2)
        #expect(!report.isComplete)
        #expect(bench.journal.memory.counts[.pending] == 2)
        await bench.dispatcher.shutdown()
    }

    @Test func `sync work waits for room`() async throws {
        let gate = DispatchSemaphore(value: 0)
        let receiver = try CallbackReceiver { request, _ in
            if request.target == "/async" { gate.wait() }
            return .status(200)
        }
        let bench = DispatcherBench(configure: { $0.capacity = 1 })
        bench.dispatcher.submit([Sample.job("async", exchange: 1, url: receiver.url("/async"))])
        try await receiver.wait(for: 1)
        async let delivered = withCheckedContinuation { continuation in
            bench.dispatcher.deliver([Sample.job("sync", exchange: 2, url: receiver.url("/sync"))]) {
                continuation.resume(returning: $0)
            }
        }
        while bench.dispatcher.pendingCount < 2 { await Task.yield() }
        #expect(await !bench.isSettled(.exchange(ExchangeID(rawValue: 2)), within: .zero))
        gate.signal()
        #expect(await delivered.map(\.state) == [.delivered])
        #expect(receiver.received.map(\.target) == ["/async", "/sync"])
    }
}
