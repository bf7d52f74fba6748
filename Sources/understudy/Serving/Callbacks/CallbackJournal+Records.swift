internal import Brokers
internal import Callbacks
internal import Model
internal import Storage

/// What readers ask: all that has come until then is written first.
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
    var totals: [Delivery.State: Int] { condition.locked { counts } }

    /// Waits until all that has come so far is written.
    func writeDown() { flush() }

    func flush() {
        condition.locked {
            let goal = taken
            guard written < goal else { return }
            readers += 1
            condition.broadcast()
            while written < goal, !hasStopped { condition.wait() }
            readers -= 1
        }
    }
}
