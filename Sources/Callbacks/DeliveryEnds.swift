internal import Model

extension DeliverySchedule {
    mutating func end(_ ended: AttemptEnd, at now: Moment, _ actions: inout [Action]) {
        let (key, result, next) = (ended.key, ended.result, ended.next)
        guard let entry = entries[key], let began = ended.began ?? entry.running, entry.running != nil else { return }
        entry.running = began
        if case .http = entry.job.target { entry.lane.wasQuick = now.elapsed - began.elapsed < AttemptLanes.quick }
        lanes.leave(entry.lane)
        if next == .atOnce, !entry.isSentAnew { return sendAnew(entry, key, result, at: now, &actions) }
        entry.isSentAnew = false
        let wasFirst = entry.attemptsNow == 0
        if wasFirst { release(after: entry, at: now) }
        record(result, for: key, at: now, &actions)
        open(.ended, of: entry, at: now)
        guard let attempt = entry.delivery.attempts.last else { return }
        if entry.isRepeated {
            settle(key, as: .delivered, at: now, &actions)
        } else if attempt.isSuccess {
            guard entry.job.faults.isDuplicated else { return settle(key, as: .delivered, at: now, &actions) }
            (entry.isRepeated, entry.isDue) = (true, true)
            enqueueIfFree(key, at: now)
        } else if next != .never, let gap = gap(after: attempt, of: entry, at: now) {
            wait(key, until: now.elapsed + gap, at: now)
        } else {
            settle(key, as: .failed, at: now, &actions)
        }
    }

    /// Sends at once what broke with a kept connection: for others and for its own retries as if it had not been sent yet.
    /// Not twice in a row, since the second time the connection was new.
    private mutating func sendAnew(
        _ entry: ScheduledDelivery,
        _ key: DeliveryKey,
        _ result: Attempt.Result,
        at now: Moment,
        _ actions: inout [Action]
    ) {
        record(result, for: key, at: now, &actions)
        entry.delivery.attemptsNotCounted += 1
        actions.append(.notCounted(entry.delivery))
        (entry.isSentAnew, entry.isDue) = (true, true)
        enqueueIfFree(key, at: now)
    }

    /// How long to wait after a failed attempt; nil when nothing more is tried.
    private func gap(after attempt: Attempt, of entry: ScheduledDelivery, at now: Moment) -> Duration? {
        let (plan, rule) = (entry.job.retries, entry.job.failure)
        guard entry.attemptsNow <= plan.count else { return nil }
        let gap = max(.zero, plan.gap(afterAttempt: entry.attemptsNow, chance: chance()))
        guard case .answered(let status, let fields, _) = attempt.result else { return gap }
        guard !rule.final.contains(status) else { return nil }
        guard rule.honoursRetryAfter, let field = fields.first("Retry-After") else { return gap }
        return max(gap, retryAfter(field, at: now.wall) ?? .zero)
    }

    mutating func record(
        _ result: Attempt.Result,
        for key: DeliveryKey,
        at now: Moment,
        _ actions: inout [Action]
    ) {
        guard let entry = entries[key], let began = entry.running else { return }
        entry.delivery.attempts.append(
            Attempt(
                number: entry.delivery.attempts.count + 1,
                startedAt: began.wall,
                duration: now.elapsed - began.elapsed,
                result: result,
                rule: entry.job.failure
            )
        )
        entry.running = nil
        actions.append(.attempted(entry.delivery))
    }

    mutating func settle(
        _ key: DeliveryKey,
        as state: Delivery.State,
        at now: Moment,
        _ actions: inout [Action]
    ) {
        guard let entry = entries[key] else { return }
        for point in [CallbackOrder.Point.started, .ended, .settled] { open(point, of: entry, at: now) }
        remove(key)
        if entry.isInLine, let next = ordered.leave(key, in: entry.lane.name) {
            entries[next]?.gates -= 1
            enqueueIfFree(next, at: now)
        }
        entry.delivery.state = state
        actions.append(.settled(entry.delivery))
        guard let batch = entry.batch else { return }
        batches[batch]?.settled[key] = entry.delivery
        if let waiting = batches[batch], waiting.settled.count == waiting.keys.count { finish(batch, &actions) }
    }

    mutating func finish(_ batch: BatchID, _ actions: inout [Action]) {
        guard let done = batches.removeValue(forKey: batch) else { return }
        actions.append(.finished(batch, done.keys.compactMap { done.settled[$0] }))
    }

    mutating func cancel(_ id: DeliveryID, at now: Moment, _ actions: inout [Action]) {
        guard let key = keys[id], let entry = entries[key] else { return }
        passGatesOn(entry, key)
        if entry.running != nil { lanes.leave(entry.lane) }
        breakOff(key, because: "broken off, since it was cancelled", at: now, &actions)
        settle(key, as: entry.isRepeated ? .delivered : .cancelled, at: now, &actions)
    }

    mutating func abandonAll(at now: Moment, _ actions: inout [Action]) {
        for entry in entries.all {
            breakOff(entry.key, because: "broken off, since the run ended", at: now, &actions)
            settle(entry.key, as: entry.isRepeated ? .delivered : .abandoned, at: now, &actions)
        }
        waiting = DueQueue()
        lanes.forgetAll()
    }

    private mutating func breakOff(
        _ key: DeliveryKey,
        because reason: String,
        at now: Moment,
        _ actions: inout [Action]
    ) {
        guard entries[key]?.running != nil else { return }
        actions.append(.stop(key))
        record(.failed(reason: reason), for: key, at: now, &actions)
    }

    /// Whoever waits for one that goes before its turn waits for those before it instead. Looks at all, which is rarely asked
    /// for, so that nobody has to know whom it waits for.
    private mutating func passGatesOn(_ entry: ScheduledDelivery, _ key: DeliveryKey) {
        guard entry.gates > 0, !entry.successors.isEmpty else { return }
        for earlier in entries.all {
            for link in earlier.successors where link.key == key {
                for successor in entry.successors {
                    earlier.successors.append((link.point, successor.key))
                    entries[successor.key]?.gates += 1
                }
            }
        }
    }
}
