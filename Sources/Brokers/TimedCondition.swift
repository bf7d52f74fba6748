internal import Glibc

/// A lock, and waiting for a change that is made with it held or for a time to come: what Swift's Mutex cannot
/// (pthread_cond_timedwait(3), on the monotonic clock).
package final class TimedCondition: @unchecked Sendable {
    /// A point in time on the monotonic clock.
    package struct Deadline: Sendable {
        fileprivate var time: timespec

        /// So long from now; no sooner than now.
        package static func after(_ duration: Duration) -> Deadline {
            var now = timespec()
            clock_gettime(CLOCK_MONOTONIC, &now)
            // Far beyond what anybody waits for, and short of what a clock can say.
            let (seconds, attoseconds) = min(max(.zero, duration), .seconds(1 << 32)).components
            let nanoseconds = now.tv_nsec + Int(attoseconds / 1_000_000_000)
            return Deadline(
                time: timespec(
                    tv_sec: now.tv_sec + Int(seconds) + nanoseconds / 1_000_000_000,
                    tv_nsec: nanoseconds % 1_000_000_000
                )
            )
        }
    }

    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    package init() {
        lock = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(lock)
        condition.deallocate()
        lock.deallocate()
    }

    /// Runs the body with the lock held.
    package func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return try body()
    }

    /// Lets go of the lock until somebody signals; may return without. Needs the lock.
    package func wait() { pthread_cond_wait(condition, lock) }

    /// Lets go of the lock until somebody signals or the time has come; may return without. Needs the lock.
    ///
    /// - Returns: false when the time has come.
    package func wait(until deadline: Deadline) -> Bool {
        var time = deadline.time
        return pthread_cond_timedwait(condition, lock, &time) != ETIMEDOUT
    }

    /// Wakes one who waits.
    package func signal() { pthread_cond_signal(condition) }

    /// Wakes all who wait.
    package func broadcast() { pthread_cond_broadcast(condition) }
}
