/// Which deliveries are meant; what is nil or empty does not restrict.
public struct DeliveryFilter: Sendable, Hashable {
    /// Only in one of these states.
    public var states: Set<Delivery.State> = []
    /// Only these.
    public var ids: [DeliveryID] = []
    /// Only of this exchange.
    public var exchange: ExchangeID?
    /// Only of this mock.
    public var mock: MockID?
    /// Only those that the mock gives this name.
    public var name: String?
    /// Only of this run.
    public var run: RunID?
    /// Only of mocks of this namespace.
    public var namespace: String?
    /// Only of this kind: `http`, `kafka` or `rabbitmq`.
    public var kind: String?
    /// Only those whose target's text holds this text.
    public var target: String?
    /// Only those taken on at this time or later.
    public var since: Timestamp?
    /// Only those taken on before this time.
    public var until: Timestamp?

    /// All deliveries.
    public init() {}

    /// The dead letters: failed and abandoned ones.
    public static var dead: DeliveryFilter {
        var filter = DeliveryFilter()
        filter.states = Set(Delivery.State.allCases.filter(\.isDead))
        return filter
    }

    /// Whether it passes.
    public func includes(_ delivery: Delivery) -> Bool {
        (states.isEmpty || states.contains(delivery.state)) && (ids.isEmpty || ids.contains(delivery.job.id))
            && isPassedByOrigin(of: delivery.job) && isPassedByTarget(of: delivery.job)
            && (since.map { $0 <= delivery.submittedAt } ?? true)
            && (until.map { delivery.submittedAt < $0 } ?? true)
    }

    private func isPassedByOrigin(of job: CallbackJob) -> Bool {
        (exchange == nil || exchange == job.exchange) && (mock == nil || mock == job.mock)
            && (name == nil || name == job.name) && (run == nil || run == job.run)
            && (namespace == nil || namespace == job.namespace)
    }

    private func isPassedByTarget(of job: CallbackJob) -> Bool {
        (kind == nil || kind == job.target.kind) && (target.map { job.target.text.contains($0) } ?? true)
    }
}
