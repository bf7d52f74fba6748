internal import Brokers

/// Lets one thread sleep until another wakes it or a time has passed.
final class WakeUp: @unchecked Sendable {
    private let condition = TimedCondition()
    /// Read and written with the lock held.
    private var (isAwake, isResting, isHurried) = (false, false, false)

    /// Ends a `wait`, or the next one at once.
    func wake() {
        condition.locked {
            isAwake = true
            if !isResting { condition.signal() }
        }
    }

    /// As `wake`, for what cannot wait for the end of a `rest`.
    func hurry() {
        condition.locked {
            (isAwake, isHurried) = (true, true)
            condition.signal()
        }
    }

    /// Returns after so much time, or after a `hurry`, and leaves the next `wait` what woke us meanwhile: whoever wakes one
    /// that rests does not have to ask the system for it.
    func rest(atMost time: Duration) {
        let end = TimedCondition.Deadline.after(time)
        condition.locked {
            isResting = true
            while !isHurried, condition.wait(until: end) {}
            (isResting, isHurried) = (false, false)
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
