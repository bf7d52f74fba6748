internal import Model
internal import Storage

/// The namespaces: those that were made, those that mocks are in, the two that are always there, and those in the trash.
struct Namespaces: Sendable {
    let store: NamespaceStore
    let catalogue: MockCatalogue
    let events: EventWebhooks
    let contents: NamespaceContents
    let clock: WallClock

    /// `/api/v1/mocks` stores into the first one, `/mock/create` into the second.
    static let always = ["sandbox", "default"]

    /// Keeps mocks out of those that are in the trash.
    func load() throws(StorageError) {
        catalogue.close(namespaces: Set(try store.all().filter { $0.closedAt != nil }.map(\.name)))
    }

    /// All that are there; those that are always there first, then those that were made, then the others by name.
    func all() throws(Refusal) -> [String] {
        let known = try storing(try store.all())
        let closed = Set(known.filter { $0.closedAt != nil }.map(\.name))
        let used = Set(catalogue.entries(MockSelection()).map(\.namespace)).sorted()
        var seen = closed
        return (Self.always + known.map(\.name) + used).filter { seen.insert($0).inserted }
    }

    /// Those in the trash, in the order of creation.
    func closed() throws(Refusal) -> [StoredNamespace] {
        try storing(try store.all()).filter { $0.closedAt != nil }
    }

    /// One that is there.
    ///
    /// - Throws: 404 when it is not, or is in the trash.
    func one(_ name: String) throws(Refusal) -> StoredNamespace {
        guard try all().contains(name) else {
            throw .missing("no namespace \"\(name)\"; GET /api/v1/namespaces lists them")
        }
        return try kept(name) ?? StoredNamespace(name: name)
    }

    private func kept(_ name: String) throws(Refusal) -> StoredNamespace? {
        try storing(try store.all()).first { $0.name == name }
    }

    /// Makes a namespace.
    ///
    /// - Returns: false when it was there.
    func add(_ name: String, description: String, by caller: Caller) throws(Refusal) -> Bool {
        guard try kept(name)?.closedAt == nil else {
            throw .conflict("the namespace \"\(name)\" is in the trash; restore it, or purge it first")
        }
        guard try !all().contains(name) else { return false }
        try storing(try store.save(StoredNamespace(name: name, description: description)))
        tell(.namespaceCreate, name, by: caller)
        return true
    }

    /// Changes what a namespace is for.
    func describe(_ name: String, as description: String, by caller: Caller) throws(Refusal) -> StoredNamespace {
        var namespace = try one(name)
        namespace.description = description
        try storing(try store.save(namespace))
        tell(.namespaceUpdate, name, by: caller)
        return namespace
    }
}

extension Namespaces {
    /// Puts a namespace into the trash with its mocks; both can come back.
    ///
    /// - Returns: how many mocks there were.
    func close(_ name: String, by caller: Caller) throws(Refusal) -> Int {
        guard !Self.always.contains(name) else {
            throw .invalid("the namespace \(name) is always there; delete its mocks instead")
        }
        var namespace = try one(name)
        let mocks = catalogue.closing(catalogue.entries(MockSelection(namespace: name)))
        (namespace.closedAt, namespace.closedMocks) = (clock.now, mocks.map(\.id))
        try storing(try store.save(namespace, with: mocks.map(\.stored)))
        catalogue.haveClosed(mocks, by: caller)
        try storing(try load())
        tell(.namespaceDelete, name, by: caller)
        return mocks.count
    }

    /// Takes a namespace out of the trash, with the mocks that were deleted with it and are still there.
    ///
    /// - Returns: how many mocks came back.
    func reopen(_ name: String, by caller: Caller) throws(Refusal) -> Int {
        var namespace = try inTrash(name)
        let mocks = try catalogue.reopening(namespace.closedMocks.compactMap { catalogue[$0] })
        (namespace.closedAt, namespace.closedMocks) = (nil, [])
        try storing(try store.save(namespace, with: mocks.map(\.stored)))
        try storing(try load())
        try catalogue.haveReopened(mocks, by: caller)
        tell(.namespaceUpdate, name, by: caller)
        return mocks.count
    }

    /// Takes a namespace away for good that is in the trash, with all that is in it.
    func purge(_ name: String, by caller: Caller) throws(Refusal) {
        _ = try inTrash(name)
        try contents.checkSessions(of: name)
        let mocks = catalogue.entries(MockSelection(namespace: name, closed: .too))
        try storing(try store.purge(name))
        catalogue.havePurged(mocks, by: caller)
        try storing(try load())
        try contents.forget(name)
    }

    private func inTrash(_ name: String) throws(Refusal) -> StoredNamespace {
        guard let namespace = try kept(name), namespace.closedAt != nil else {
            throw .missing("no namespace \"\(name)\" is in the trash; GET /api/v1/admin/namespaces lists them")
        }
        return namespace
    }

    private func tell(_ operation: EventOperation, _ name: String, by caller: Caller) {
        events.fire(operation, by: caller, subject: name, ["namespace": .string(name)])
    }
}
