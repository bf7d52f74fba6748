/// Ours: how often a callback goes wrong on purpose, so that its receiver can be tested; `faults` in JSON.
///
/// Each is a probability from 0 to 1; `true` in JSON is 1.
public struct DeliveryFaults: Sendable, Hashable {
    /// It is delivered a second time, under the same id, once the first delivery has settled.
    public var duplicate: Double = 0
    /// It is sent after the next one to the same target.
    public var reorder: Double = 0
    /// It is never sent.
    public var drop: Double = 0
    /// It carries a signature that does not verify.
    public var wrongSignature: Double = 0
    /// How long its content takes to be sent, over HTTP; nil sends it at once. `slow` in JSON, as a delay in milliseconds.
    public var slow: Delay?

    /// Nothing goes wrong.
    public init() {}

    /// Whether nothing can go wrong.
    public var isNone: Bool { self == DeliveryFaults() }

    /// What goes wrong with one delivery.
    public struct Drawn: Sendable, Hashable {
        /// Delivered twice.
        public var isDuplicated = false
        /// Sent after the next one.
        public var isReordered = false
        /// Never sent.
        public var isDropped = false
        /// Signed wrongly.
        public var hasWrongSignature = false
        /// How long the content takes.
        public var slowness: Duration = .zero

        /// Nothing.
        public init() {}
    }
}
