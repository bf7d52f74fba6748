internal import Synchronization

/// How often a mock has been used. Whoever takes a use gets its number, which decides sequences and chance, so that
/// no two requests get the same one.
final class MockUses: Sendable {
    private let taken = Atomic<Int>(0)
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// The number of this use, from zero; nil when there is none left.
    func take() -> Int? {
        guard limit < .max else { return taken.wrappingAdd(1, ordering: .relaxed).oldValue }
        var current = taken.load(ordering: .relaxed)
        while current < limit {
            let (exchanged, original) = taken.weakCompareExchange(
                expected: current,
                desired: current + 1,
                ordering: .relaxed
            )
            if exchanged { return current }
            current = original
        }
        return nil
    }

    /// How many have been taken.
    var count: Int { taken.load(ordering: .relaxed) }
}
