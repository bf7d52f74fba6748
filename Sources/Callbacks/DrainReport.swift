public import Model

/// What a drain left behind.
public struct DrainReport: Sendable {
    /// The deliveries that had not settled when the time was over, in the order in which they were submitted.
    public var abandoned: [Delivery]
    /// How many were parked in the journal, where they stay pending.
    public var parkedCount = 0

    /// Whether every delivery had settled in time.
    public var isComplete: Bool { abandoned.isEmpty && parkedCount == 0 }
}
