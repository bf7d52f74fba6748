public import Model

/// The figures of `understudy check`, and a diff for everything under 100 %.
public struct CheckReport: Sendable, Hashable {
    /// So many of so many.
    public struct Figure: Sendable, Hashable {
        /// How many held.
        public var held = 0
        /// How many there were.
        public var total = 0

        /// Whether all held.
        public var isComplete: Bool { held == total }
    }

    /// One thing that differs.
    public struct Difference: Sendable, Hashable {
        /// The recorded exchange.
        public var exchange: ExchangeID
        /// The mock that answered; nil when none did.
        public var mock: MockID?
        /// `GET /orders/17`.
        public var summary: String
        /// What differs and why it counts, in words.
        public var reasons: [String]
    }

    /// Exchanges whose answer was reproduced.
    public var exchanges = Figure()
    /// Observed deliveries whose callback was reproduced.
    public var callbacks = Figure()
    /// Linked values that followed fresh ones; empty in a round with recorded values.
    public var links = Figure()
    /// What differed, in order.
    public var differences: [Difference] = []

    /// An empty report.
    public init() {}

    /// Whether every figure is at 100 %.
    public var isComplete: Bool { exchanges.isComplete && callbacks.isComplete && links.isComplete }

    /// Adds the figures of another round: its links and its differences; its exchanges and callbacks are counted apart.
    public mutating func add(links other: CheckReport) {
        links.held += other.links.held
        links.total += other.links.total
        differences += other.differences
    }
}
