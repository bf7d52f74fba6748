import Dispatch
import Model
import Synchronization
import TestSupport
import Testing

@testable import Callbacks

/// Callbacks that use each other's answers, and deliveries that are taken up, sent again and taken back.
@Suite struct FollowUpTests {
    @Test func `a callback after an extracted one is rendered anew with what its answer brought`() async throws {
        let receiver = try CallbackReceiver { request, _ in .status(200, body: request.target == "/a" ? "token-7" : "")
        }
        let store = Mutex("nothing")
        let bench = DispatcherBench(configure: { configuration in
            configuration.whenExtractable = { delivery in
                guard case .answered(_, _, let body)? = delivery.attempts.last?.result else { return }
                store.withLock { $0 = String(decoding: body, as: UTF8.self) }
            }
        })
        var first = Sample.job("a", url: receiver.url("/a"))
        first.isExtracted = true
        var second = Sample.job("b", url: receiver.url("/b"), body: "old")
        let url = receiver.url("/c")
        second.refresh = { Sample.job("another", exchange: 99, url: url, body: store.withLock { $0 }) }
        let deliveries = await bench.deliver([first, second])
        #expect(deliveries.map(\.state) == [.delivered, .delivered])
        #expect(receiver.received.map(\.target) == ["/a", "/c"])
        #expect(receiver.received.last?.text == "token-7")
        #expect(deliveries.last?.job.id == second.id)
        #expect(deliveries.last?.job.body == Array("token-7".utf8))
        #expect(bench.dispatcher.pendingCount == 0)
    }

    @Test func `the time of submission is kept`() async throws {
        let receiver = try CallbackReceiver()
        let bench = DispatcherBench(wall: .frozen(at: Timestamp(seconds: 77)))
        let delivery = await bench.deliver([Sample.job(url: receiver.url())]).first
        #expect(delivery?.submittedAt == Timestamp(seconds: 77))
    }

    @Test func `a dropped callback is never sent, and the log says so`() async throws {
        let receiver = try CallbackReceiver()
        let bench = DispatcherBench()
        var job = Sample.job(url: receiver.url())
        job.faults.isDropped = true
        #expect(await bench.deliver([job]).map(\.state) == [.dropped])
        #expect(receiver.connectionCount == 0)
        #expect(bench.lines.messages == ["info Callback dropped, as its faults ask for"])
    }

    @Test func `a failed delivery can be sent again under its id`() async throws {
        // The third is answered when it has been asked for twice: the second asking finds it pending.
        let isAskedTwice = DispatchSemaphore(value: 0)
        let receiver = try CallbackReceiver { _, index in
            if index == 2 { isAskedTwice.wait() }
            return .status(index < 2 ? 500 : 200)
        }
        let bench = DispatcherBench()
        var job = Sample.job(url: receiver.url(), delay: .milliseconds(5), retryCount: 1, retryDelay: .zero)
        job.faults.isDuplicated = true
        let failed = try #require(await bench.deliver([job]).first)
        #expect(failed.state == .failed)
        bench.dispatcher.redeliver(failed)
        bench.dispatcher.redeliver(failed)
        isAskedTwice.signal()
        _ = await bench.dispatcher.drain(within: .seconds(30))
        let again = bench.journal.memory.delivery(job.id)
        #expect(again?.state == .delivered)
        #expect(again?.attempts.map(\.number) == [1, 2, 3])
        #expect(receiver.received.count == 3, "over the connections \(receiver.received.map(\.connection))")
        #expect(bench.journal.memory.counts == [.pending: 0, .failed: 0, .delivered: 1])
    }

    @Test func `pending deliveries of an earlier time are taken up`() async throws {
        let receiver = try CallbackReceiver()
        let bench = DispatcherBench()
        let deliveries = (0..<3).map { Delivery(job: Sample.job("d\($0)", url: receiver.url(), delay: .seconds(1))) }
        for delivery in deliveries { bench.journal.pending(delivery) }
        bench.dispatcher.resume(deliveries)
        bench.dispatcher.resume(deliveries)
        _ = await bench.dispatcher.drain(within: .seconds(30))
        #expect(bench.journal.memory.counts[.delivered] == 3)
        #expect(receiver.received.count == 3)
    }

    @Test func `a shutdown can leave what is pending to the journal, and another dispatcher takes it up`() async throws
    {
        let receiver = try CallbackReceiver { _, index in index == 0 ? .stall : .status(200) }
        let journal = SignallingJournal()
        let first = DispatcherBench(journal: journal)
        first.dispatcher.submit([
            Sample.job("runs", exchange: 1, url: receiver.url()),
            Sample.job("waits", exchange: 2, url: receiver.url(), delay: .seconds(3_600)),
        ])
        try await receiver.wait(for: 1)
        await first.dispatcher.shutdown(leavingPending: true)
        first.dispatcher.submit([Sample.job("late", exchange: 3, url: receiver.url())])
        #expect(journal.memory.counts == [.pending: 3])
        #expect(journal.memory.deliveries().allSatisfy { $0.attempts.isEmpty })
        let second = DispatcherBench(journal: journal)
        second.dispatcher.resume(journal.memory.deliveries(DeliveryFilter { $0.states = [.pending] }))
        #expect(await second.isSettled(.exchange(ExchangeID(rawValue: 1)), within: .seconds(30)))
        #expect(await second.isSettled(.exchange(ExchangeID(rawValue: 3)), within: .seconds(30)))
        #expect(second.dispatcher.pendingCount == 1)
        await second.dispatcher.shutdown()
    }

    @Test func `a pending delivery can be taken back, running or not, and a settled one cannot`() async throws {
        let receiver = try CallbackReceiver { _, _ in .stall }
        let bench = DispatcherBench()
        bench.dispatcher.submit([
            Sample.job("runs", exchange: 1, url: receiver.url()),
            Sample.job("waits", exchange: 2, url: receiver.url(), delay: .seconds(3_600)),
        ])
        try await receiver.wait(for: 1)
        #expect(await bench.cancel("runs"))
        #expect(await bench.cancel("waits"))
        #expect(await !bench.cancel("runs"))
        #expect(await !bench.cancel("unknown"))
        #expect(bench.journal.memory.counts[.cancelled] == 2)
        #expect(bench.journal.memory.delivery(DeliveryID(rawValue: "waits"))?.attempts.isEmpty == true)
        #expect(await bench.isSettled(.all, within: .seconds(30)))
        #expect(bench.dispatcher.pendingCount == 0)
    }

    @Test func `somebody can wait for a run`() async throws {
        let receiver = try CallbackReceiver { request, _ in request.target == "/stall" ? .stall : .status(200) }
        let bench = DispatcherBench()
        var mine = Sample.job("a", url: receiver.url())
        mine.run = RunID(rawValue: "mine")
        bench.dispatcher.submit([mine])
        bench.dispatcher.submit([Sample.job("b", url: receiver.url("/stall"))])
        #expect(await bench.isSettled(.run(RunID(rawValue: "mine")), within: .seconds(30)))
        #expect(await !bench.isSettled(.run(.shared), within: .milliseconds(10)))
        await bench.dispatcher.shutdown()
    }
}
