import TestSupport
import Testing

@testable import Callbacks

@Suite struct DueQueueTests {
    @Test func `nothing comes out before its time`() {
        var queue = DueQueue<String>()
        queue.insert("late", due: .seconds(2))
        queue.insert("soon", due: .seconds(1))
        #expect(queue.nextDue == .seconds(1))
        #expect(queue.popDue(at: .milliseconds(999)) == nil)
        #expect(queue.popDue(at: .seconds(1)) == "soon")
        #expect(queue.popDue(at: .seconds(1)) == nil)
        #expect(queue.popDue(at: .seconds(5)) == "late")
        #expect(queue.nextDue == nil)
    }

    @Test func `ten thousand entries come out by time, and those of the same time in their order`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed: seed)
        var queue = DueQueue<(due: Int, order: Int)>()
        for order in 0..<10_000 {
            let due = Int.random(in: 0..<500, using: &random)
            queue.insert((due, order), due: .milliseconds(due))
        }
        var previous = (due: -1, order: -1)
        var count = 0
        while let next = queue.popDue(at: .seconds(1)) {
            let isInOrder = next.due > previous.due || (next.due == previous.due && next.order > previous.order)
            guard isInOrder else {
                Issue.record("\(next) came after \(previous), seed \(seed)")
                return
            }
            previous = next
            count += 1
        }
        #expect(count == 10_000)
    }
}
