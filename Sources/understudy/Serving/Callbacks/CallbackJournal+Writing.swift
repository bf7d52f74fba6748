internal import Brokers
internal import Logging
internal import Model
internal import Storage

/// The writing thread.
extension CallbackJournal {
    func run() {
        while true {
            let (writes, count, whenKept, isOver) = condition.locked {
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
        condition.locked {
            hasStopped = true
            condition.broadcast()
        }
        news.tell()
    }

    /// Needs the lock.
    var hasNothingToDo: Bool {
        writes.isEmpty && unwritten.isEmpty && whenKept.isEmpty && !isStopping && left == nil && restored.isEmpty
    }

    /// Waits a moment while nobody waits for the changes. Needs the lock.
    func letOthersCome() {
        let end = TimedCondition.Deadline.after(Self.moment)
        while whenKept.isEmpty, readers == 0, !isStopping, left == nil, !isLotFull, condition.wait(until: end) {}
    }

    /// Whether there is enough to write; a database that does not take it is not asked more often for that. Needs the lock.
    var isLotFull: Bool { unwritten.isEmpty && (writes.count > Self.lot || notes?.isHalfFull == true) }

    /// - Parameter changeCount: how many changes these come from.
    func write(_ writes: DeliveryWrites, changeCount: Int) {
        let wasRefused = !unwritten.isEmpty
        if !writes.isEmpty { unwritten.append(writes) }
        do throws(StorageError) {
            if !unwritten.isEmpty { try store.apply(unwritten) }
            unwritten = []
            if !hasFailed { condition.locked { notes?.clear() } }
            if wasRefused { logger.info("The database takes the callbacks again") }
        } catch {
            refused(because: error, isNew: !wasRefused)
        }
        condition.locked {
            written += changeCount
            condition.broadcast()
        }
    }

    /// Keeps what was not written for another try, as long as that may help and memory allows it.
    func refused(because error: StorageError, isNew: Bool) {
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

    func cleanUp() {
        let isNeeded = condition.locked {
            guard settledSinceCleanup > max(1_000, retention / 20) else { return false }
            settledSinceCleanup = 0
            return true
        }
        guard isNeeded else { return }
        do throws(StorageError) { try store.removeSettled(keeping: retention) } catch {
            logger.error("Old callbacks cannot be taken out of the database", metadata: ["reason": "\(error)"])
        }
    }
}
