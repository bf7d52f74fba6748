import Dispatch
import Model
import Storage
import Synchronization

@testable import Console

/// An engine that notes what it is told.
final class FakeEngine: MockServing {
    struct Values {
        var served: [MockID: Mock] = [:]
        var expiries: [MockID: Timestamp] = [:]
        var uses: [MockID: (count: Int, lastAt: Timestamp?)] = [:]
        var calls: [String] = []
        /// Mocks with this text as their route do not compile.
        var refusedRoute: String?
    }

    let values = Mutex(Values())

    func check(_ mock: Mock) throws(MockFormatError) {
        if values.withLock({ $0.refusedRoute == mock.http.route }) {
            throw MockFormatError(path: "$.http.conditions[0].value", reason: "the regular expression ends early")
        }
    }

    func serve(_ mock: Mock, expiresAt: Timestamp?, uses: Int, lastUsedAt: Timestamp?) throws(MockFormatError) {
        try check(mock)
        values.withLock {
            $0.served[mock.id] = mock
            $0.expiries[mock.id] = expiresAt
            $0.uses[mock.id] = (uses, lastUsedAt)
            $0.calls.append("serve \(mock.id)")
        }
    }

    func serve(
        all mocks: [(mock: Mock, expiresAt: Timestamp?, uses: Int, lastUsedAt: Timestamp?)]
    ) -> [(MockID, MockFormatError)] {
        var refused: [(MockID, MockFormatError)] = []
        for one in mocks {
            do throws(MockFormatError) {
                try serve(one.mock, expiresAt: one.expiresAt, uses: one.uses, lastUsedAt: one.lastUsedAt)
            } catch {
                refused.append((one.mock.id, error))
            }
        }
        return refused
    }

    func withdraw(_ id: MockID) {
        values.withLock {
            $0.served[id] = nil
            $0.calls.append("withdraw \(id)")
        }
    }

    func use(of id: MockID) -> (count: Int, lastAt: Timestamp?) { values.withLock { $0.uses[id] ?? (0, nil) } }

    var servedIDs: Set<String> { Set(values.withLock { $0.served.keys.map(\.rawValue) }) }
}

/// State in memory.
final class FakeState: StateServing {
    struct Values {
        var stores: [StoreAddress: [String: JSON]] = [:]
        var clock = ClockSetting(now: Timestamp(seconds: 1_700_000_000))
        var resets: [RunID] = []
    }

    let values = Mutex(Values())

    func values(in store: StoreAddress) -> [(key: String, value: JSON)] {
        values.withLock { $0.stores[store] ?? [:] }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    func set(_ new: [(key: String, value: JSON)], in store: StoreAddress) {
        values.withLock { for (key, value) in new { $0.stores[store, default: [:]][key] = value } }
    }

    func remove(_ key: String, in store: StoreAddress) -> Bool {
        values.withLock { $0.stores[store]?.removeValue(forKey: key) != nil }
    }

    func removeAll(in store: StoreAddress) { values.withLock { $0.stores[store] = nil } }

    func chains(namespace: String, run: RunID) -> [String] {
        values.withLock { values in
            values.stores.keys.compactMap { address in
                guard case .chain(namespace, let id, run) = address else { return nil }
                return id
            }
        }
        .sorted()
    }

    func runs() -> [RunID] {
        let runs = values.withLock { values in
            values.stores.keys.map { address in
                switch address {
                case .global(_, let run): run
                case .chain(_, _, let run): run
                }
            }
        }
        return Set(runs).sorted { $0.rawValue < $1.rawValue }
    }

    func reset(run: RunID) {
        values.withLock { values in
            values.resets.append(run)
            values.stores = values.stores.filter { address, _ in
                switch address {
                case .global(_, let other): other != run
                case .chain(_, _, let other): other != run
                }
            }
        }
    }

    var clock: ClockSetting { values.withLock { $0.clock } }

    func setClock(_ change: ClockChange) {
        values.withLock { values in
            switch change {
            case .real: values.clock = ClockSetting(now: Timestamp(seconds: 1_700_000_000))
            case .frozen(let instant): values.clock = ClockSetting(now: instant, isFrozen: true)
            case .advanced(let duration):
                values.clock.now = values.clock.now + duration
                values.clock.offset += duration
            case .offset(let duration):
                values.clock = ClockSetting(now: Timestamp(seconds: 1_700_000_000) + duration, offset: duration)
            }
        }
    }
}

/// A journal over entries that a test sets; of a matcher it looks at method and route, literally.
final class FakeJournal: JournalServing {
    struct Waiting: Sendable {
        let query: JournalQuery
        let count: Int
        let limit: Duration
        let done: @Sendable (Bool, Int) -> Void
    }

    let list = Mutex<[JournalEntry]>([])
    let waiting = Mutex<[Waiting]>([])
    let retention = 1 << 20

    func entries(_ query: JournalQuery) throws(MockFormatError) -> [JournalEntry] {
        if query.http?.body.isEmpty == false, case .check(let check)? = query.http?.body.first, check.value == "(" {
            throw MockFormatError(path: "$.http.conditions[0].value", reason: "the regular expression ends early")
        }
        return list.withLock { $0.filter { Self.matches($0, query) } }
    }

    func entry(_ id: ExchangeID) -> JournalEntry? { list.withLock { $0.first { $0.id == id } } }

    func remove(_ query: JournalQuery) throws(MockFormatError) -> Int {
        list.withLock { list in
            let before = list.count
            list.removeAll { Self.matches($0, query) }
            return before - list.count
        }
    }

    func wait(
        for query: JournalQuery,
        count: Int,
        within limit: Duration,
        _ done: @escaping @Sendable (Bool, Int) -> Void
    ) throws(MockFormatError) {
        waiting.withLock { $0.append(Waiting(query: query, count: count, limit: limit, done: done)) }
    }

    private static func matches(_ entry: JournalEntry, _ query: JournalQuery) -> Bool {
        if let http = query.http, !matches(entry.request, http) { return false }
        if let mock = query.mock, entry.mock != mock { return false }
        if let namespace = query.namespace, entry.namespace != namespace { return false }
        if let run = query.run, entry.run != run { return false }
        if let isMatched = query.isMatched, (entry.mock != nil) != isMatched { return false }
        if let status = query.status, entry.status != status { return false }
        if let after = query.after, entry.id <= after { return false }
        if let since = query.since, entry.at < since { return false }
        if let until = query.until, entry.at >= until { return false }
        if let search = query.search { return entry.request.head.target.contains(search) }
        return true
    }

    private static func matches(_ request: IncomingRequest, _ http: HTTPMatcher) -> Bool {
        if let method = http.method, request.head.method != method { return false }
        if http.route != "/*", RequestTarget(request.head.target).path != http.route { return false }
        return http.fields.allSatisfy { condition in
            guard case .check(let check) = condition else { return true }
            return request.head.fields.first(named: check.path) == check.value?.string
        }
    }
}

/// Misses that a test sets.
final class FakeMisses: MissServing {
    let list = Mutex<[StoredMiss]>([])

    func misses() -> [StoredMiss] { list.withLock { $0 } }

    func ignore(_ id: Int64) -> StoredMiss? {
        list.withLock { list in
            guard let place = list.firstIndex(where: { $0.id == id }) else { return nil }
            list[place].isIgnored = true
            return list[place]
        }
    }

    func remove(_ ids: [Int64]) -> Int {
        list.withLock { list in
            let before = list.count
            list.removeAll { ids.contains($0.id) }
            return before - list.count
        }
    }

    func removeAll(namespace: String?) -> Int {
        list.withLock { list in
            let before = list.count
            list.removeAll { namespace == nil || $0.namespace == namespace }
            return before - list.count
        }
    }
}

/// Everything outside that is only called: notes the calls and answers as a test says.
final class FakeOutside: TemplateFileServing, OutgoingHTTP, Importing, EventWebhookSending {
    struct Sent: Sendable {
        let method: String
        let url: String
        let fields: FieldSection
        let body: [UInt8]
        let timeout: Duration
    }

    struct Values {
        var templates: [TemplateFile] = []
        var sent: [Sent] = []
        var result = OutgoingResult.failed("connection refused")
        var imports: [(bytes: [UInt8], format: String)] = []
        var imported: Result<[JSON], ImportRefusal> = .success([])
        var events: [(webhook: JSON, event: JSON)] = []
        /// How many of them were waited for.
        var eventsSeen = 0
        /// Webhooks with this text in their body do not compile.
        var refusedBody: String?
    }

    let values = Mutex(Values())

    private let told = DispatchSemaphore(value: 0)

    func templateFilesChanged(_ files: [TemplateFile]) { values.withLock { $0.templates = files } }

    func send(
        method: String,
        url: String,
        fields: FieldSection,
        body: [UInt8],
        timeout: Duration,
        _ done: @escaping @Sendable (OutgoingResult) -> Void
    ) {
        let result = values.withLock { values in
            values.sent.append(Sent(method: method, url: url, fields: fields, body: body, timeout: timeout))
            return values.result
        }
        done(result)
    }

    func mocks(from bytes: [UInt8], format: String) throws(ImportRefusal) -> (mocks: [JSON], notes: [String]) {
        let imported = values.withLock { values in
            values.imports.append((bytes, format))
            return values.imported
        }
        return (try imported.get(), ["a note"])
    }

    func check(_ webhook: JSON) throws(MockFormatError) {
        guard let refused = values.withLock({ $0.refusedBody }), webhook["body"]?.string == refused else { return }
        throw MockFormatError(path: "$.body", reason: "the expression ends early")
    }

    func send(_ webhook: JSON, of namespace: String?, event: JSON) {
        values.withLock { $0.events.append((webhook, event)) }
        told.signal()
    }

    /// Waits for an event of this name, at most ten seconds for each that comes, and gives each once.
    func nextEvent(named name: String) -> JSON {
        while told.wait(timeout: .now() + 10) == .success {
            let event = values.withLock { values in
                defer { values.eventsSeen += 1 }
                return values.events[values.eventsSeen].event
            }
            if event["operation"]?.string == name { return event }
        }
        return .null
    }

    var eventNames: [String?] { values.withLock { $0.events.map { $0.event["operation"]?.string } } }
}

/// Secrets in memory, with a trouble that a test sets.
final class FakeSecrets: SecretServing {
    struct Values {
        var kept: [String: (facts: SecretFacts, value: String)] = [:]
        var refusal: SecretRefusal?
    }

    let values = Mutex(Values())

    func secrets() -> [SecretFacts] { values.withLock { $0.kept.values.map(\.facts) }.sorted { $0.name < $1.name } }

    func keep(_ value: String, as name: String) throws(SecretRefusal) -> (facts: SecretFacts, isNew: Bool) {
        if let refusal = values.withLock({ $0.refusal }) { throw refusal }
        return values.withLock { values in
            let facts = SecretFacts(name: name, createdAt: Served.start, updatedAt: Served.start + .seconds(1))
            return (facts, values.kept.updateValue((facts, value), forKey: name) == nil)
        }
    }

    func remove(_ name: String) throws(SecretRefusal) -> Bool {
        if let refusal = values.withLock({ $0.refusal }) { throw refusal }
        return values.withLock { $0.kept.removeValue(forKey: name) != nil }
    }
}
