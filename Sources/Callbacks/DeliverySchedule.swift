internal import Model

/// Names a delivery within one dispatcher.
struct DeliveryKey: Hashable, Sendable {
    let rawValue: Int
}

/// Names jobs that were submitted together by somebody who waits for their end.
struct BatchID: Hashable, Sendable {
    let rawValue: Int
}

/// An instant on both clocks: the one that measures gaps, and the one that people read.
struct Moment: Sendable {
    /// Since some fixed point; never goes back.
    let elapsed: Duration
    /// What the wall clock shows.
    let wall: Timestamp
}

/// When each attempt of each delivery starts, without I/O.
///
/// A delivery is due its delay after it was submitted, and again its retry delay after each failed attempt but the last.
/// Jobs submitted together stay in order. Asynchronous ones with the same delay: each starts no sooner than the first
/// attempt of the one before it, and where they share a target, no sooner than that attempt's end. Sequential ones: each
/// starts when the one before it has settled.
struct DeliverySchedule {
    enum Event {
        /// New jobs. A batch is told when all of its jobs have settled.
        case submitted([CallbackJob], isSequential: Bool, batch: BatchID?)
        /// Time has passed.
        case tick
        /// An attempt that a `start` had begun has ended.
        case ended(DeliveryKey, Attempt.Result, mayRetry: Bool)
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
        /// The delivery has come to its end.
        case settled(Delivery)
        /// All of a batch have settled; in the order in which they were submitted.
        case finished(BatchID, [Delivery])
    }

    private struct Entry {
        var delivery: Delivery
        let lane: String
        let batch: BatchID?
        /// How many others it still has to wait for.
        var gates = 0
        /// Whether only gates keep it back.
        var isDue = false
        /// When the running attempt began.
        var running: Moment?
        /// Whom it lets go at which point of its life.
        var successors: [(point: CallbackOrder.Point, key: DeliveryKey)] = []
    }

    private var entries: [DeliveryKey: Entry] = [:]
    private var waiting = DueQueue<DeliveryKey>()
    private var lanes: AttemptLanes
    private var batches: [BatchID: (keys: [DeliveryKey], settled: [DeliveryKey: Delivery])] = [:]
    private var pendingByExchange: [ExchangeID: Int] = [:]
    private let capacity: Int
    private var nextKey = 0

    init(concurrencyPerTarget: Int, concurrency: Int, capacity: Int) {
        lanes = AttemptLanes(limitPerLane: concurrencyPerTarget, limit: concurrency)
        self.capacity = capacity
    }

    /// When the next delivery is due that waits for its time alone.
    var nextDue: Duration? { waiting.nextDue }

    /// How many deliveries have not settled.
    var pendingCount: Int { entries.count }

    /// How many deliveries of one exchange have not settled.
    func pendingCount(of exchange: ExchangeID) -> Int { pendingByExchange[exchange] ?? 0 }

    mutating func handle(_ event: Event, at now: Moment) -> [Action] {
        var actions: [Action] = []
        switch event {
        case .submitted(let jobs, let isSequential, let batch):
            add(jobs, isSequential: isSequential, batch: batch, at: now, &actions)
        case .tick: break
        case .ended(let key, let result, let mayRetry): end(key, result, mayRetry: mayRetry, at: now, &actions)
        case .abandonAll: abandonAll(at: now, &actions)
        }
        while let key = waiting.popDue(at: now.elapsed) {
            entries[key]?.isDue = true
            enqueueIfFree(key)
        }
        while let key = lanes.next() { start(key, at: now, &actions) }
        return actions
    }
}

extension DeliverySchedule {
    private mutating func add(
        _ jobs: [CallbackJob],
        isSequential: Bool,
        batch: BatchID?,
        at now: Moment,
        _ actions: inout [Action]
    ) {
        let keys = jobs.map { _ in makeKey() }
        if let batch {
            batches[batch] = (keys, [:])
            if jobs.isEmpty { finish(batch, &actions) }
        }
        var order = CallbackOrder(isSequential: isSequential)
        for (key, job) in zip(keys, jobs) {
            entries[key] = Entry(delivery: Delivery(job: job), lane: job.target.lane, batch: batch)
            pendingByExchange[job.exchange, default: 0] += 1
            guard entries.count <= capacity else {
                refuse(key, at: now, &actions)
                continue
            }
            for before in order.predecessors(of: job, key: key) where entries[before.key] != nil {
                entries[before.key]?.successors.append((before.point, key))
                entries[key]?.gates += 1
            }
            waiting.insert(key, due: now.elapsed + max(.zero, job.delay))
        }
    }

    private mutating func makeKey() -> DeliveryKey {
        defer { nextKey += 1 }
        return DeliveryKey(rawValue: nextKey)
    }

    private mutating func refuse(_ key: DeliveryKey, at now: Moment, _ actions: inout [Action]) {
        let reason = "\(capacity) callbacks are waiting already and no more are taken; is a target down or too slow?"
        entries[key]?.running = now
        record(.failed(reason: reason), for: key, at: now, &actions)
        settle(key, as: .failed, &actions)
    }
}

extension DeliverySchedule {
    private mutating func enqueueIfFree(_ key: DeliveryKey) {
        guard let entry = entries[key], entry.isDue, entry.gates == 0 else { return }
        lanes.enqueue(key, in: entry.lane)
    }

    private mutating func open(_ point: CallbackOrder.Point, of key: DeliveryKey) {
        guard let entry = entries[key] else { return }
        for successor in entry.successors where successor.point == point {
            entries[successor.key]?.gates -= 1
            enqueueIfFree(successor.key)
        }
        entries[key]?.successors.removeAll { $0.point == point }
    }

    private mutating func start(_ key: DeliveryKey, at now: Moment, _ actions: inout [Action]) {
        guard let entry = entries[key] else { return }
        entries[key]?.running = now
        entries[key]?.isDue = false
        actions.append(.start(key, entry.delivery))
        if entry.delivery.attempts.isEmpty { open(.started, of: key) }
    }

    private mutating func end(
        _ key: DeliveryKey,
        _ result: Attempt.Result,
        mayRetry: Bool,
        at now: Moment,
        _ actions: inout [Action]
    ) {
        guard let entry = entries[key], entry.running != nil else { return }
        lanes.leave(entry.lane)
        record(result, for: key, at: now, &actions)
        open(.ended, of: key)
        guard let delivery = entries[key]?.delivery, let attempt = delivery.attempts.last else { return }
        if attempt.isSuccess {
            settle(key, as: .delivered, &actions)
        } else if mayRetry, delivery.attempts.count <= delivery.job.retries.count {
            waiting.insert(key, due: now.elapsed + max(.zero, delivery.job.retries.delay))
        } else {
            settle(key, as: .failed, &actions)
        }
    }

    private mutating func record(
        _ result: Attempt.Result,
        for key: DeliveryKey,
        at now: Moment,
        _ actions: inout [Action]
    ) {
        guard var entry = entries[key], let began = entry.running else { return }
        entry.delivery.attempts.append(
            Attempt(
                number: entry.delivery.attempts.count + 1,
                startedAt: began.wall,
                duration: now.elapsed - began.elapsed,
                result: result
            )
        )
        entry.running = nil
        entries[key] = entry
        actions.append(.attempted(entry.delivery))
    }

    private mutating func settle(_ key: DeliveryKey, as state: Delivery.State, _ actions: inout [Action]) {
        for point in [CallbackOrder.Point.started, .ended, .settled] { open(point, of: key) }
        guard var entry = entries.removeValue(forKey: key) else { return }
        entry.delivery.state = state
        let exchange = entry.delivery.job.exchange
        pendingByExchange[exchange, default: 1] -= 1
        if pendingByExchange[exchange] == 0 { pendingByExchange[exchange] = nil }
        actions.append(.settled(entry.delivery))
        guard let batch = entry.batch else { return }
        batches[batch]?.settled[key] = entry.delivery
        if let waiting = batches[batch], waiting.settled.count == waiting.keys.count { finish(batch, &actions) }
    }

    private mutating func finish(_ batch: BatchID, _ actions: inout [Action]) {
        guard let done = batches.removeValue(forKey: batch) else { return }
        actions.append(.finished(batch, done.keys.compactMap { done.settled[$0] }))
    }

    private mutating func abandonAll(at now: Moment, _ actions: inout [Action]) {
        for key in entries.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            if entries[key]?.running != nil {
                actions.append(.stop(key))
                record(.failed(reason: "broken off, since the run ended"), for: key, at: now, &actions)
            }
            settle(key, as: .abandoned, &actions)
        }
        waiting = DueQueue()
        lanes.removeAll()
    }
}
