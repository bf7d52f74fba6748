import NIOCore
import NIOEmbedded
import Testing

@testable import TLS

@Suite struct PendingWritesTests {
    private func runs(_ sizes: [Int], flushed: Int) -> [Int] {
        var writes = PendingWrites()
        for (index, size) in sizes.enumerated() {
            writes.append(.noise(size), nil)
            if index + 1 == flushed { writes.flush() }
        }
        var runs: [Int] = []
        while let run = writes.next() { runs.append(run.bytes.readableBytes) }
        return runs
    }

    @Test func onlyWhatIsFlushedComes() {
        #expect(runs([10, 20, 30], flushed: 2) == [30])
        #expect(runs([10, 20, 30], flushed: 0) == [])
    }

    @Test func smallWritesAreJoinedUpToARecord() {
        #expect(runs([100, 200, 300], flushed: 3) == [600])
        #expect(runs([8_000, 8_000, 8_000], flushed: 3) == [16_000, 8_000])
        #expect(runs([100, 20_000, 100], flushed: 3) == [100, 20_000, 100])
    }

    @Test func largeWritesAreSliced() {
        #expect(runs([600_000, 5], flushed: 2) == [262_144, 262_144, 75_712, 5])
    }

    @Test func bytesAndPromisesKeepTheirOrder() throws {
        let loop = EmbeddedEventLoop()
        var writes = PendingWrites()
        var kept: [Int] = []
        var whole = ByteBuffer()
        for (index, size) in [5, 300_000, 7, 9].enumerated() {
            let bytes = ByteBuffer.noise(size, seed: UInt64(index))
            whole.writeImmutableBuffer(bytes)
            let promise = loop.makePromise(of: Void.self)
            promise.futureResult.assumeIsolated().whenSuccess { kept.append(index) }
            writes.append(bytes, promise)
        }
        writes.flush()
        var out = ByteBuffer()
        while let run = writes.next() {
            out.writeImmutableBuffer(run.bytes)
            run.promise?.succeed()
        }
        #expect(out == whole)
        #expect(kept == [0, 1, 2, 3])
    }

    @Test func givingUpFailsAll() throws {
        let loop = EmbeddedEventLoop()
        var writes = PendingWrites()
        let promises = (0..<2).map { _ in loop.makePromise(of: Void.self) }
        writes.append(.noise(10), promises[0])
        writes.flush()
        writes.append(.noise(10), promises[1])
        writes.fail(ChannelError.ioOnClosedChannel)
        for promise in promises {
            #expect(throws: ChannelError.ioOnClosedChannel) { try promise.futureResult.wait() }
        }
        #expect(writes.next() == nil)
    }
}
