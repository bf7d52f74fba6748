internal import Glibc
internal import Model

/// What waits for the disk: many threads append, one takes.
///
/// A lock and a condition of the C library: the taker waits for a time, which Swift's Mutex cannot.
final class CaptureQueue: @unchecked Sendable {
    // Every property below `lock` is read and written with the lock held.
    private let limits: CaptureLimits
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var waiting: [Captured] = []
    private var oldest: timespec?
    private var count = 0
    private var bytes = 0
    private var resumes: [@Sendable () -> Void] = []
    /// How many have come, and how many of them have been settled.
    private var (appended, settledCount) = (0, 0)
    /// Who waits until so many are settled.
    private var watchers: [(count: Int, resume: @Sendable () -> Void)] = []
    private var isClosed = false
    private var isOpenToAll = false
    private var refused = 0

    init(limits: CaptureLimits) {
        self.limits = limits
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

    /// What an append met.
    enum Admission {
        /// It waits for the disk.
        case taken
        /// It waits for the disk, and with it the queue is full.
        case takenAndFull
        /// Recording has stopped.
        case refused
    }

    func append(_ captured: Captured) -> Admission {
        locked {
            guard !isClosed else {
                refused += 1
                return .refused
            }
            let wasFull = isFull
            if waiting.isEmpty {
                oldest = Self.now
                pthread_cond_signal(condition)
            }
            waiting.append(captured)
            appended += 1
            count += 1
            bytes += captured.approximateSize
            if waiting.count == limits.batch { pthread_cond_signal(condition) }
            return isFull && !wasFull ? .takenAndFull : .taken
        }
    }

    var isReady: Bool { locked { !isFull } }

    /// Keeps the closure until there is room; calls it at once when there is.
    func whenReady(_ resume: @escaping @Sendable () -> Void) {
        let isReady = locked {
            if isFull { resumes.append(resume) }
            return !isFull
        }
        if isReady { resume() }
    }

    /// Calls the closure when all that has come so far is settled or given up; at once when it is. Nothing waits for a full
    /// batch meanwhile.
    func whenSettled(_ resume: @escaping @Sendable () -> Void) {
        let isSettled = locked {
            guard settledCount < appended, !isOpenToAll else { return true }
            watchers.append((appended, resume))
            pthread_cond_signal(condition)
            return false
        }
        if isSettled { resume() }
    }

    /// Takes all that waits, as soon as it is due: a batch is full, its first exchange has waited long enough, somebody waits for
    /// it, or the queue was closed.
    /// Nil when the queue is closed and empty.
    func take() -> [Captured]? {
        locked {
            while waiting.isEmpty, !isClosed { pthread_cond_wait(condition, lock) }
            if let oldest {
                var due = Self.sum(oldest, limits.delay)
                while waiting.count < limits.batch, !isFull, !isClosed, watchers.isEmpty {
                    if pthread_cond_timedwait(condition, lock, &due) == ETIMEDOUT { break }
                }
            }
            guard !waiting.isEmpty else { return nil }
            defer { (waiting, oldest) = ([], nil) }
            return waiting
        }
    }

    /// Says that a batch which was taken has reached the disk; those who waited for room go on when half of it is free.
    func settled(_ batch: some Collection<Captured>) {
        let due = locked {
            count -= batch.count
            bytes -= batch.reduce(0) { $0 + $1.approximateSize }
            settledCount += batch.count
            let watched = watchers.filter { $0.count <= settledCount }.map(\.resume)
            watchers.removeAll { $0.count <= settledCount }
            guard count <= limits.exchanges / 2, bytes <= limits.bytes / 2 else { return watched }
            defer { resumes = [] }
            return watched + resumes
        }
        for resume in due { resume() }
    }

    /// Takes nothing more. What waits is still handed out, unless it is to be abandoned.
    func close(abandoning: Bool = false) {
        let due = locked {
            isClosed = true
            if abandoning {
                refused += waiting.count
                waiting = []
                oldest = nil
                isOpenToAll = true
            }
            pthread_cond_broadcast(condition)
            defer { if abandoning { (resumes, watchers) = ([], []) } }
            return abandoning ? resumes + watchers.map(\.resume) : []
        }
        for resume in due { resume() }
    }

    /// How many came after the queue was closed, or were abandoned with it.
    var refusedCount: Int { locked { refused } }

    private var isFull: Bool { !isOpenToAll && (count >= limits.exchanges || bytes >= limits.bytes) }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body()
    }

    private static var now: timespec {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time
    }

    private static func sum(_ time: timespec, _ duration: Duration) -> timespec {
        let nanoseconds = time.tv_nsec + Int(duration.nanoseconds)
        return timespec(tv_sec: time.tv_sec + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    }
}
