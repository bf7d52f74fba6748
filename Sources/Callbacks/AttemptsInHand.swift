internal import Model

/// The attempts that the thread that sends has been given and that have not ended.
///
/// Of those at one target so many run at once, as `AttemptLanes` says; the others wait here, so that the next one begins when
/// one ends, without the dispatcher's thread being asked.
struct AttemptsInHand {
    private final class Attempt {
        let delivery: Delivery
        let lane: TargetLane
        var began: Moment?

        init(_ delivery: Delivery, lane: TargetLane) { (self.delivery, self.lane) = (delivery, lane) }
    }

    private var lanes: AttemptLanes
    private var targets = TargetLanes()
    private var attempts: [DeliveryKey: Attempt] = [:]

    init(limitPerTarget: Int, limit: Int) { lanes = AttemptLanes(limitPerLane: limitPerTarget, limit: limit) }

    /// Takes one more, which begins in its turn.
    mutating func take(_ key: DeliveryKey, _ delivery: Delivery) {
        let lane = targets.enter(delivery.job.target)
        attempts[key] = Attempt(delivery, lane: lane)
        lanes.enqueue(key, in: lane)
    }

    /// The next that begins at this moment; nil when none may.
    mutating func next(at now: () -> Moment) -> (key: DeliveryKey, delivery: Delivery, began: Moment)? {
        let known = attempts
        guard let key = lanes.next(where: { known[$0] != nil }), let attempt = known[key] else { return nil }
        let began = now()
        attempt.began = began
        return (key, attempt.delivery, began)
    }

    /// One has ended or is not wanted any more.
    ///
    /// - Returns: when it began; nil when it has not.
    @discardableResult
    mutating func end(_ key: DeliveryKey) -> Moment? {
        guard let attempt = attempts.removeValue(forKey: key) else { return nil }
        if attempt.began != nil { lanes.leave(attempt.lane) }
        targets.leave(attempt.lane)
        return attempt.began
    }
}
