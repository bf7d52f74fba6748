import Model
import Synchronization
import Testing

@testable import Recorder

extension CaptureQueue {
    fileprivate func append(_ exchange: Exchange) -> Admission { append(.exchange(exchange)) }
}

extension Captured {
    fileprivate var id: ExchangeID {
        switch self {
        case .exchange(let exchange): exchange.id
        case .message(let message): message.id
        }
    }
}

@Suite struct CaptureQueueTests {
    private func queue(exchanges: Int = 4, bytes: Int = 1 << 20, batch: Int = 10) -> CaptureQueue {
        CaptureQueue(limits: CaptureLimits(exchanges: exchanges, bytes: bytes, batch: batch, delay: .zero))
    }

    @Test func fullByCountThenFreeAtHalf() throws {
        let queue = queue()
        for id in 1...3 { #expect(queue.append(CaptureSamples.exchange(Int64(id))) == .taken) }
        #expect(queue.isReady)
        #expect(queue.append(CaptureSamples.exchange(4)) == .takenAndFull)
        #expect(!queue.isReady)
        // What is in flight already is taken all the same.
        #expect(queue.append(CaptureSamples.exchange(5)) == .taken)
        let resumed = Mutex(0)
        queue.whenReady { resumed.withLock { $0 += 1 } }
        let batch = try #require(queue.take())
        #expect(batch.map(\.id.rawValue) == [1, 2, 3, 4, 5])
        #expect(!queue.isReady, "what is on its way to the disk still takes memory")
        #expect(resumed.withLock { $0 } == 0)
        queue.settled(batch)
        #expect(queue.isReady && resumed.withLock { $0 } == 1)
        queue.whenReady { resumed.withLock { $0 += 1 } }
        #expect(resumed.withLock { $0 } == 2, "with room the closure is called at once")
    }

    @Test func fullByBytes() {
        let queue = queue(exchanges: 1_000, bytes: 5_000)
        #expect(queue.append(CaptureSamples.exchange(1)) == .taken)
        #expect(
            queue.append(CaptureSamples.exchange(2, answerBody: Array(repeating: 0, count: 5_000))) == .takenAndFull
        )
        #expect(!queue.isReady)
    }

    @Test func whatWaitsAtTheEndIsHandedOutAndNothingAfter() {
        let queue = queue(exchanges: 100, batch: 3)
        for id in 1...7 { _ = queue.append(CaptureSamples.exchange(Int64(id))) }
        queue.close()
        #expect(queue.take()?.map(\.id.rawValue) == Array(1...7))
        #expect(queue.take() == nil)
        #expect(queue.append(CaptureSamples.exchange(8)) == .refused)
        #expect(queue.refusedCount == 1)
    }

    @Test func `who waits for what has come hurries it to the disk and is told when it is there`() throws {
        let queue = CaptureQueue(limits: CaptureLimits(batch: 10, delay: .seconds(20)))
        let settled = Mutex(0)
        queue.whenSettled { settled.withLock { $0 += 1 } }
        #expect(settled.withLock { $0 } == 1, "nothing has come")
        for id in 1...2 { _ = queue.append(CaptureSamples.exchange(Int64(id))) }
        queue.whenSettled { settled.withLock { $0 += 1 } }
        let begin = ContinuousClock.now
        let batch = try #require(queue.take())
        #expect(ContinuousClock.now - begin < .seconds(10), "a batch of two would wait for more")
        _ = queue.append(CaptureSamples.exchange(3))
        queue.settled(batch.prefix(1))
        #expect(settled.withLock { $0 } == 1)
        queue.settled(batch.suffix(1))
        #expect(settled.withLock { $0 } == 2, "what came later is not waited for")
        queue.whenSettled { settled.withLock { $0 += 1 } }
        queue.close(abandoning: true)
        #expect(settled.withLock { $0 } == 3)
        queue.whenSettled { settled.withLock { $0 += 1 } }
        #expect(settled.withLock { $0 } == 4, "nothing will come any more")
    }

    @Test func abandoningLetsEverybodyGoOn() {
        let queue = queue(exchanges: 2)
        for id in 1...3 { _ = queue.append(CaptureSamples.exchange(Int64(id))) }
        let resumed = Mutex(false)
        queue.whenReady { resumed.withLock { $0 = true } }
        queue.close(abandoning: true)
        #expect(resumed.withLock { $0 } && queue.isReady)
        #expect(queue.take() == nil && queue.refusedCount == 3)
    }
}
