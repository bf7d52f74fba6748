/// Ours: which answers of a receiver count as failures, and what they mean for further attempts; `failure` in JSON.
public struct FailureRule: Sendable, Hashable {
    /// The statuses that count as failures.
    public var statuses: [ClosedRange<Int>] = [400...599]
    /// The failures after which nothing more is tried, as 410 says "do not call again".
    public var final: Set<Int> = []
    /// Whether `Retry-After` of a failure (RFC 9110 §10.2.3) puts the next attempt off where it says a later time.
    public var honoursRetryAfter = false

    /// The rule of callbacks that say nothing: 400 and above is a failure.
    public init() {}

    /// Whether an answer with this status is a failure.
    public func isFailure(_ status: Int) -> Bool { statuses.contains { $0.contains(status) } || final.contains(status) }
}
