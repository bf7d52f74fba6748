internal import Brokers
internal import Callbacks
internal import Logging
internal import Model
internal import Storage

/// What the dispatcher tells.
extension CallbackJournal {
    var canPark: Bool { true }

    func pending(_ delivery: Delivery) {
        condition.locked {
            guard accepted.remove(delivery.job.id) == nil else { return }
            counts[.pending, default: 0] += 1
            add(.new(delivery))
        }
    }

    func attempted(_ id: DeliveryID, _ attempt: Attempt) {
        condition.locked {
            waitForRoom()
            add(.attempted(id, attempt))
        }
        news.tell()
    }

    func settled(_ delivery: Delivery) {
        condition.locked(waitForRoom)
        end(delivery)
    }

    /// The end is noted as well, so that whoever resumes does not send what has arrived. Does not block.
    func end(_ delivery: Delivery) {
        let note = DeliveryNote.endBytes(delivery)
        condition.locked {
            _ = notes?.add([note])
            accepted.remove(delivery.job.id)
            counts[.pending, default: 1] -= 1
            counts[delivery.state, default: 0] += 1
            settledSinceCleanup += 1
            add(.settled(delivery))
        }
        news.tell()
    }

    func refreshed(_ delivery: Delivery) { condition.locked { add(.put(delivery)) } }

    func notCounted(_ delivery: Delivery) { condition.locked { add(.put(delivery)) } }

    func park(_ id: DeliveryID) {
        condition.locked {
            parkedCount += 1
            add(.parked(id))
        }
    }

    func parked(_ count: Int) -> [Delivery] {
        guard condition.locked({ parkedCount > 0 }) else { return [] }
        flush()
        let deliveries = reading([]) { () throws(StorageError) in try store.takeParked(count) }
        condition.locked { parkedCount = deliveries.count < count ? 0 : max(0, parkedCount - deliveries.count) }
        return deliveries
    }

    func unpark(_ id: DeliveryID) -> Delivery? {
        guard condition.locked({ parkedCount > 0 }) else { return nil }
        flush()
        let delivery = reading(nil) { () throws(StorageError) in try store.takeParked(id) }
        if delivery != nil { condition.locked { parkedCount -= 1 } }
        return delivery
    }

    func reopened(_ delivery: Delivery) {
        condition.locked {
            counts[.pending, default: 0] += 1
            add(.put(delivery))
        }
    }

    /// Only the dispatcher's thread waits here. Needs the lock.
    func waitForRoom() {
        while writes.count >= Self.patience, !hasStopped {
            condition.broadcast()
            condition.wait()
        }
    }

    func reading<Value>(_ fallback: Value, _ body: () throws(StorageError) -> Value) -> Value {
        do { return try body() } catch {
            cannotRead(error)
            return fallback
        }
    }

    func cannotRead(_ error: StorageError) {
        logger.error("The callbacks of the database cannot be read", metadata: ["reason": "\(error)"])
    }
}
