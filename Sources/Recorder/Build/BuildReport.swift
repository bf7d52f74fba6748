public import Model

/// What a build found and what it could not explain: printed by `understudy build`.
public struct BuildReport: Sendable, Hashable {
    /// One mock and what it stands for.
    public struct MockLine: Sendable, Hashable {
        /// The mock.
        public var mock: MockID
        /// `POST api.example.test/orders → 201`.
        public var summary: String
        /// How many recorded exchanges it answers.
        public var samples: Int
        /// How many callbacks it has.
        public var callbacks: Int
        /// Where templates stand and why, one sentence each.
        public var findings: [String]
        /// What varies and nothing explains, one sentence each.
        public var unexplained: [String]
    }

    /// Exchanges that the mocks were built from.
    public var exchangeCount = 0
    /// Observed webhooks, retries included.
    public var webhookCount = 0
    /// Deliveries: webhooks with their retries counted once.
    public var deliveryCount = 0
    /// The mocks in the order of the file.
    public var mocks: [MockLine] = []
    /// Webhooks without a cause: id, what it was, and why it stayed alone.
    public var unattributed: [String] = []
    /// Exchanges from which no mock was made, and why.
    public var skipped: [String] = []
    /// Other remarks, such as content codings that were undone.
    public var notes: [String] = []

    /// How many callbacks all mocks have.
    public var callbackCount: Int { mocks.reduce(0) { $0 + $1.callbacks } }

    /// How many values stayed unexplained.
    public var unexplainedCount: Int { mocks.reduce(0) { $0 + $1.unexplained.count } }

    /// An empty report.
    public init() {}
}
