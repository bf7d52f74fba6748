internal import Brokers
internal import Callbacks
internal import Logging
internal import Model
internal import Storage

/// Keeps every callback in the database, on a thread of its own that writes together what has come together. In memory
/// stands only what has not been written yet; who reads waits until that is there. What must outlive the process before it
/// is written is noted in a file beside the database.
final class CallbackJournal: DeliveryJournal, @unchecked Sendable {
    // What changes is guarded by `condition`; `left`, `unwritten` and `hasFailed` belong to the writing thread.

    let store: DeliveryStore
    let news: DeliveryNews
    let logger: Logger
    let retention: Int
    let clock: WallClock
    /// The position of the last delivery of an earlier time.
    let end: Int64?
    let notes: NoteFile?

    let condition = TimedCondition()
    var writes = DeliveryWrites()
    var whenKept: [@Sendable () -> Void] = []
    var (taken, written) = (0, 0)
    /// How many wait until all is written.
    var readers = 0
    var accepted: Set<DeliveryID> = []
    var counts: [Delivery.State: Int]
    var parkedCount = 0
    var (isStopping, hasStopped) = (false, false)
    var left: Leftovers?
    /// What restores have brought in and the writing thread has not begun to hand over.
    var restored: [Leftovers] = []
    var dispatcher: CallbackDispatcher?
    var settledSinceCleanup = 0
    /// What the database did not take yet, the oldest first; it is tried again.
    var unwritten: [DeliveryWrites] = []
    /// Whether something was given up: then notes stay for the next start.
    var hasFailed = false

    /// Of how many deliveries something may wait before it is written, and before the dispatcher's thread waits or what the
    /// database does not take is given up; and how many left ones are read at a time.
    static let (lot, patience, portion) = (25_000, 50_000, 500)
    /// For how long changes that nobody waits for wait for others to be written with: long enough for most callbacks to
    /// be delivered meanwhile, so that one row says all.
    static let moment = Duration.seconds(1)

    /// - Parameter retention: how many settled deliveries are kept.
    init(
        file: DatabaseFile,
        news: DeliveryNews,
        retention: Int,
        clock: WallClock = .system,
        logger: Logger
    ) throws(StorageError) {
        (store, self.news, self.retention) = (DeliveryStore(file), news, retention)
        (self.clock, self.logger) = (clock, logger)
        notes = NoteFile(path: file.path + "-callbacks")
        try store.add(notes: notes?.left ?? [])
        notes?.clearAll()
        counts = try store.counts()
        end = try store.lastPosition()
    }

    /// Another number at each start that finds deliveries of an earlier time.
    var salt: UInt64 { UInt64(end ?? 0) }

    /// Begins to write, and hands the pending deliveries of an earlier time to the dispatcher. Comes before the first
    /// request.
    func start(resumingWith dispatcher: CallbackDispatcher) {
        if let end { left = Leftovers(dispatcher: dispatcher, end: end) }
        condition.locked { self.dispatcher = dispatcher }
        if startThread(behindAnswers: true, { [self] in run() }) { return }
        logger.critical("Callbacks are not kept in the database", metadata: ["reason": "the system gives no thread"])
        condition.locked { hasStopped = true }
    }

    /// Notes the callbacks of an answer that is about to be sent, so that they survive the end of this process from here on.
    /// Does not block.
    ///
    /// - Returns: false when there was no room for all; then they are not kept.
    func note(_ deliveries: [Delivery]) -> Bool {
        guard let notes else { return false }
        let deliveries = takenOn(deliveries)
        let texts = deliveries.map(DeliveryNote.bytes)
        return condition.locked {
            guard notes.add(texts) else { return false }
            if notes.isHalfFull { condition.broadcast() }
            deliveries.forEach(take)
            return true
        }
    }

    /// Keeps the callbacks of an answer that is about to be sent. Does not block.
    ///
    /// - Parameter whenKept: called once, on the writing thread, when they survive the end of this process.
    func accept(_ deliveries: [Delivery], whenKept: @escaping @Sendable () -> Void) {
        condition.locked {
            takenOn(deliveries).forEach(take)
            self.whenKept.append(whenKept)
            condition.broadcast()
        }
    }

    func takenOn(_ deliveries: [Delivery]) -> [Delivery] {
        var deliveries = deliveries
        let now = clock.now
        for index in deliveries.indices { deliveries[index].submittedAt = now }
        return deliveries
    }

    /// Writes everything and ends the thread.
    func stop() {
        condition.locked {
            isStopping = true
            condition.broadcast()
            while !hasStopped { condition.wait() }
        }
        notes?.removeIfClear()
    }

    /// Needs the lock.
    func take(_ delivery: Delivery) {
        accepted.insert(delivery.job.id)
        counts[.pending, default: 0] += 1
        add(.new(delivery))
    }

    /// Needs the lock. The first change wakes the writing thread; those that come until it begins to write go with it.
    func add(_ change: DeliveryStore.Change) {
        let count = writes.count
        writes.add(change)
        taken += 1
        if writes.count > count, count == 0 || count == Self.lot { condition.broadcast() }
    }
}
