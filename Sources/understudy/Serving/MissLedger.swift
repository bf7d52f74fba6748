internal import Model
internal import Replay
internal import Storage
internal import Synchronization

/// The requests that no mock matched, a row for each namespace, method and path.
final class MissLedger: MockWitness {
    private struct Key: Hashable {
        let namespace, method, path: String
    }

    private struct State {
        var rows: [Key: StoredMiss] = [:]
        var changed: Set<Key> = []
        var nextID: Int64 = 1
    }

    /// How many rows are kept; beyond that the one that was not seen for longest makes room.
    private static let limit = 10_000

    private let defaultNamespace: String
    private let state: Mutex<State>

    /// - Parameter rows: those of an earlier time.
    init(_ rows: [StoredMiss], defaultNamespace: String) {
        self.defaultNamespace = defaultNamespace
        var state = State()
        for row in rows { state.rows[Self.key(of: row)] = row }
        state.nextID = (rows.map(\.id).max() ?? 0) + 1
        self.state = Mutex(state)
    }

    private static func key(of row: StoredMiss) -> Key {
        Key(namespace: row.namespace, method: row.method, path: row.path)
    }

    func answered(_ reply: ReplayAnswer, to request: IncomingRequest) {}

    func missed(_ request: IncomingRequest, run: RunID, _ report: MissReport) {
        let target = StubTarget(request.head.target)
        let key = Key(
            namespace: target.namespace ?? defaultNamespace,
            method: request.head.method,
            path: target.path
        )
        state.withLock { state in
            var row =
                state.rows[key]
                ?? StoredMiss(
                    id: state.nextID,
                    namespace: key.namespace,
                    method: key.method,
                    path: key.path,
                    hitCount: 0,
                    firstSeen: request.receivedAt
                )
            if row.hitCount == 0 {
                state.nextID += 1
                makeRoom(in: &state)
            }
            row.hitCount += 1
            (row.lastSeen, row.query) = (request.receivedAt, target.query ?? "")
            (row.fields, row.host) = (request.head.fields, request.authority?.description)
            row.body = Array((request.body ?? []).prefix(StoredMiss.bodyLimit))
            row.nearest = report.lines
            state.rows[key] = row
            state.changed.insert(key)
        }
    }

    private func makeRoom(in state: inout State) {
        guard state.rows.count >= Self.limit,
            let oldest = state.rows.min(by: { $0.value.lastSeen < $1.value.lastSeen })
        else { return }
        state.rows[oldest.key] = nil
    }

    /// All rows, the one seen last first.
    var rows: [StoredMiss] { state.withLock { $0.rows.values.sorted { $0.lastSeen > $1.lastSeen } } }

    /// The rows that changed since the last time.
    func takeChanged() -> [StoredMiss] {
        state.withLock { state in
            defer { state.changed = [] }
            return state.changed.compactMap { state.rows[$0] }
        }
    }

    /// Forgets all rows and takes these, which the database has.
    func replaceRows(with rows: [StoredMiss]) {
        state.withLock { state in
            state.rows = Dictionary(rows.map { (Self.key(of: $0), $0) }) { $1 }
            state.changed = []
            state.nextID = max(state.nextID, (rows.map(\.id).max() ?? 0) + 1)
        }
    }

    /// Marks a row as one that nobody wants to see.
    func ignore(_ id: Int64) -> StoredMiss? {
        state.withLock { state in
            guard let key = state.rows.first(where: { $0.value.id == id })?.key else { return nil }
            state.rows[key]?.isIgnored = true
            state.changed.insert(key)
            return state.rows[key]
        }
    }

    /// Takes rows away; which ones there were.
    func remove(where isMeant: (StoredMiss) -> Bool) -> [Int64] {
        state.withLock { state in
            let gone = state.rows.filter { isMeant($0.value) }
            for key in gone.keys { state.rows[key] = nil }
            return gone.values.map(\.id)
        }
    }
}

/// A request's target, without what `/stubs/NAMESPACE` puts in front.
struct StubTarget {
    /// Nil at a bare path.
    let namespace: String?
    let path: String
    let query: String?

    init(_ target: String) {
        let target = RequestTarget(target)
        query = target.query
        let parts = target.path.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count > 2, parts[1] == "stubs", !parts[2].isEmpty else {
            (namespace, path) = (nil, target.path)
            return
        }
        namespace = PercentEncoding.decoded(parts[2])
        path = "/" + (parts.count > 3 ? String(parts[3]) : "")
    }
}
