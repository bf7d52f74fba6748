public import Model

/// The values that outlive a request: global stores, chain stores, and the counters of `$.fake.counter`.
///
/// A plain value: whoever holds it guards it. It can keep what was changed, so that somebody else writes it down.
public struct Stores: Sendable {
    /// One store.
    public enum Place: Sendable, Hashable {
        /// `$.gS` of a namespace.
        case global(namespace: String)
        /// `$.cS` of a chain in a namespace.
        case chain(namespace: String, id: String)
        /// The next numbers of a namespace's counters.
        case counters(namespace: String)
    }

    /// A value that was set, or taken away when it is nil.
    public struct Change: Sendable, Hashable {
        /// The store.
        public var place: Place
        /// The key; nil for every key of the store.
        public var key: String?
        /// The new value; nil when it is gone.
        public var value: JSON?

        /// A change.
        public init(place: Place, key: String?, value: JSON?) {
            (self.place, self.key, self.value) = (place, key, value)
        }
    }

    private var stores: [Place: [String: JSON]] = [:]
    private var changes: [Change] = []
    private let keepsChanges: Bool

    /// Nothing stored.
    ///
    /// - Parameter keepsChanges: whether `takeChanges` is going to be called after every use.
    public init(keepsChanges: Bool = false) { self.keepsChanges = keepsChanges }

    /// All values of one store.
    public func values(in place: Place) -> [String: JSON] { stores[place] ?? [:] }

    /// The stores that hold something.
    public var places: [Place] { stores.filter { !$0.value.isEmpty }.map(\.key) }

    /// The value of a key. Setting nil takes it away.
    public subscript(place: Place, key: String) -> JSON? {
        get { stores[place]?[key] }
        set {
            stores[place, default: [:]][key] = newValue
            if keepsChanges { changes.append(Change(place: place, key: key, value: newValue)) }
        }
    }

    /// Empties one store.
    public mutating func removeAll(in place: Place) {
        guard stores.removeValue(forKey: place) != nil, keepsChanges else { return }
        changes.append(Change(place: place, key: nil, value: nil))
    }

    /// Hands over what was changed since the last time, in order.
    public mutating func takeChanges() -> [Change] {
        guard !changes.isEmpty else { return [] }
        defer { changes = [] }
        return changes
    }
}
