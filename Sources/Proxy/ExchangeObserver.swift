public import Model

/// Takes finished exchanges. Called on event loops; must not block.
public protocol ExchangeObserver: Sendable {
    /// Called exactly once for each exchange, with its response or its failure.
    func finished(_ exchange: Exchange)

    /// Whether it looks at what it is told. Where it does not, answers of our own cost nothing beyond their bytes.
    var isWatching: Bool { get }

    /// False while the observer can take no more: then new exchanges wait, and reading from their clients pauses.
    var isReady: Bool { get }

    /// Calls `resume` once, from any thread, as soon as `isReady` is true again; at once when it is already.
    func whenReady(_ resume: @escaping @Sendable () -> Void)
}

extension ExchangeObserver {
    /// True: who observes looks.
    public var isWatching: Bool { true }
}

/// Looks at nothing and is always ready.
public struct NoObserver: ExchangeObserver {
    /// Makes one.
    public init() {}

    /// Always false.
    public var isWatching: Bool { false }

    /// Drops the exchange.
    public func finished(_ exchange: Exchange) {}

    /// Always true.
    public var isReady: Bool { true }

    /// Calls at once.
    public func whenReady(_ resume: @escaping @Sendable () -> Void) { resume() }
}
