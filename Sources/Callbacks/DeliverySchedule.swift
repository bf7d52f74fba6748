internal import Model

/// When each attempt of each delivery starts, without I/O.
///
/// A delivery is due its delay after it was submitted, and again its gap after each failed attempt but the last. Jobs
/// submitted together stay in order. Asynchronous ones with the same delay: each starts no sooner than the first attempt of
/// the one before it, and where they share a target, no sooner than that attempt's end. Those after one whose answer is
/// extracted wait until it has settled. Sequential ones: each starts when the one before it has settled. Ordered ones to
/// one target start each when the one before has settled, whatever they were submitted with.
struct DeliverySchedule {
    enum Event {
        /// New jobs, whose delays began at this time of the monotonic clock.
        case submitted([Delivery], sentAt: Duration)
        /// New jobs that somebody waits for, one after another; the batch is told when all of them have settled.
        case waitedFor([Delivery], BatchID)
        /// Pending ones of earlier times, with the attempts they have had: due as when they were submitted.
        case resumed([Delivery])
        /// One that has settled, to be sent again at once; its retries count anew.
        case redelivered(Delivery)
        /// Time has passed.
        case tick
        /// An attempt that a `start` had begun has ended.
        case ended(AttemptEnd)
        /// Somebody takes one back.
        case cancelled(DeliveryID)
        /// The time is over: nothing more is tried.
        case abandonAll
    }

    enum Action {
        /// Begin an attempt; the delivery holds those before it.
        case start(DeliveryKey, Delivery)
        /// Break an attempt off; no `ended` is expected.
        case stop(DeliveryKey)
        /// The last attempt of this delivery has ended.
        case attempted(Delivery)
        /// The one that has just ended does not count among the retries.
        case notCounted(Delivery)
        /// The delivery has come to its end.
        case settled(Delivery)
        /// All of a batch have settled; in the order in which they were submitted.
        case finished(BatchID, [Delivery])
    }

    /// How long a reordered delivery waits for the next one to its target.
    static let longestHold: Duration = .seconds(1)

    var entries = DeliveryTable()
    var keys: [DeliveryID: DeliveryKey] = [:]
    var waiting = DueQueue<DeliveryKey>()
    /// Those whose time has come with the event that is being handled.
    private var dueNow = FirstInFirstOut<DeliveryKey>()
    var lanes: AttemptLanes
    var ordered = OrderedLanes()
    var batches: [BatchID: (keys: [DeliveryKey], settled: [DeliveryKey: Delivery])] = [:]
    private(set) var counts = PendingCounts()
    let capacity: Int
    /// From 0 up to 1: where in the range that jitter opens a gap lies.
    let chance: () -> Double
    private var targets = TargetLanes()

    init(
        concurrencyPerTarget: Int,
        concurrency: Int,
        capacity: Int,
        chance: @escaping () -> Double = { 0.5 }
    ) {
        lanes = AttemptLanes(limitPerLane: concurrencyPerTarget, limit: concurrency)
        (self.capacity, self.chance) = (capacity, chance)
    }

    /// When the next delivery is due that waits for its time alone.
    var nextDue: Duration? { waiting.nextDue }

    /// How many more fit in.
    var room: Int { max(0, capacity - entries.count) }

    /// Whether a delivery of this id has not settled.
    func contains(_ id: DeliveryID) -> Bool { keys[id] != nil }

    mutating func handle(_ event: Event, at now: Moment) -> [Action] {
        var actions: [Action] = []
        while let key = waiting.popDue(at: now.elapsed) { becomeDue(key, at: now) }
        switch event {
        case .submitted(let deliveries, let sentAt): submit(deliveries, sentAt: sentAt, at: now, &actions)
        case .waitedFor(let deliveries, let batch): submit(deliveries, as: batch, at: now, &actions)
        case .resumed(let deliveries): resume(deliveries, at: now, &actions)
        case .redelivered(let delivery): redeliver(delivery, at: now, &actions)
        case .tick: break
        case .ended(let attempt): end(attempt, at: now, &actions)
        case .cancelled(let id): cancel(id, at: now, &actions)
        case .abandonAll: abandonAll(at: now, &actions)
        }
        while let key = dueNow.popFirst() { becomeDue(key, at: now) }
        while let key = nextToStart() { start(key, at: now, &actions) }
        return actions
    }

    /// Puts the job in place that was rendered anew. Its target may be another; its turn stays that of the old one.
    mutating func replaceJob(of key: DeliveryKey, by job: CallbackJob) { entries[key]?.delivery.job = job }

    /// Keeps a delivery; nothing makes it due yet.
    mutating func keep(_ delivery: Delivery, batch: BatchID? = nil) -> DeliveryKey {
        let lane = targets.enter(delivery.job.target)
        let entry = entries.insert { ScheduledDelivery($0, delivery, lane: lane, batch: batch) }
        keys[delivery.job.id] = entry.key
        counts.add(delivery.job)
        return entry.key
    }

    /// Takes a delivery out that has settled.
    mutating func remove(_ key: DeliveryKey) {
        guard let entry = entries.remove(key) else { return }
        if keys[entry.id] == key { keys[entry.id] = nil }
        if entry.lane.held == key { entry.lane.held = nil }
        targets.leave(entry.lane)
        counts.remove(entry.job)
    }

    mutating func wait(_ key: DeliveryKey, until due: Duration, at now: Moment) {
        entries[key]?.due = due
        if due > now.elapsed { waiting.insert(key, due: due) } else { dueNow.append(key) }
    }
}

extension DeliverySchedule {
    private mutating func nextToStart() -> DeliveryKey? {
        let kept = entries
        return lanes.next { kept[$0] != nil }
    }

    private mutating func start(_ key: DeliveryKey, at now: Moment, _ actions: inout [Action]) {
        guard let entry = entries[key] else { return }
        (entry.running, entry.isDue) = (now, false)
        actions.append(.start(key, entry.delivery))
        open(.started, of: entry, at: now)
    }

    /// Its time has come, unless something else has taken the place of what it waited for.
    private mutating func becomeDue(_ key: DeliveryKey, at now: Moment) {
        guard let entry = entries[key], let due = entry.due, due <= now.elapsed else { return }
        (entry.due, entry.isDue) = (nil, true)
        enqueueIfFree(key, at: now)
    }

    mutating func enqueueIfFree(_ key: DeliveryKey, at now: Moment) {
        guard let entry = entries[key], entry.isDue, entry.gates == 0 else { return }
        guard entry.job.faults.isReordered, entry.attemptsNow == 0, entry.heldSince == nil, entry.lane.held == nil
        else {
            if entry.lane.held == key { entry.lane.held = nil }
            return lanes.enqueue(key, in: entry.lane)
        }
        hold(entry, key, at: now)
    }

    /// Keeps it until the next one to its target has had its first attempt; nobody waits for it meanwhile.
    private mutating func hold(_ entry: ScheduledDelivery, _ key: DeliveryKey, at now: Moment) {
        entry.lane.held = key
        (entry.heldSince, entry.isDue) = (now.elapsed, false)
        wait(key, until: now.elapsed + Self.longestHold, at: now)
        open(.started, of: entry, at: now)
        open(.ended, of: entry, at: now)
    }

    /// Lets the one go that was held before this first attempt began.
    mutating func release(after entry: ScheduledDelivery, at now: Moment) {
        guard let key = entry.lane.held, let other = entries[key], let since = other.heldSince,
            let began = entry.running, since <= began.elapsed
        else { return }
        (other.due, other.isDue) = (nil, true)
        enqueueIfFree(key, at: now)
    }

    /// Lets those go on that waited for this point of its life.
    mutating func open(_ point: CallbackOrder.Point, of entry: ScheduledDelivery, at now: Moment) {
        while let index = entry.successors.firstIndex(where: { $0.point == point }) {
            let key = entry.successors.remove(at: index).key
            entries[key]?.gates -= 1
            enqueueIfFree(key, at: now)
        }
    }
}
