internal import Model
internal import Storage

/// The namespaces: those that were made, those that mocks are in, and the two that are always there.
struct Namespaces: Sendable {
    let store: NamespaceStore
    let catalogue: MockCatalogue
    let events: EventWebhooks

    /// `/api/v1/mocks` stores into the first one, `/mock/create` into the second.
    static let always = ["sandbox", "default"]

    /// All of them; those that are always there first, then those that were made, then the others by name.
    func all() throws(Refusal) -> [String] {
        let made = try storing(try store.all())
        let used = Set(catalogue.entries(MockSelection()).map(\.namespace)).sorted()
        var seen: Set<String> = []
        return (Self.always + made + used).filter { seen.insert($0).inserted }
    }

    /// Makes a namespace.
    ///
    /// - Returns: false when it was there.
    func add(_ name: String) throws(Refusal) -> Bool {
        guard try !all().contains(name) else { return false }
        try storing(try store.add(name))
        events.fire(.namespaceCreate, ["namespace": .string(name)])
        return true
    }

    /// Takes a namespace away and deletes its mocks, which can come back.
    ///
    /// - Returns: how many mocks there were.
    func remove(_ name: String) throws(Refusal) -> Int {
        guard !Self.always.contains(name) else {
            throw .invalid("the namespace \(name) is always there; delete its mocks instead")
        }
        guard try all().contains(name) else { throw .missing("no namespace \"\(name)\"") }
        let closed = try catalogue.close(catalogue.entries(MockSelection(namespace: name)).map(\.id))
        try storing(try store.remove(name))
        events.fire(.namespaceDelete, ["namespace": .string(name)])
        return closed.count
    }
}
