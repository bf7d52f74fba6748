public import Model

/// Which store is meant.
public enum StoreAddress: Sendable, Hashable {
    /// What all mocks of a namespace share.
    case global(namespace: String, run: RunID)
    /// What the mocks with one chain id in a namespace share.
    case chain(namespace: String, id: String, run: RunID)
}

/// What the clock that answers see shows.
public struct ClockSetting: Sendable, Hashable {
    /// The time that it shows.
    public var now: Timestamp
    /// Whether it stands still.
    public var isFrozen: Bool
    /// How far it is ahead of the system's clock.
    public var offset: Duration

    /// A setting.
    public init(now: Timestamp, isFrozen: Bool = false, offset: Duration = .zero) {
        (self.now, self.isFrozen, self.offset) = (now, isFrozen, offset)
    }
}

/// What may be done to the clock.
public enum ClockChange: Sendable, Hashable {
    /// It shows the system's time again.
    case real
    /// It stands still at this instant.
    case frozen(Timestamp)
    /// It goes ahead by so much, back when negative; one that stands still goes on standing.
    case advanced(Duration)
    /// It runs, so much ahead of the system's clock.
    case offset(Duration)
}

/// The state that answers come from: stores, test runs, the clock.
public protocol StateServing: Sendable {
    /// The values of a store, sorted by key.
    func values(in store: StoreAddress) -> [(key: String, value: JSON)]
    /// Writes values into a store.
    func set(_ values: [(key: String, value: JSON)], in store: StoreAddress)
    /// Takes a value away; false when it was not there.
    func remove(_ key: String, in store: StoreAddress) -> Bool
    /// Empties a store.
    func removeAll(in store: StoreAddress)
    /// The chains of a namespace that have values.
    func chains(namespace: String, run: RunID) -> [String]
    /// The runs that have a state.
    func runs() -> [RunID]
    /// Forgets stores, sequences and counted uses of one run.
    func reset(run: RunID)
    /// What the clock shows.
    var clock: ClockSetting { get }
    /// Sets the clock.
    func setClock(_ change: ClockChange)
}
