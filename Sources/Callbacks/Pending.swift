public import Model

extension CallbackDispatcher {
    /// Whose deliveries somebody waits for.
    public enum Watched: Sendable, Hashable {
        /// All of them.
        case all
        /// Those of one exchange.
        case exchange(ExchangeID)
        /// Those of one run.
        case run(RunID)
    }

    /// Takes pending deliveries of an earlier time on again: each is due when it was.
    public func resume(_ deliveries: [Delivery]) { submit(deliveries.map(\.job)) }

    /// Sends a settled delivery again, under the same id.
    public func redeliver(_ delivery: Delivery) { submit([delivery.job]) }

    /// Takes a pending delivery back; false when there is none.
    public func cancel(_ id: DeliveryID, _ done: @escaping @Sendable (Bool) -> Void) { done(false) }

    /// Calls back as soon as none of them is pending, with true, or when the time is over, with false.
    public func whenSettled(
        _ watched: Watched,
        within limit: Duration,
        _ done: @escaping @Sendable (_ isSettled: Bool) -> Void
    ) {
        if case .exchange(let exchange) = watched { return whenSettled(exchange, within: limit, done) }
        whenSettled(nil as ExchangeID?, within: limit, done)
    }
}
