internal import Model

extension DeliverySchedule {
    mutating func submit(
        _ deliveries: [Delivery],
        sentAt: Duration,
        at now: Moment,
        _ actions: inout [Action]
    ) {
        let kept = deliveries.map { keep($0) }
        let excess = max(0, entries.count - capacity)
        for (key, delivery) in zip(kept, deliveries).suffix(excess).reversed() {
            refuse(key, delivery, at: now, &actions)
        }
        line(up: kept.dropLast(excess), CallbackOrder(isSequential: false), since: sentAt, at: now, &actions)
    }

    /// Whoever waits for the end of a batch has been let in already.
    mutating func submit(
        _ deliveries: [Delivery],
        as batch: BatchID,
        at now: Moment,
        _ actions: inout [Action]
    ) {
        let kept = deliveries.map { keep($0, batch: batch) }
        batches[batch] = (kept, [:])
        if kept.isEmpty { finish(batch, &actions) }
        line(up: kept[...], CallbackOrder(isSequential: true), since: now.elapsed, at: now, &actions)
    }

    private mutating func line(
        up kept: ArraySlice<DeliveryKey>,
        _ order: CallbackOrder,
        since start: Duration,
        at now: Moment,
        _ actions: inout [Action]
    ) {
        var order = order
        for key in kept {
            guard let entry = entries[key] else { continue }
            guard !entry.job.faults.isDropped else {
                settle(key, as: .dropped, at: now, &actions)
                continue
            }
            line(up: entry, &order, until: start + max(.zero, entry.job.delay), at: now)
        }
    }

    /// Gives it its place behind those that it has to wait for, and its time.
    private mutating func line(
        up entry: ScheduledDelivery,
        _ order: inout CallbackOrder,
        until due: Duration,
        at now: Moment
    ) {
        for before in order.predecessors(of: entry) { link(entry.key, to: before) }
        takeTurn(entry.key)
        wait(entry.key, until: due, at: now)
    }

    mutating func resume(_ deliveries: [Delivery], at now: Moment, _ actions: inout [Action]) {
        var order = CallbackOrder(isSequential: false)
        for delivery in deliveries where !contains(delivery.job.id) {
            var pending = delivery
            pending.state = .pending
            let key = keep(pending)
            guard let entry = entries[key] else { continue }
            if delivery.job.faults.isDropped {
                settle(key, as: .dropped, at: now, &actions)
            } else if delivery.attempts.last?.isSuccess == true {
                settle(key, as: .delivered, at: now, &actions)
            } else {
                let due = delivery.attempts.isEmpty ? delivery.submittedAt + delivery.job.delay : now.wall
                line(up: entry, &order, until: now.elapsed + max(.zero, due - now.wall), at: now)
            }
        }
    }

    mutating func redeliver(_ delivery: Delivery, at now: Moment, _ actions: inout [Action]) {
        let isFull = room == 0
        var again = delivery
        again.attemptsNotCounted = again.attempts.count
        let key = keep(again)
        guard !isFull else { return refuse(key, again, at: now, &actions) }
        takeTurn(key)
        wait(key, until: now.elapsed, at: now)
    }

    private mutating func link(_ key: DeliveryKey, to before: ScheduledDelivery.Link) {
        guard let earlier = entries[before.key], let entry = entries[key] else { return }
        earlier.successors.append((before.point, key))
        entry.gates += 1
    }

    /// An ordered one goes to the end of its target's line.
    private mutating func takeTurn(_ key: DeliveryKey) {
        guard let entry = entries[key], entry.job.isOrdered else { return }
        entry.isInLine = true
        if !ordered.join(key, in: entry.lane.name) { entry.gates += 1 }
    }

    private mutating func refuse(
        _ key: DeliveryKey,
        _ delivery: Delivery,
        at now: Moment,
        _ actions: inout [Action]
    ) {
        let waiting = capacity == 1 ? "1 callback is" : "\(capacity) callbacks are"
        let reason = "\(waiting) waiting already and no more are taken; is a target down or too slow?"
        entries[key]?.running = now
        record(.failed(reason: reason), for: key, at: now, &actions)
        settle(key, as: .failed, at: now, &actions)
    }
}
