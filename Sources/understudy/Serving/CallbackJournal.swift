internal import Brokers
internal import Callbacks
internal import Foundation
internal import Logging
internal import Model
internal import Storage

/// Keeps every callback in the database, on a thread of its own that writes together what has come together. In memory
/// stands only what has not been written yet; who reads waits until that is there. What must outlive the process before it
/// is written is noted in a file beside the database.
final class CallbackJournal: DeliveryJournal, @unchecked Sendable {
    // What changes is guarded by `condition`; `left`, `unwritten` and `hasFailed` belong to the writing thread.

    /// How the writing thread hands over what an earlier time left: where it stands, and the end.
    private struct Leftovers {
        let dispatcher: CallbackDispatcher
        var position: Int64 = 0
        let end: Int64
        var count = 0
    }

    private let store: DeliveryStore
    private let news: DeliveryNews
    private let logger: Logger
    private let retention: Int
    private let clock: WallClock
    /// The position of the last delivery of an earlier time.
    private let end: Int64?
    private let notes: NoteFile?

    private let condition = NSCondition()
    private var writes = DeliveryWrites()
    private var whenKept: [@Sendable () -> Void] = []
    private var (taken, written) = (0, 0)
    /// How many wait until all is written.
    private var readers = 0
    private var accepted: Set<DeliveryID> = []
    private var counts: [Delivery.State: Int]
    private var parkedCount = 0
    private var (isStopping, hasStopped) = (false, false)
    private var left: Leftovers?
    /// What restores have brought in and the writing thread has not begun to hand over.
    private var restored: [Leftovers] = []
    private var dispatcher: CallbackDispatcher?
    private var settledSinceCleanup = 0
    /// What the database did not take yet, the oldest first; it is tried again.
    private var unwritten: [DeliveryWrites] = []
    /// Whether something was given up: then notes stay for the next start.
    private var hasFailed = false

    /// Of how many deliveries something may wait before it is written, and before the dispatcher's thread waits or what the
    /// database does not take is given up; and how many left ones are read at a time.
    private static let (lot, patience, portion) = (25_000, 50_000, 500)
    /// Seconds for which changes that nobody waits for wait for others to be written with: long enough for most callbacks to
    /// be delivered meanwhile, so that one row says all.
    private static let moment = 1.0

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
        condition.withLock { self.dispatcher = dispatcher }
        if startThread(behindAnswers: true, { [self] in run() }) { return }
        logger.critical("Callbacks are not kept in the database", metadata: ["reason": "the system gives no thread"])
        condition.withLock { hasStopped = true }
    }

    /// Notes the callbacks of an answer that is about to be sent, so that they survive the end of this process from here on.
    /// Does not block.
    ///
    /// - Returns: false when there was no room for all; then they are not kept.
    func note(_ deliveries: [Delivery]) -> Bool {
        guard let notes else { return false }
        let deliveries = takenOn(deliveries)
        let texts = deliveries.map(DeliveryNote.bytes)
        return condition.withLock {
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
        condition.withLock {
            takenOn(deliveries).forEach(take)
            self.whenKept.append(whenKept)
            condition.broadcast()
        }
    }

    private func takenOn(_ deliveries: [Delivery]) -> [Delivery] {
        var deliveries = deliveries
        let now = clock.now
        for index in deliveries.indices { deliveries[index].submittedAt = now }
        return deliveries
    }

    /// Delivers the pending ones of those that a restore has brought into the database.
    func resume(_ callbacks: RestoredCallbacks) {
        condition.withLock {
            guard callbacks.through > callbacks.after, let dispatcher else { return }
            for (state, count) in callbacks.counts { counts[state, default: 0] += count }
            restored.append(Leftovers(dispatcher: dispatcher, position: callbacks.after, end: callbacks.through))
            condition.broadcast()
        }
    }

    /// Writes everything and ends the thread.
    func stop() {
        condition.withLock {
            isStopping = true
            condition.broadcast()
            while !hasStopped { condition.wait() }
        }
        notes?.removeIfClear()
    }

    /// Needs the lock.
    private func take(_ delivery: Delivery) {
        accepted.insert(delivery.job.id)
        counts[.pending, default: 0] += 1
        add(.new(delivery))
    }

    /// Needs the lock. The first change wakes the writing thread; those that come until it begins to write go with it.
    private func add(_ change: DeliveryStore.Change) {
        let count = writes.count
        writes.add(change)
        taken += 1
        if writes.count > count, count == 0 || count == Self.lot { condition.broadcast() }
    }
}

extension CallbackJournal {
    var canPark: Bool { true }

    func pending(_ delivery: Delivery) {
        condition.withLock {
            guard accepted.remove(delivery.job.id) == nil else { return }
            counts[.pending, default: 0] += 1
            add(.new(delivery))
        }
    }

    func attempted(_ id: DeliveryID, _ attempt: Attempt) {
        condition.withLock {
            waitForRoom()
            add(.attempted(id, attempt))
        }
        news.tell()
    }

    func settled(_ delivery: Delivery) {
        condition.withLock(waitForRoom)
        end(delivery)
    }

    /// The end is noted as well, so that whoever resumes does not send what has arrived. Does not block.
    private func end(_ delivery: Delivery) {
        let note = DeliveryNote.endBytes(delivery)
        condition.withLock {
            _ = notes?.add([note])
            accepted.remove(delivery.job.id)
            counts[.pending, default: 1] -= 1
            counts[delivery.state, default: 0] += 1
            settledSinceCleanup += 1
            add(.settled(delivery))
        }
        news.tell()
    }

    func refreshed(_ delivery: Delivery) { condition.withLock { add(.put(delivery)) } }

    func notCounted(_ delivery: Delivery) { condition.withLock { add(.put(delivery)) } }

    func park(_ id: DeliveryID) {
        condition.withLock {
            parkedCount += 1
            add(.parked(id))
        }
    }

    func parked(_ count: Int) -> [Delivery] {
        guard condition.withLock({ parkedCount > 0 }) else { return [] }
        flush()
        let deliveries = reading([]) { () throws(StorageError) in try store.takeParked(count) }
        condition.withLock { parkedCount = deliveries.count < count ? 0 : max(0, parkedCount - deliveries.count) }
        return deliveries
    }

    func unpark(_ id: DeliveryID) -> Delivery? {
        guard condition.withLock({ parkedCount > 0 }) else { return nil }
        flush()
        let delivery = reading(nil) { () throws(StorageError) in try store.takeParked(id) }
        if delivery != nil { condition.withLock { parkedCount -= 1 } }
        return delivery
    }

    func reopened(_ delivery: Delivery) {
        condition.withLock {
            counts[.pending, default: 0] += 1
            add(.put(delivery))
        }
    }

    /// Only the dispatcher's thread waits here. Needs the lock.
    private func waitForRoom() {
        while writes.count >= Self.patience, !hasStopped {
            condition.broadcast()
            condition.wait()
        }
    }

    private func reading<Value>(_ fallback: Value, _ body: () throws(StorageError) -> Value) -> Value {
        do { return try body() } catch {
            logger.error("The callbacks of the database cannot be read", metadata: ["reason": "\(error)"])
            return fallback
        }
    }
}

extension CallbackJournal: CountedRecords {
    func list(
        _ filter: DeliveryFilter,
        offset: Int,
        limit: Int,
        newestFirst: Bool
    ) throws(StorageError) -> [Delivery] {
        flush()
        return try store.list(filter, offset: offset, limit: limit, newestFirst: newestFirst)
    }

    func one(_ id: DeliveryID) throws(StorageError) -> Delivery? {
        flush()
        return try store.one(id)
    }

    func counts(_ filter: DeliveryFilter) throws(StorageError) -> [Delivery.State: Int] {
        flush()
        return try store.counts(filter)
    }

    func removeSettled(_ filter: DeliveryFilter) throws(StorageError) -> Int {
        flush()
        return try store.removeSettled(filter)
    }

    /// How many are in each state; settled ones that made room count too.
    var totals: [Delivery.State: Int] { condition.withLock { counts } }

    /// Waits until all that has come so far is written.
    func writeDown() { flush() }

    private func flush() {
        condition.withLock {
            let goal = taken
            guard written < goal else { return }
            readers += 1
            condition.broadcast()
            while written < goal, !hasStopped { condition.wait() }
            readers -= 1
        }
    }
}

extension CallbackJournal {
    private func run() {
        while true {
            let (writes, count, whenKept, isOver) = condition.withLock {
                while hasNothingToDo { condition.wait() }
                if left == nil, !restored.isEmpty { left = restored.removeFirst() }
                letOthersCome()
                defer { (self.writes, self.whenKept) = (DeliveryWrites(), []) }
                // What has not been written must not be forgotten with what comes now.
                if unwritten.isEmpty { notes?.turn() }
                return (self.writes, taken - written, self.whenKept, isStopping)
            }
            write(writes, changeCount: count)
            for kept in whenKept { kept() }
            if isOver, writes.isEmpty { break }
            if !isOver { resumeSome() }
            cleanUp()
        }
        condition.withLock {
            hasStopped = true
            condition.broadcast()
        }
        news.tell()
    }

    /// Needs the lock.
    private var hasNothingToDo: Bool {
        writes.isEmpty && unwritten.isEmpty && whenKept.isEmpty && !isStopping && left == nil && restored.isEmpty
    }

    /// Waits a moment while nobody waits for the changes. Needs the lock.
    private func letOthersCome() {
        let end = Date(timeIntervalSinceNow: Self.moment)
        while whenKept.isEmpty, readers == 0, !isStopping, left == nil, !isLotFull, condition.wait(until: end) {}
    }

    /// Whether there is enough to write; a database that does not take it is not asked more often for that. Needs the lock.
    private var isLotFull: Bool { unwritten.isEmpty && (writes.count > Self.lot || notes?.isHalfFull == true) }

    /// - Parameter changeCount: how many changes these come from.
    private func write(_ writes: DeliveryWrites, changeCount: Int) {
        let wasRefused = !unwritten.isEmpty
        if !writes.isEmpty { unwritten.append(writes) }
        do throws(StorageError) {
            if !unwritten.isEmpty { try store.apply(unwritten) }
            unwritten = []
            if !hasFailed { condition.withLock { notes?.clear() } }
            if wasRefused { logger.info("The database takes the callbacks again") }
        } catch {
            refused(because: error, isNew: !wasRefused)
        }
        condition.withLock {
            written += changeCount
            condition.broadcast()
        }
    }

    /// Keeps what was not written for another try, as long as that may help and memory allows it.
    private func refused(because error: StorageError, isNew: Bool) {
        let count = unwritten.reduce(0) { $0 + $1.count }
        let facts: Logger.Metadata = ["count": "\(count)", "reason": "\(error)"]
        guard error.mayPass, count <= Self.patience else {
            (unwritten, hasFailed) = ([], true)
            return logger.error(
                "The database does not take the callbacks; they are lost if the server ends before they are sent",
                metadata: facts
            )
        }
        if isNew {
            logger.warning("The database does not take the callbacks now; they are written later", metadata: facts)
        }
    }

    private func cleanUp() {
        let isNeeded = condition.withLock {
            guard settledSinceCleanup > max(1_000, retention / 20) else { return false }
            settledSinceCleanup = 0
            return true
        }
        guard isNeeded else { return }
        do throws(StorageError) { try store.removeSettled(keeping: retention) } catch {
            logger.error("Old callbacks cannot be taken out of the database", metadata: ["reason": "\(error)"])
        }
    }

    /// Hands the next deliveries of an earlier time over. The answer of a synchronous one has died with the connection.
    private func resumeSome() {
        guard var left else { return }
        let found = reading(nil) { () throws(StorageError) in
            try store.left(after: left.position, through: left.end, limit: Self.portion)
        }
        guard let found else {
            self.left = nil
            if left.count > 0 {
                logger.info("Callbacks of an earlier time are resumed", metadata: ["count": "\(left.count)"])
            }
            return
        }
        let asynchronous = found.deliveries.filter { !$0.job.isSync }
        (left.position, left.count) = (found.last, left.count + asynchronous.count)
        self.left = left
        for delivery in found.deliveries where delivery.job.isSync {
            var abandoned = delivery
            abandoned.state = .abandoned
            end(abandoned)
        }
        left.dispatcher.resume(asynchronous)
    }
}
