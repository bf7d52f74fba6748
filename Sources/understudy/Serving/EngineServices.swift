internal import Callbacks
internal import Console
internal import Dispatch
internal import Model
internal import Replay
internal import Storage
internal import Templating

/// The engine as the admin API drives it.
struct EngineServices: MockServing, StateServing, TemplateFileServing {
    let engine: ReplayEngine
    let adjustableClock: AdjustableClock
    /// Writes the stores down before an answer says that they hold something.
    let storesChanged: @Sendable () -> Void

    func check(_ mock: Mock) throws(MockFormatError) {
        do throws(ReplayError) { try engine.check(mock) } catch { throw error.format }
    }

    func serve(_ mock: Mock, expiresAt: Timestamp?, uses: Int, lastUsedAt: Timestamp?) throws(MockFormatError) {
        let past = ReplayEngine.Past(expiresAt: expiresAt, uses: uses, lastUsedAt: lastUsedAt)
        do throws(ReplayError) { try engine.put(mock, past: past) } catch { throw error.format }
    }

    func serve(
        all mocks: [(mock: Mock, expiresAt: Timestamp?, uses: Int, lastUsedAt: Timestamp?)]
    ) -> [(MockID, MockFormatError)] {
        let all = mocks.map { one in
            (one.mock, ReplayEngine.Past(expiresAt: one.expiresAt, uses: one.uses, lastUsedAt: one.lastUsedAt))
        }
        return engine.put(all: all).map { ($0.mock, $0.format) }
    }

    func withdraw(_ id: MockID) { engine.remove(id) }

    func use(of id: MockID) -> (count: Int, lastAt: Timestamp?) { engine.uses(of: id) }

    func templateFilesChanged(_ files: [TemplateFile]) {
        var contents = TemplateFiles()
        for file in files { contents[file.name, file.namespace] = FileContent(file.bytes) }
        engine.replaceTemplateFiles(contents)
    }
}

extension EngineServices {
    func values(in store: StoreAddress) -> [(key: String, value: JSON)] {
        let values = engine.withStores(of: store.run) { $0.values(in: store.place) }
        return values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    func set(_ values: [(key: String, value: JSON)], in store: StoreAddress) {
        engine.withStores(of: store.run) { stores in
            for (key, value) in values { stores[store.place, key] = value }
        }
        storesChanged()
    }

    func remove(_ key: String, in store: StoreAddress) -> Bool {
        let wasThere = engine.withStores(of: store.run) { stores in
            defer { stores[store.place, key] = nil }
            return stores[store.place, key] != nil
        }
        storesChanged()
        return wasThere
    }

    func removeAll(in store: StoreAddress) {
        engine.withStores(of: store.run) { $0.removeAll(in: store.place) }
        storesChanged()
    }

    func chains(namespace: String, run: RunID) -> [String] {
        let places = engine.withStores(of: run) { $0.places }
        return places.compactMap { if case .chain(namespace, let id) = $0 { id } else { nil } }.sorted()
    }

    func runs() -> [RunID] { engine.namedRuns }

    func reset(run: RunID) {
        engine.reset(run)
        storesChanged()
    }

    var clock: ClockSetting {
        ClockSetting(now: adjustableClock.now, isFrozen: adjustableClock.isFrozen, offset: adjustableClock.offset)
    }

    func setClock(_ change: ClockChange) {
        switch change {
        case .real: adjustableClock.run()
        case .frozen(let instant): adjustableClock.freeze(at: instant)
        case .advanced(let duration): adjustableClock.advance(by: duration)
        case .offset(let duration): adjustableClock.run(ahead: duration)
        }
    }
}

extension StoreAddress {
    fileprivate var run: RunID {
        switch self {
        case .global(_, let run), .chain(_, _, let run): run
        }
    }

    fileprivate var place: Stores.Place {
        switch self {
        case .global(let namespace, _): .global(namespace: namespace)
        case .chain(let namespace, let id, _): .chain(namespace: namespace, id: id)
        }
    }
}

extension ReplayError {
    /// As those see it who sent the mock, and know which one it was.
    var format: MockFormatError { MockFormatError(path: path, reason: reason) }
}

/// The journal as the admin API asks it.
struct JournalService: JournalServing {
    let journal: RequestJournal
    /// Forgets entries, wherever they are kept.
    let forget: @Sendable (JournalQuery) throws(ReplayError) -> Int
    /// Makes the journal whole before somebody looks at it.
    var complete: @Sendable () -> Void = {}

    var retention: Int { journal.retention }

    func entries(_ query: JournalQuery) throws(MockFormatError) -> [JournalEntry] {
        complete()
        do throws(ReplayError) { return try journal.entries(query) } catch { throw error.format }
    }

    func entry(_ id: ExchangeID) -> JournalEntry? {
        complete()
        return journal.entry(id)
    }

    func remove(_ query: JournalQuery) throws(MockFormatError) -> Int {
        do throws(ReplayError) { return try forget(query) } catch { throw error.format }
    }

    func wait(
        for query: JournalQuery,
        count: Int,
        within limit: Duration,
        _ done: @escaping @Sendable (_ reached: Bool, _ count: Int) -> Void
    ) throws(MockFormatError) {
        complete()
        do throws(ReplayError) {
            guard let waiter = try journal.wait(for: query, count: count, done) else { return }
            DispatchQueue.global()
                .asyncAfter(deadline: .now() + .nanoseconds(Int(limit.nanoseconds))) { [journal] in
                    journal.expire(waiter)
                }
        } catch {
            throw error.format
        }
    }
}
