internal import Logging
internal import Model

/// What happens when more deliveries are pending than memory is meant to hold: asynchronous ones are parked in a journal that
/// can and come back in their order, synchronous ones wait for room.
extension DeliveryLoop {
    /// How many of those watched have not settled, wherever they are kept.
    func pendingCount(_ watched: AwaitedCallbacks) -> Int {
        schedule.counts.count(watched) + parked.count(watched) + queued.count(watched)
    }

    /// Lets asynchronous deliveries in, as far as there is room and nobody is parked before them.
    func admit(_ deliveries: [Delivery], as event: ([Delivery]) -> DeliverySchedule.Event) {
        guard journal.canPark, parked.total > 0 || deliveries.count > schedule.room else {
            return tell(event(deliveries))
        }
        let room = parked.total > 0 ? 0 : schedule.room
        if room > 0 { tell(event(Array(deliveries.prefix(room)))) }
        park(deliveries.dropFirst(room))
    }

    /// Lets a batch of synchronous deliveries in, or puts it at the end of those that wait for room.
    func admit(_ deliveries: [Delivery], as batch: BatchID) {
        guard schedule.room == 0 || !queue.isEmpty, !deliveries.isEmpty else {
            return tell(.waitedFor(deliveries, batch))
        }
        queue.append((deliveries, batch))
        for delivery in deliveries { queued.add(delivery.job) }
    }

    /// Lets in who waited, now that some have settled.
    func useRoom() {
        while schedule.room > 0, letNextBatchIn() {}
        while parked.total > 0, schedule.room > configuration.capacity / 4 { takeBack() }
    }

    /// Takes out the synchronous deliveries that wait for room.
    func takeQueue() -> [(deliveries: [Delivery], batch: BatchID)] {
        queued = PendingCounts()
        var taken: [(deliveries: [Delivery], batch: BatchID)] = []
        while let next = queue.popFirst() { taken.append(next) }
        return taken
    }

    /// Sends a settled delivery again, before all that wait for their time; where too many are pending it takes its place in
    /// the journal.
    func redeliver(_ delivery: Delivery) {
        var pending = delivery
        pending.state = .pending
        pending.job.faults = DeliveryFaults.Drawn()
        pending.attemptsNotCounted = pending.attempts.count
        guard delivery.state != .pending, !schedule.contains(delivery.job.id), !redelivering.contains(delivery.job.id)
        else { return }
        journal.reopened(pending)
        guard journal.canPark, parked.total > 0 || schedule.room == 0 else { return tell(.redelivered(pending)) }
        redelivering.insert(pending.job.id)
        park([pending])
    }

    /// Whether it was pending.
    func cancel(_ id: DeliveryID) -> Bool {
        if !schedule.contains(id), parked.total > 0, let delivery = journal.unpark(id) {
            parked.remove(delivery.job)
            takeUp([delivery])
        }
        guard schedule.contains(id) else { return false }
        tell(.cancelled(id))
        return true
    }

    private func letNextBatchIn() -> Bool {
        guard let (deliveries, batch) = queue.popFirst() else { return false }
        for delivery in deliveries { queued.remove(delivery.job) }
        tell(.waitedFor(deliveries, batch))
        return true
    }

    private func park(_ deliveries: some Collection<Delivery>) {
        if parked.total == 0, !deliveries.isEmpty {
            log.logger.warning(
                "Callbacks wait in the journal, since too many are pending; is a target down or too slow?",
                metadata: ["capacity": "\(configuration.capacity)"]
            )
        }
        for delivery in deliveries {
            parked.add(delivery.job)
            journal.park(delivery.job.id)
        }
    }

    /// Lets what was parked go on where it was: some have attempts from before they were to be sent again.
    private func takeUp(_ deliveries: [Delivery]) {
        tell(.resumed(deliveries.filter { !redelivering.contains($0.job.id) }))
        for delivery in deliveries where redelivering.remove(delivery.job.id) != nil { tell(.redelivered(delivery)) }
    }

    private func takeBack() {
        let deliveries = journal.parked(min(schedule.room, 1_000))
        for delivery in deliveries { parked.remove(delivery.job) }
        // The journal may have been emptied behind our back: what it no longer has is pending no longer.
        if deliveries.isEmpty { (parked, redelivering) = (PendingCounts(), []) }
        takeUp(deliveries)
        if parked.total == 0 { log.logger.info("No callback waits in the journal any more") }
    }
}
