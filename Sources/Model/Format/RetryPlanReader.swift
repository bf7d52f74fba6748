/// Turns `retryCount`, `retryDelay`, `retryDelays` and `backoff` into a plan.
enum RetryPlanReader {
    /// - Parameter usual: what holds where nothing is said: the seed's defaults, or a preset's.
    static func plan(
        _ cursor: JSONCursor,
        usual: RetryPlan,
        warnings: inout [MockFormatError]
    ) throws(MockFormatError) -> RetryPlan {
        var plan = usual
        if let delay = try cursor.member("retryDelay") {
            (plan.delay, plan.backoff, plan.delays) = (try delay.seconds(warnings: &warnings), nil, [])
        }
        if let backoff = try cursor.member("backoff") {
            (plan.backoff, plan.delays) = (try self.backoff(backoff, warnings: &warnings), [])
        }
        if let delays = try cursor.member("retryDelays") {
            plan.delays = []
            for delay in try delays.elements() { plan.delays.append(try delay.anySeconds()) }
            plan.count = plan.delays.count
        }
        if let count = try cursor.member("retryCount") { plan.count = Int(try count.int64(in: 0...10_000)) }
        return plan
    }

    private static func backoff(
        _ cursor: JSONCursor,
        warnings: inout [MockFormatError]
    ) throws(MockFormatError) -> Backoff {
        try cursor.allowOnly(["initial", "factor", "maximum", "jitter"])
        var backoff = Backoff(initial: try cursor.required("initial").seconds(warnings: &warnings))
        if let factor = try cursor.member("factor") {
            backoff.factor = try factor.nonNegative()
            guard (1...1_000).contains(backoff.factor) else {
                throw factor.error("a number from 1 to 1000 should stand here")
            }
        }
        backoff.maximum = try cursor.member("maximum")?.anySeconds()
        if let jitter = try cursor.member("jitter") { backoff.jitter = try jitter.share() }
        return backoff
    }
}

extension JSONCursor {
    /// Seconds, with a warning where somebody must have meant milliseconds.
    func seconds(warnings: inout [MockFormatError]) throws(MockFormatError) -> Duration {
        let duration = try anySeconds()
        let seconds = duration.inMilliseconds / 1_000
        if seconds >= 1_000 {
            warnings.append(
                error("this is in seconds; \(Int(seconds)) looks like milliseconds, write \(seconds / 1_000) for those")
            )
        }
        return duration
    }

    /// Seconds that may be many: the gaps of a provider's schedule grow to hours.
    func anySeconds() throws(MockFormatError) -> Duration {
        let seconds = try nonNegative()
        guard seconds < 10_000_000 else { throw error("\(seconds) seconds are longer than anybody waits") }
        return .milliseconds(Int64((seconds * 1_000).rounded()))
    }

    /// A number from 0 to 1.
    func share() throws(MockFormatError) -> Double {
        let share = try nonNegative()
        guard share <= 1 else { throw error("a number from 0 to 1 should stand here, not \(share)") }
        return share
    }
}
