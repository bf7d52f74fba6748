internal import Brokers
internal import Model

/// What waits for the disk: many threads append, one takes.
final class CaptureQueue: @unchecked Sendable {
    // Every property below `condition` is read and written with its lock held.
    private let limits: CaptureLimits
    private let condition = TimedCondition()
    private var waiting: [Captured] = []
    /// When a batch of what waits is due, full or not.
    private var batchDue: TimedCondition.Deadline?
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

    init(limits: CaptureLimits) { self.limits = limits }

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
                batchDue = .after(limits.delay)
                condition.signal()
            }
            waiting.append(captured)
            appended += 1
            count += 1
            bytes += captured.approximateSize
            if waiting.count == limits.batch { condition.signal() }
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
            condition.signal()
            return false
        }
        if isSettled { resume() }
    }

    /// Takes all that waits, as soon as it is due: a batch is full, its first exchange has waited long enough, somebody waits for
    /// it, or the queue was closed.
    /// Nil when the queue is closed and empty.
    func take() -> [Captured]? {
        locked {
            while waiting.isEmpty, !isClosed { condition.wait() }
            if let batchDue {
                while waiting.count < limits.batch, !isFull, !isClosed, watchers.isEmpty,
                    condition.wait(until: batchDue)
                {}
            }
            guard !waiting.isEmpty else { return nil }
            defer { (waiting, batchDue) = ([], nil) }
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
                (waiting, batchDue) = ([], nil)
                isOpenToAll = true
            }
            condition.broadcast()
            defer { if abandoning { (resumes, watchers) = ([], []) } }
            return abandoning ? resumes + watchers.map(\.resume) : []
        }
        for resume in due { resume() }
    }

    /// How many came after the queue was closed, or were abandoned with it.
    var refusedCount: Int { locked { refused } }

    private var isFull: Bool { !isOpenToAll && (count >= limits.exchanges || bytes >= limits.bytes) }

    private func locked<Result>(_ body: () -> Result) -> Result { condition.locked(body) }
}
