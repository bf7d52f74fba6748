public import Model
internal import Synchronization

/// The requests that were answered or missed, the newest kept up to a size: what verification looks at.
///
/// Any number of threads may use it at once.
public final class RequestJournal: Sendable {
    /// Names somebody who waits for requests.
    public struct WaiterID: Hashable, Sendable {
        fileprivate let rawValue: Int
    }

    private struct Waiter {
        let query: CompiledQuery
        var missing: Int
        var count: Int
        let done: @Sendable (_ reached: Bool, _ count: Int) -> Void
    }

    /// An entry with its size; shared, so that a look at all of them copies none.
    private final class Kept: @unchecked Sendable {
        let entry: JournalEntry
        let size: Int
        /// Counts what was added; -1 for entries of an earlier time. Set once, when it takes its place.
        var ordinal = -1

        init(_ entry: consuming JournalEntry) {
            size = entry.size
            self.entry = entry
        }
    }

    private struct State {
        /// The oldest first; those before `start` are gone.
        var entries: [Kept?] = []
        var start = 0
        var bytes = 0
        var nextOrdinal = 0
        var waiters: [WaiterID: Waiter] = [:]
        var nextWaiter = 0

        var kept: [Kept] { entries[start...].compactMap { $0 } }
    }

    /// How many bytes of entries are kept.
    public let retention: Int
    private let state = Mutex(State())

    /// An empty journal.
    ///
    /// - Parameter retention: how many bytes of entries are kept, each counted with its heads and contents; the newest
    ///   one always is.
    public init(retention: Int) { self.retention = retention }

    /// Adds an entry; the oldest make room for it.
    public func add(_ entry: consuming JournalEntry) {
        let kept = Kept(entry)
        // What makes room is let go outside the lock: freeing it takes longer than all the rest.
        let (reached, _) = state.withLock { state in
            kept.ordinal = state.nextOrdinal
            state.entries.append(kept)
            state.nextOrdinal += 1
            state.bytes += kept.size
            let gone = makeRoom(in: &state)
            return (state.waiters.isEmpty ? [] : notify(kept.entry, in: &state), gone)
        }
        for waiter in reached { waiter.done(true, waiter.count + 1) }
    }

    private func makeRoom(in state: inout State) -> [Kept] {
        var gone: [Kept] = []
        while state.bytes > retention, state.entries.count - state.start > 1 {
            if let kept = state.entries[state.start] {
                state.bytes -= kept.size
                gone.append(kept)
            }
            state.entries[state.start] = nil
            state.start += 1
        }
        // Moving the rest to the front once half is gone costs each entry one move.
        if state.start > 1_024, state.start * 2 > state.entries.count {
            state.entries.removeFirst(state.start)
            state.start = 0
        }
        return gone
    }

    private func notify(_ entry: JournalEntry, in state: inout State) -> [Waiter] {
        let request = QueriedRequest(entry)
        var reached: [Waiter] = []
        for (id, waiter) in state.waiters where waiter.query.includes(request) {
            state.waiters[id]?.count += 1
            state.waiters[id]?.missing -= 1
            if waiter.missing == 1 {
                state.waiters[id] = nil
                reached.append(waiter)
            }
        }
        return reached
    }

    /// The kept entries that are meant, in the order in which they were added.
    ///
    /// - Throws: where the query's matcher cannot be compiled.
    public func entries(_ query: JournalQuery = JournalQuery()) throws(ReplayError) -> [JournalEntry] {
        let query = try CompiledQuery(query)
        let kept = state.withLock { $0.kept }
        // Compared outside the lock: requests go on meanwhile.
        return kept.map(\.entry).filter { query.includes(QueriedRequest($0)) }
    }

    /// One entry; nil when it is unknown or gone.
    public func entry(_ id: ExchangeID) -> JournalEntry? {
        state.withLock { state in state.entries.last { $0?.entry.id == id }??.entry }
    }

    /// Forgets entries; those that wait go on waiting for new ones.
    ///
    /// - Returns: which ones.
    @discardableResult public func remove(_ query: JournalQuery = JournalQuery()) throws(ReplayError) -> [ExchangeID] {
        let query = try CompiledQuery(query)
        return state.withLock { state in
            let kept = state.kept
            let gone = kept.filter { query.includes(QueriedRequest($0.entry)) }
            let ordinals = Set(gone.map(\.ordinal))
            state.entries = kept.filter { !ordinals.contains($0.ordinal) }
            state.start = 0
            state.bytes -= gone.reduce(0) { $0 + $1.size }
            return gone.map(\.entry.id)
        }
    }

    /// The oldest entry that is kept; nil when there is none.
    public var oldest: ExchangeID? {
        state.withLock { $0.start < $0.entries.count ? $0.entries[$0.start]?.entry.id : nil }
    }

    /// Puts entries of an earlier time in front of those that are there, as far as there is room. They do not count as
    /// added.
    public func restore(_ entries: [JournalEntry]) {
        let old = entries.map { Kept($0) }
        let size = old.reduce(0) { $0 + $1.size }
        // As in `add`, what makes room is let go outside the lock.
        _ = state.withLock { state in
            state.entries = old + state.kept
            state.start = 0
            state.bytes += size
            return makeRoom(in: &state)
        }
    }

    /// The kept entries that were added since a position, the oldest of them up to a limit, and the position behind them;
    /// 0 is the first of all.
    public func added(since position: Int, upTo limit: Int = .max) -> (entries: [JournalEntry], next: Int) {
        let fresh = state.withLock { state in
            Array(state.entries[firstAdded(since: position, in: state)...].prefix(limit))
        }
        // Taken out of their boxes outside the lock: requests go on meanwhile.
        let entries = fresh.compactMap(\.self)
        return (entries.map(\.entry), entries.last.map { $0.ordinal + 1 } ?? position)
    }

    /// Where the first entry of a position or a later one stands: ordinals ascend.
    private func firstAdded(since position: Int, in state: borrowing State) -> Int {
        var (low, high) = (state.start, state.entries.count)
        while low < high {
            let middle = (low + high) / 2
            if let kept = state.entries[middle], kept.ordinal >= position { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension RequestJournal {
    /// Calls back as soon as the journal has held so many entries of a kind, those that are there included; at once when
    /// it has already.
    ///
    /// - Parameter done: called once, from the thread that answers the last request or that calls `expire`.
    /// - Returns: what to name when the time is over; nil when it was called already.
    public func wait(
        for query: JournalQuery,
        count: Int,
        _ done: @escaping @Sendable (_ reached: Bool, _ count: Int) -> Void
    ) throws(ReplayError) -> WaiterID? {
        let query = try CompiledQuery(query)
        let (id, present) = state.withLock { state -> (WaiterID?, Int) in
            let present = state.kept.count { query.includes(QueriedRequest($0.entry)) }
            guard present < count else { return (nil, present) }
            let id = WaiterID(rawValue: state.nextWaiter)
            state.nextWaiter += 1
            state.waiters[id] = Waiter(query: query, missing: count - present, count: present, done: done)
            return (id, present)
        }
        if id == nil { done(true, present) }
        return id
    }

    /// The time of somebody who waits is over.
    public func expire(_ id: WaiterID) {
        let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
        if let waiter { waiter.done(false, waiter.count) }
    }
}

extension JournalEntry {
    /// What it takes, roughly.
    fileprivate var size: Int {
        512 + request.head.target.utf8.count + request.head.fields.byteCount + 20 * request.head.fields.count
            + (request.body?.count ?? 0) + answer.fields.byteCount + answer.body.count
            + nearest.reduce(0) { $0 + $1.utf8.count + 16 }
    }
}
