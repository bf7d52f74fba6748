internal import Brokers

/// Lets one thread sleep until another wakes it or a time has passed.
final class WakeUp: @unchecked Sendable {
    private let condition = TimedCondition()
    /// Read and written with the lock held.
    private var isAwake = false

    /// Ends a `wait`, or the next one at once.
    func wake() {
        condition.locked {
            isAwake = true
            condition.signal()
        }
    }

    /// Returns after a `wake`, or when so much time has passed.
    func wait(atMost time: Duration) {
        let end = TimedCondition.Deadline.after(time)
        condition.locked {
            while !isAwake, condition.wait(until: end) {}
            isAwake = false
        }
    }
}
