internal import Model
internal import Storage
internal import Synchronization

/// All mocks of the server, those that were deleted and can come back too. What it says is done is in the database, and
/// the engine answers from it.
///
/// Only the admin queue changes it, so a change sees no other in its middle; the lock is for those who look from elsewhere.
final class MockCatalogue: Sendable {
    private let store: MockStore
    private let engine: any MockServing
    private let events: EventWebhooks
    private let clock: WallClock
    private let index = Mutex(MockIndex())
    /// The namespaces in the trash, which take no mocks.
    private let closedNamespaces = Mutex<Set<String>>([])

    init(store: MockStore, engine: any MockServing, events: EventWebhooks, clock: WallClock) {
        (self.store, self.engine, self.events, self.clock) = (store, engine, events, clock)
    }

    /// A mock that was stored.
    struct Saved: Sendable {
        let entry: CatalogueEntry
        /// Whether a mock of its id was there before.
        let isReplacement: Bool
    }

    /// Stores mocks, all or none, and serves them.
    ///
    /// - Parameters:
    ///   - keepsUses: whether a replaced mock goes on counting its uses.
    ///   - caller: who does it; must be an editor where each mock goes, and where one of its id was.
    func save(_ drafts: [MockDraft], keepsUses: Bool = false, by caller: Caller) throws(Refusal) -> [Saved] {
        for draft in drafts { try checkPlace(of: draft.mock, by: caller) }
        for (index, draft) in drafts.enumerated() { try check(draft.mock, drafts.count > 1 ? index : nil) }
        let now = clock.now
        let saved = drafts.map { entry(of: $0, at: now, keepsUses: keepsUses) }
        try storing(try store.save(saved.map(\.entry.stored)))
        for one in saved {
            try serve(one.entry)
            events.fire(one.isReplacement ? .mockUpdate : .mockCreate, one.entry, by: caller)
        }
        return saved
    }

    private func checkPlace(of mock: Mock, by caller: Caller) throws(Refusal) {
        let namespace = mock.namespace ?? ""
        guard !closedNamespaces.withLock({ $0.contains(namespace) }) else {
            throw .conflict(
                "the namespace \"\(namespace)\" is in the trash; POST /api/v1/namespaces/{namespace}/restore brings it back"
            )
        }
        if caller.isAdmin { return }
        try caller.check(.editor, in: namespace)
        if let old = self[mock.id] { try caller.check(.editor, in: old.namespace) }
    }

    private func check(_ mock: Mock, _ index: Int?) throws(Refusal) {
        do throws(MockFormatError) { try engine.check(mock) } catch {
            throw .invalid(index.map { "mocks[\($0)]: \(error)" } ?? error.description)
        }
    }

    private func entry(of draft: MockDraft, at now: Timestamp, keepsUses: Bool) -> Saved {
        let old = self[draft.mock.id]
        let use = old.map { self.use(of: $0) }
        let entry = CatalogueEntry(
            draft.mock,
            createdAt: old?.createdAt ?? now,
            updatedAt: now,
            expiresAt: draft.expiresAt,
            uses: keepsUses ? use?.count ?? 0 : 0,
            lastUsedAt: keepsUses ? use?.lastAt : nil,
            version: (old?.version ?? 0) + 1
        )
        return Saved(entry: entry, isReplacement: old != nil && old?.closedAt == nil)
    }

    private func serve(_ entry: CatalogueEntry) throws(Refusal) {
        index.withLock { $0.put(entry) }
        do throws(MockFormatError) {
            try engine.serve(entry.mock, expiresAt: entry.expiresAt, uses: entry.uses, lastUsedAt: entry.lastUsedAt)
        } catch {
            throw .format(error)
        }
    }
}

extension MockCatalogue {
    subscript(id: MockID) -> CatalogueEntry? { index.withLock { $0[id] } }

    /// The mock of this id.
    ///
    /// - Throws: 404 when there is none.
    func entry(_ id: MockID) throws(Refusal) -> CatalogueEntry {
        guard let entry = self[id] else { throw .missing("no mock \"\(id)\"; GET /api/v1/mocks lists them") }
        return entry
    }

    /// Whether this very mock is there and not deleted.
    func serves(_ mock: Mock) -> Bool {
        guard let entry = self[mock.id] else { return false }
        return entry.closedAt == nil && entry.mock == mock
    }

    /// The mocks that are served and answer the same method and route, the oldest first.
    func similar(to mock: Mock) -> [MockID] { index.withLock { $0.similar(to: mock) } }

    /// All mocks that pass, the oldest first.
    func entries(_ selection: MockSelection) -> [CatalogueEntry] {
        index.withLock { $0.all.filter(selection.matches) }
    }

    /// How often the mock has answered, and when last.
    func use(of entry: CatalogueEntry) -> (count: Int, lastAt: Timestamp?) {
        entry.closedAt == nil ? engine.use(of: entry.id) : (entry.uses, entry.lastUsedAt)
    }

    /// The mock as clients read it.
    func json(_ entry: CatalogueEntry) -> JSON { entry.json(use: use(of: entry)) }

    /// Whether the mock still answers at an instant: not deleted, not expired, not used up.
    func isActive(_ entry: CatalogueEntry, at now: Timestamp) -> Bool {
        guard entry.closedAt == nil, entry.expiresAt.map({ $0 > now }) ?? true else { return false }
        guard let limit = entry.mock.useLimit else { return true }
        return use(of: entry).count < limit
    }
}

extension MockCatalogue {
    /// Deletes mocks in a way that can be taken back; those that are deleted already stay so.
    ///
    /// - Returns: those that were there, deleted before or now.
    func close(_ ids: [MockID], by caller: Caller) throws(Refusal) -> [CatalogueEntry] {
        let known = ids.compactMap { self[$0] }
        let closed = closing(known)
        try storing(try store.save(closed.map(\.stored)))
        haveClosed(closed, by: caller)
        return known
    }

    /// Those that are not deleted, as they are to be stored when they are.
    func closing(_ entries: [CatalogueEntry]) -> [CatalogueEntry] {
        let now = clock.now
        return entries.filter { $0.closedAt == nil }
            .map { entry in
                var entry = entry
                (entry.uses, entry.lastUsedAt) = use(of: entry)
                entry.closedAt = now
                return entry
            }
    }

    /// Follows what the database has: these are deleted.
    func haveClosed(_ closed: [CatalogueEntry], by caller: Caller) {
        for entry in closed {
            index.withLock { $0.put(entry) }
            engine.withdraw(entry.id)
            events.fire(.mockDelete, entry, by: caller)
        }
    }

    /// Takes deletions back.
    ///
    /// - Returns: those that are there, deleted before or not.
    func reopen(_ ids: [MockID], by caller: Caller) throws(Refusal) -> [CatalogueEntry] {
        let known = ids.compactMap { self[$0] }
        for entry in known { try checkPlace(of: entry.mock, by: caller) }
        let opened = try reopening(known)
        try storing(try store.save(opened.map(\.stored)))
        try haveReopened(opened, by: caller)
        return known
    }

    /// Those that are deleted, as they are to be stored when they come back.
    func reopening(_ entries: [CatalogueEntry]) throws(Refusal) -> [CatalogueEntry] {
        var opened: [CatalogueEntry] = []
        for entry in entries where entry.closedAt != nil {
            try check(entry.mock, nil)
            var entry = entry
            entry.closedAt = nil
            opened.append(entry)
        }
        return opened
    }

    /// Follows what the database has: these are back.
    func haveReopened(_ opened: [CatalogueEntry], by caller: Caller) throws(Refusal) {
        for entry in opened {
            try serve(entry)
            events.fire(.mockRestore, entry, by: caller)
        }
    }

    /// Removes mocks for good, their versions too.
    ///
    /// - Returns: those that were there.
    func purge(_ ids: [MockID], by caller: Caller) throws(Refusal) -> [CatalogueEntry] {
        let known = ids.compactMap { self[$0] }
        try storing(try store.remove(known.map(\.id)))
        havePurged(known, by: caller)
        return known
    }

    /// Follows what the database has: these are gone.
    func havePurged(_ entries: [CatalogueEntry], by caller: Caller) {
        for entry in entries {
            index.withLock { $0.remove(entry.id) }
            guard entry.closedAt == nil else { continue }
            engine.withdraw(entry.id)
            events.fire(.mockDelete, entry, by: caller)
        }
    }

    /// Takes no mocks into these namespaces from now on.
    func close(namespaces: Set<String>) { closedNamespaces.withLock { $0 = namespaces } }
}

extension MockCatalogue {
    /// Versions of a mock, the newest first.
    func versions(of id: MockID) throws(Refusal) -> [StoredVersion] {
        try storing(try store.versions(of: id))
    }

    /// One version of a mock.
    func version(_ number: Int, of id: MockID) throws(Refusal) -> StoredVersion? {
        try storing(try store.version(number, of: id))
    }

    /// Reads the mocks of the database and serves those that are not deleted, and no others.
    ///
    /// - Returns: how many are served, and those that cannot be.
    func load() throws(StorageError) -> (served: Int, failures: [(MockID, MockFormatError)]) {
        var failures: [(MockID, MockFormatError)] = []
        var served: [(mock: Mock, expiresAt: Timestamp?, uses: Int, lastUsedAt: Timestamp?)] = []
        let stored = try store.all()
        let read = CatalogueReading.entries(of: stored)
        var fresh = MockIndex()
        for (one, result) in zip(stored, read) {
            switch result {
            case .failure(let error): failures.append((one.id, error))
            case .success(let entry):
                fresh.put(entry)
                guard entry.closedAt == nil else { continue }
                served.append((entry.mock, entry.expiresAt, entry.uses, entry.lastUsedAt))
            }
        }
        let before = index.withLock { index in
            defer { index = fresh }
            return index.all.map(\.id)
        }
        for id in Set(before).subtracting(served.map(\.mock.id)) { engine.withdraw(id) }
        let refused = engine.serve(all: served)
        return (served.count - refused.count, failures + refused)
    }
}
