internal import Model
internal import Synchronization

/// How often a mock has been used. Whoever takes a use gets its number, which decides sequences and chance, so that
/// no two requests get the same one.
final class MockUses: Sendable {
    private let taken: Atomic<Int>
    private let last: Atomic<Int64>
    private let limit: Int

    /// - Parameters:
    ///   - taken: how many uses are gone already.
    ///   - lastAt: when the last of them was.
    init(limit: Int, taken: Int = 0, lastAt: Timestamp? = nil) {
        self.limit = limit
        self.taken = Atomic(taken)
        last = Atomic(lastAt?.nanoseconds ?? 0)
    }

    /// The number of this use, from zero; nil when there is none left.
    func take(at now: Timestamp) -> Int? {
        guard let use = take() else { return nil }
        last.store(now.nanoseconds, ordering: .relaxed)
        return use
    }

    private func take() -> Int? {
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

    /// When the last one was taken; nil before the first.
    var lastAt: Timestamp? {
        let nanoseconds = last.load(ordering: .relaxed)
        return nanoseconds == 0 ? nil : Timestamp(nanoseconds: nanoseconds)
    }

    /// As if none had been taken.
    func reset() {
        taken.store(0, ordering: .relaxed)
        last.store(0, ordering: .relaxed)
    }
}
