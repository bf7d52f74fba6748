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
    /// - Parameter keepsUses: whether a replaced mock goes on counting its uses.
    func save(_ drafts: [MockDraft], keepsUses: Bool = false) throws(Refusal) -> [Saved] {
        for (index, draft) in drafts.enumerated() { try check(draft.mock, drafts.count > 1 ? index : nil) }
        let now = clock.now
        let saved = drafts.map { entry(of: $0, at: now, keepsUses: keepsUses) }
        try storing(try store.save(saved.map(\.entry.stored)))
        for one in saved {
            try serve(one.entry)
            events.fire(one.isReplacement ? .mockUpdate : .mockCreate, one.entry)
        }
        return saved
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
    func close(_ ids: [MockID]) throws(Refusal) -> [CatalogueEntry] {
        let now = clock.now
        let known = ids.compactMap { self[$0] }
        var closed: [CatalogueEntry] = []
        for entry in known where entry.closedAt == nil {
            var entry = entry
            (entry.uses, entry.lastUsedAt) = use(of: entry)
            entry.closedAt = now
            closed.append(entry)
        }
        try storing(try store.save(closed.map(\.stored)))
        for entry in closed {
            index.withLock { $0.put(entry) }
            engine.withdraw(entry.id)
            events.fire(.mockDelete, entry)
        }
        return known
    }

    /// Takes deletions back.
    ///
    /// - Returns: those that are there, deleted before or not.
    func reopen(_ ids: [MockID]) throws(Refusal) -> [CatalogueEntry] {
        let known = ids.compactMap { self[$0] }
        var opened: [CatalogueEntry] = []
        for entry in known where entry.closedAt != nil {
            try check(entry.mock, nil)
            var entry = entry
            entry.closedAt = nil
            opened.append(entry)
        }
        try storing(try store.save(opened.map(\.stored)))
        for entry in opened {
            try serve(entry)
            events.fire(.mockRestore, entry)
        }
        return known
    }

    /// Removes mocks for good, their versions too.
    ///
    /// - Returns: those that were there.
    func purge(_ ids: [MockID]) throws(Refusal) -> [CatalogueEntry] {
        let known = ids.compactMap { self[$0] }
        try storing(try store.remove(known.map(\.id)))
        for entry in known {
            index.withLock { $0.remove(entry.id) }
            guard entry.closedAt == nil else { continue }
            engine.withdraw(entry.id)
            events.fire(.mockDelete, entry)
        }
        return known
    }
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

    /// Reads the mocks of the database and serves those that are not deleted.
    ///
    /// - Returns: how many are served, and those that cannot be.
    func load() throws(StorageError) -> (served: Int, failures: [(MockID, MockFormatError)]) {
        var failures: [(MockID, MockFormatError)] = []
        var served: [(mock: Mock, expiresAt: Timestamp?, uses: Int, lastUsedAt: Timestamp?)] = []
        let stored = try store.all()
        let read = CatalogueReading.entries(of: stored)
        index.withLock { index in
            for (one, result) in zip(stored, read) {
                switch result {
                case .failure(let error): failures.append((one.id, error))
                case .success(let entry):
                    index.put(entry)
                    guard entry.closedAt == nil else { continue }
                    served.append((entry.mock, entry.expiresAt, entry.uses, entry.lastUsedAt))
                }
            }
        }
        let refused = engine.serve(all: served)
        return (served.count - refused.count, failures + refused)
    }
}
