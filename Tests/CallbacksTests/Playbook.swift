import Model

@testable import Callbacks

/// Feeds a schedule with events at chosen moments and writes its actions down as words.
struct Playbook {
    private var schedule: DeliverySchedule
    private var keys: [String: DeliveryKey] = [:]
    private(set) var settled: [String: Delivery] = [:]

    init(perTarget: Int = 64, total: Int = 512, capacity: Int = 1000, chance: Double = 0.5) {
        schedule = DeliverySchedule(
            concurrencyPerTarget: perTarget,
            concurrency: total,
            capacity: capacity,
            chance: { chance }
        )
    }

    var nextDue: Duration? { schedule.nextDue }
    var pendingCount: Int { schedule.counts.total }

    func pendingCount(of exchange: Int64) -> Int { schedule.counts.count(.exchange(ExchangeID(rawValue: exchange))) }
    func pendingCount(ofRun run: String) -> Int { schedule.counts.count(.run(RunID(rawValue: run))) }

    mutating func submit(
        _ jobs: [CallbackJob],
        batch: Int? = nil,
        sentAt: Double? = nil,
        at now: Double = 0
    ) -> [String] {
        let deliveries = jobs.map { Delivery(job: $0) }
        let batch = batch.map { BatchID(rawValue: $0) }
        return handle(
            batch.map { .waitedFor(deliveries, $0) } ?? .submitted(deliveries, sentAt: .seconds(sentAt ?? now)),
            at: now
        )
    }

    mutating func tick(_ now: Double) -> [String] { handle(.tick, at: now) }

    mutating func end(_ id: String, _ status: Int, at now: Double, mayRetry: Bool = true) -> [String] {
        guard let key = keys[id] else { return ["\(id) never started"] }
        return handle(
            .ended(AttemptEnd(key: key, result: Sample.answered(status), next: mayRetry ? .planned : .never)),
            at: now
        )
    }

    mutating func end(
        _ id: String,
        _ result: Attempt.Result,
        at now: Double,
        next: FurtherAttempt = .planned
    ) -> [String] {
        guard let key = keys[id] else { return ["\(id) never started"] }
        return handle(.ended(AttemptEnd(key: key, result: result, next: next)), at: now)
    }

    mutating func resume(_ deliveries: [Delivery], at now: Double) -> [String] { handle(.resumed(deliveries), at: now) }

    mutating func redeliver(_ delivery: Delivery, at now: Double) -> [String] {
        handle(.redelivered(delivery), at: now)
    }

    mutating func cancel(_ id: String, at now: Double) -> [String] {
        handle(.cancelled(DeliveryID(rawValue: id)), at: now)
    }

    mutating func abandon(at now: Double) -> [String] { handle(.abandonAll, at: now) }

    private mutating func handle(_ event: DeliverySchedule.Event, at now: Double) -> [String] {
        let moment = Moment(elapsed: .seconds(now), wall: Timestamp(nanoseconds: Int64(now * 1e9)))
        return schedule.handle(event, at: moment).map { describe($0) }
    }

    private mutating func describe(_ action: DeliverySchedule.Action) -> String {
        switch action {
        case .start(let key, let delivery):
            keys[delivery.job.id.rawValue] = key
            return "start \(delivery.job.id) #\(delivery.attempts.count + 1)"
        case .stop(let key): return "stop \(keys.first { $0.value == key }?.key ?? "?")"
        case .attempted(let delivery): return "attempted \(delivery.job.id)"
        case .notCounted(let delivery): return "not counted \(delivery.job.id)"
        case .settled(let delivery):
            settled[delivery.job.id.rawValue] = delivery
            return "\(delivery.state) \(delivery.job.id)"
        case .finished(let batch, let deliveries):
            return "finished \(batch.rawValue): \(deliveries.map(\.job.id.rawValue).joined(separator: " "))"
        }
    }
}
