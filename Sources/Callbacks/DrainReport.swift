public import Model

/// What a drain left behind.
public struct DrainReport: Sendable {
    /// The deliveries that had not settled when the time was over, in the order in which they were submitted.
    public var abandoned: [Delivery]

    /// Whether every delivery had settled in time.
    public var isComplete: Bool { abandoned.isEmpty }
}
