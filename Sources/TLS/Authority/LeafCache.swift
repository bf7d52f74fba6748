internal import Synchronization

/// Keeps what is costly to make, by key: at most so many, the least recently used goes first. One maker per key at a
/// time; those who ask for the same key meanwhile wait for it, those who ask for another do not.
final class LeafCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Table {
        var places: [Key: Place] = [:]
        var uses: UInt64 = 0
    }

    /// Where one key's value is made and kept. Making happens under this lock, not under the table's.
    private final class Place: Sendable {
        let value = Mutex<Value?>(nil)
        let lastUse = Atomic<UInt64>(0)
    }

    private let limit: Int
    private let table = Mutex(Table())

    init(limit: Int) { self.limit = limit }

    /// The value of a key: the one kept if it is fresh, else one that is made now. A maker that throws leaves nothing.
    func value<Failure: Error>(
        for key: Key,
        isFresh: (Value) -> Bool,
        make: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let place = place(for: key)
        let result = place.value.withLock { kept -> Result<Value, Failure> in
            if let kept, isFresh(kept) { return .success(kept) }
            return Result { () throws(Failure) in
                let made = try make()
                kept = made
                return made
            }
        }
        return try result.get()
    }

    var count: Int { table.withLock { $0.places.count } }

    private func place(for key: Key) -> Place {
        table.withLock { table in
            table.uses += 1
            let place = table.places[key] ?? Place()
            place.lastUse.store(table.uses, ordering: .relaxed)
            table.places[key] = place
            if table.places.count > limit { Self.dropOldest(&table) }
            return place
        }
    }

    /// Looks at all places: that costs less than making what is about to be made.
    private static func dropOldest(_ table: inout Table) {
        let oldest = table.places.min {
            $0.value.lastUse.load(ordering: .relaxed) < $1.value.lastUse.load(ordering: .relaxed)
        }
        if let oldest { table.places[oldest.key] = nil }
    }
}
