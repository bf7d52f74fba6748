public import Model

/// The values that outlive a request: global stores by namespace, chain stores by namespace and chain, and the
/// counters of `$.fake.counter`.
///
/// A plain value: whoever holds it guards it.
public struct Stores: Sendable {
    /// A chain within a namespace.
    public struct Chain: Sendable, Hashable {
        /// The namespace.
        public var namespace: String
        /// `chainId` of its mocks.
        public var id: String

        /// A chain within a namespace.
        public init(namespace: String, id: String) { (self.namespace, self.id) = (namespace, id) }
    }

    /// `$.gS`, by namespace.
    public var global: [String: [String: JSON]] = [:]
    /// `$.cS`, by chain.
    public var chains: [Chain: [String: JSON]] = [:]
    /// The next number of each counter, by namespace and name.
    public var counters: [String: [String: Int64]] = [:]

    /// Nothing stored.
    public init() {}
}
