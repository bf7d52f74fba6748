import Synchronization
import Testing

@testable import Brokers

@Suite(.timeLimit(.minutes(1)))
struct TimedConditionTests {
    @Test func `a signal ends the wait of one, a broadcast that of all`() async {
        let (condition, counts) = (TimedCondition(), Counts())
        await withTaskGroup { group in
            for _ in 0..<3 {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        _ = startThread {
                            condition.locked {
                                while counts.turns.load(ordering: .relaxed) == 0 { condition.wait() }
                                counts.turns.subtract(1, ordering: .relaxed)
                            }
                            counts.over.add(1, ordering: .relaxed)
                            continuation.resume()
                        }
                    }
                }
            }
            condition.locked {
                counts.turns.store(1, ordering: .relaxed)
                condition.signal()
            }
            await group.next()
            #expect(counts.over.load(ordering: .relaxed) == 1)
            condition.locked {
                counts.turns.store(2, ordering: .relaxed)
                condition.broadcast()
            }
        }
        #expect(counts.over.load(ordering: .relaxed) == 3)
    }

    @Test func `a wait ends with its time, also when that has passed or will never come`() {
        let (condition, clock) = (TimedCondition(), ContinuousClock())
        let begin = clock.now
        condition.locked { while condition.wait(until: .after(.milliseconds(20))) {} }
        #expect(clock.now - begin >= .milliseconds(20))
        condition.locked { while condition.wait(until: .after(.seconds(-5))) {} }
        _ = TimedCondition.Deadline.after(.seconds(Int64.max))
    }
}

private final class Counts: Sendable {
    let turns = Atomic(0)
    let over = Atomic(0)
}
