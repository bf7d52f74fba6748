internal import Glibc
internal import Model

/// Lets one thread sleep until another wakes it or a time has passed.
///
/// A lock and a condition of the C library, since Swift's Mutex cannot wait for a time.
final class WakeUp: @unchecked Sendable {
    // `isAwake` is read and written with the lock held.
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var isAwake = false

    init() {
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

    /// Ends a `wait`, or the next one at once.
    func wake() {
        pthread_mutex_lock(lock)
        isAwake = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(lock)
    }

    /// Returns after a `wake`, or when so much time has passed.
    func wait(atMost time: Duration) {
        let (seconds, attoseconds) = (DispatcherTime.monotonic() + max(.zero, time)).components
        var due = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        pthread_mutex_lock(lock)
        while !isAwake, pthread_cond_timedwait(condition, lock, &due) != ETIMEDOUT {}
        isAwake = false
        pthread_mutex_unlock(lock)
    }
}
