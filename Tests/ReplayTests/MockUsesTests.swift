import Foundation
import Model
import Testing

@testable import Replay

@Suite struct MockUsesTests {
    private let now = Timestamp(seconds: 1)

    @Test func threadsNeverShareAUse() {
        let uses = MockUses(limit: 5_000)
        let taken = Taken()
        DispatchQueue.concurrentPerform(iterations: 64) { _ in
            for _ in 0..<100 { if let use = uses.take(at: now) { taken.add(use) } }
        }
        #expect(taken.all.sorted() == Array(0..<5_000))
        #expect(uses.take(at: now) == nil)
        #expect(uses.count == 5_000)
    }

    @Test func withoutALimitItGoesOn() {
        let uses = MockUses(limit: .max)
        #expect((0..<3).map { _ in uses.take(at: now) } == [0, 1, 2])
    }
}

/// Numbers from several threads.
private final class Taken: @unchecked Sendable {
    // Guarded by the lock.
    private var numbers: [Int] = []
    private let lock = NSLock()

    func add(_ number: Int) { lock.withLock { numbers.append(number) } }

    var all: [Int] { lock.withLock { numbers } }
}
