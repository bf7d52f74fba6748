/// When a callback that failed is tried again.
public struct RetryPlan: Sendable, Hashable {
    /// How many attempts follow a failed first one; `retryCount` in JSON.
    public var count = 0
    /// The gap before each of them; `retryDelay` in JSON is in seconds, and may have a fraction (ours).
    public var delay: Duration = .seconds(1)
    /// Ours: gaps that grow, instead of `delay`.
    @KeptApart public var backoff: Backoff?
    /// Ours: the gap before each further attempt by its number, the last one for all that follow; instead of `delay` and
    /// `backoff`. `retryDelays` in JSON, in seconds.
    public var delays: [Duration] = []

    /// No further attempts.
    public init() {}

    /// Attempts at fixed gaps.
    public init(count: Int, delay: Duration = .seconds(1)) { (self.count, self.delay) = (count, delay) }

    /// The gap after a failed attempt.
    ///
    /// - Parameters:
    ///   - attempt: the number of the failed one, 1 for the first.
    ///   - chance: from 0 up to 1: where in the range that jitter opens the gap lies.
    public func gap(afterAttempt attempt: Int, chance: Double) -> Duration {
        if !delays.isEmpty { return delays[min(max(attempt, 1), delays.count) - 1] }
        return backoff?.gap(afterAttempt: attempt, chance: chance) ?? delay
    }

    /// The same with every time changed.
    public func mapped(_ change: (Duration) -> Duration) -> RetryPlan {
        var plan = self
        (plan.delay, plan.delays) = (change(delay), delays.map(change))
        plan.backoff?.initial = change(backoff?.initial ?? .zero)
        plan.backoff?.maximum = backoff?.maximum.map(change)
        return plan
    }
}

/// Ours: gaps that grow from one attempt to the next; `backoff` in JSON, with times in seconds.
public struct Backoff: Sendable, Hashable {
    /// The first gap.
    public var initial: Duration
    /// What each gap is multiplied by to give the next; at least 1.
    public var factor: Double = 2
    /// No gap is longer; nil for no bound.
    public var maximum: Duration?
    /// How much of a gap is left to chance, from 0 to 1: a gap of 10 s with 0.2 lasts 8 to 12 s.
    public var jitter: Double = 0

    /// Gaps that double.
    public init(initial: Duration) { self.initial = initial }

    /// The gap after a failed attempt, 1 for the first.
    public func gap(afterAttempt attempt: Int, chance: Double) -> Duration {
        var seconds = initial.inMilliseconds / 1_000
        let bound = maximum.map { $0.inMilliseconds / 1_000 } ?? 10_000_000
        for _ in 1..<max(attempt, 1) where seconds < bound { seconds *= factor }
        seconds = min(seconds, bound)
        return .milliseconds(Int64((seconds * (1 - jitter + 2 * jitter * chance) * 1_000).rounded()))
    }
}
