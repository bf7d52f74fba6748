internal import Dispatch
internal import Synchronization

/// What a pool holds: a connection, or several, with a thread of its own.
protocol PooledConnection: AnyObject, Sendable {
    /// False when another must take its place.
    var isUsable: Bool { get }
    /// Ends it: what is under way fails, the thread ends and frees what it owns.
    func close()
}

/// The open connections, one for each key. Those that nobody uses are bounded: the one longest unused is closed first.
final class ConnectionPool<Key: Hashable & Sendable, Connection: PooledConnection>: Sendable {
    /// A connection in use, or kept for the next one; what changes is guarded by the pool.
    final class Entry: @unchecked Sendable {
        let connection: Connection
        fileprivate let key: Key
        fileprivate var users = 0
        fileprivate var lastUse = 0

        fileprivate init(_ key: Key, _ connection: Connection) { (self.key, self.connection) = (key, connection) }
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        /// What was taken last: comparing a key costs less than hashing it.
        var last: Entry?
        var uses = 0
        var isClosed = false
    }

    private let idleLimit: Int
    private let state = Mutex(State())
    /// Entered by each connection's thread.
    private let threads = DispatchGroup()

    init(idleLimit: Int) { self.idleLimit = max(0, idleLimit) }

    /// The connection for a key, made when there is none; in use until `giveBack`.
    ///
    /// - Parameter make: is given the group that the connection's thread enters, and leaves at its end.
    func take(
        _ key: Key,
        make: (DispatchGroup) throws(BrokerError) -> Connection
    ) throws(BrokerError) -> Entry {
        try state.withLock { state throws(BrokerError) in
            guard !state.isClosed else { throw BrokerError("the sender was closed", mayRetry: false) }
            let entry: Entry
            if let last = state.last, last.key == key, last.connection.isUsable {
                entry = last
            } else if let open = state.entries[key], open.connection.isUsable {
                entry = open
            } else {
                entry = Entry(key, try make(threads))
                state.entries[key] = entry
            }
            state.last = entry
            state.uses += 1
            entry.users += 1
            entry.lastUse = state.uses
            return entry
        }
    }

    /// Says that one use has ended, and closes what is idle beyond the limit.
    func giveBack(_ entry: Entry) {
        let surplus: [Connection] = state.withLock { state in
            entry.users -= 1
            // One that another has replaced is in the table no more.
            guard entry.users == 0, state.entries.count > idleLimit, state.entries[entry.key] === entry else {
                return []
            }
            let idle = state.entries.values.filter { $0.users == 0 }.sorted { $0.lastUse < $1.lastUse }
            let surplus = idle.dropLast(idleLimit)
            if surplus.contains(where: { $0 === state.last }) { state.last = nil }
            return surplus.compactMap { state.entries.removeValue(forKey: $0.key)?.connection }
        }
        for connection in surplus { connection.close() }
    }

    /// Closes all and makes no more.
    ///
    /// - Parameter done: called when every thread has ended.
    func close(_ done: @escaping @Sendable () -> Void = {}) {
        let open = state.withLock { state in
            defer { (state.entries, state.last) = ([:], nil) }
            state.isClosed = true
            return state.entries.values.map(\.connection)
        }
        for connection in open { connection.close() }
        threads.notify(queue: .global(), execute: done)
    }
}
