internal import Brokers
internal import Callbacks
internal import Logging
internal import Model
internal import Storage

/// Deliveries that an earlier time, or a restore, left pending.
extension CallbackJournal {
    /// How the writing thread hands over what an earlier time left: where it stands, and the end.
    struct Leftovers {
        let dispatcher: CallbackDispatcher
        var position: Int64 = 0
        let end: Int64
        var count = 0
    }

    /// Delivers the pending ones of those that a restore has brought into the database.
    func resume(_ callbacks: RestoredCallbacks) {
        condition.locked {
            guard callbacks.through > callbacks.after, let dispatcher else { return }
            for (state, count) in callbacks.counts { counts[state, default: 0] += count }
            restored.append(Leftovers(dispatcher: dispatcher, position: callbacks.after, end: callbacks.through))
            condition.broadcast()
        }
    }

    /// Hands the next deliveries of an earlier time over. The answer of a synchronous one has died with the connection.
    func resumeSome() {
        guard var left else { return }
        let found: (deliveries: [Delivery], last: Int64)?
        do throws(StorageError) {
            found = try store.left(after: left.position, through: left.end, limit: Self.portion)
        } catch {
            // One that another process holds is asked again; what waits to be written goes first.
            if !error.mayPass { self.left = nil }
            return cannotRead(error)
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
