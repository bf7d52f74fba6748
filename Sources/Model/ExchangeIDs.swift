internal import Synchronization

/// Gives out the ids of a database's exchanges and messages, each once, in the order in which they are asked for.
public final class ExchangeIDs: Sendable {
    private let last: Atomic<Int64>

    /// - Parameter first: the first id; the others count on from it.
    public init(from first: ExchangeID = ExchangeID(rawValue: 1)) { last = Atomic(first.rawValue - 1) }

    /// The next id; may be called from any thread.
    public func next() -> ExchangeID { ExchangeID(rawValue: last.wrappingAdd(1, ordering: .relaxed).newValue) }

    /// Sets ids aside, one after the other.
    ///
    /// - Returns: the first of so many.
    public func reserve(_ count: Int) -> ExchangeID {
        ExchangeID(rawValue: last.wrappingAdd(Int64(count), ordering: .relaxed).oldValue + 1)
    }

    /// Leaves out the ids before this one: somebody else has given them.
    public func skip(to first: ExchangeID) { last.max(first.rawValue - 1, ordering: .relaxed) }
}
