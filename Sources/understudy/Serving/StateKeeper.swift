internal import Foundation
internal import Logging
internal import Model
internal import Replay
internal import Storage
internal import Templating

/// Writes down what requests leave behind, on a thread of its own: stores within a moment, the journal, uses and misses
/// every second, and more rarely when there are many of them, so that a load of requests is not slowed by its own traces.
final class StateKeeper: @unchecked Sendable {
    // What changes is guarded by `condition`; the stores and `written` belong to whoever holds `writing`.

    private let values: ValueStore
    private let entries: JournalStore
    private let missRows: MissStore
    private let mocks: MockStore
    private let journal: RequestJournal
    private let misses: MissLedger
    private let logger: Logger

    private let redaction: TraceRedaction
    private let condition = NSCondition()
    private var changes: [ValueStore.Change] = []
    private var isStopping = false
    private var hasStopped = false

    private let writing = NSLock()
    private var position = 0
    private var hasMoreEntries = false
    private var hasRestored = false
    private var notedUses: [MockID: Int] = [:]
    private var engine: ReplayEngine?

    /// How long a store's change may wait for others to be written with.
    private static let moment = 0.02
    /// Seconds between two writes of journal, misses and uses, and how many times as long as the write it may be: under
    /// load, writing takes a thirtieth of a core at most.
    private static let (shortestRest, longestRest, restPerWork) = (1.0, 60.0, 30.0)
    /// How many entries of the journal are written at once. Under load the others wait in memory, where they are asked for
    /// anyway.
    private static let entriesAtOnce = 1_000

    init(file: DatabaseFile, journal: RequestJournal, misses: MissLedger, redaction: TraceRedaction, logger: Logger) {
        self.redaction = redaction
        (values, entries) = (ValueStore(file), JournalStore(file))
        (missRows, mocks) = (MissStore(file), MockStore(file))
        (self.journal, self.misses, self.logger) = (journal, misses, logger)
    }

    /// Begins; the engine's uses are noted from now on.
    func start(_ engine: ReplayEngine) {
        self.engine = engine
        Thread.detachNewThread { [self] in run() }
    }

    /// Takes changes of a run's stores. Does not block.
    func storesChanged(_ run: RunID, _ new: [Stores.Change]) {
        condition.withLock {
            changes += new.map { $0.stored(in: run) }
            condition.signal()
        }
    }

    /// Takes what stores hold now as written.
    func forgetChanges() { condition.withLock { changes = [] } }

    /// Writes what stores have changed so far, before it returns.
    func writeStores() {
        writing.withLock {
            let taken = condition.withLock {
                defer { changes = [] }
                return changes
            }
            if taken.isEmpty { return }
            report("stores") { () throws(StorageError) in try values.apply(taken) }
        }
    }

    /// Reads the journal of earlier times back, once. A full one takes longer than the rest of a start, so it is read when
    /// requests are answered already; who asks for it before that waits.
    func restoreJournal() { writing.withLock { restoreJournalOnce() } }

    private func restoreJournalOnce() {
        guard !hasRestored else { return }
        hasRestored = true
        do throws(StorageError) { journal.restore(try entries.all()) } catch {
            logger.error("The journal of earlier times cannot be read", metadata: ["reason": "\(error)"])
        }
    }

    /// Forgets entries of the journal, here and in the database.
    func forget(_ query: JournalQuery) throws(ReplayError) -> Int {
        writing.lock()
        defer { writing.unlock() }
        restoreJournalOnce()
        let gone = try journal.remove(query)
        report("journal") { () throws(StorageError) in
            try entries.add([], dropping: gone, keepingFrom: nil)
        }
        return gone.count
    }

    /// Forgets misses, here and in the database.
    func forgetMisses(where isMeant: (StoredMiss) -> Bool) -> Int {
        writing.withLock {
            let gone = misses.remove(where: isMeant)
            report("undefined requests") { () throws(StorageError) in try missRows.remove(gone) }
            return gone.count
        }
    }

    /// Writes what has come so far, before it returns.
    func writeEverything() {
        writeStores()
        let rounds = writing.withLock { journal.added(since: position).entries.count / Self.entriesAtOnce }
        for _ in 0...rounds { writeTraces() }
    }

    /// Writes nothing while another state takes the place of the present one; afterwards the journal is that of the new one.
    ///
    /// - Parameter change: puts the new state into the database and into memory; when it fails, the journal stays.
    func replaceState(_ change: () throws(StorageError) -> Void) throws(StorageError) {
        writing.lock()
        defer { writing.unlock() }
        try change()
        let new = try entries.all()
        _ = try? journal.remove()
        position = journal.added(since: position).next
        journal.restore(new)
        hasRestored = true
        notedUses = [:]
    }

    /// Writes everything and ends the thread.
    func stop() {
        condition.withLock {
            isStopping = true
            condition.signal()
            while !hasStopped { condition.wait() }
        }
    }

    private func run() {
        restoreJournal()
        var next = Date(timeIntervalSinceNow: Self.shortestRest)
        while true {
            let isOver = condition.withLock {
                while changes.isEmpty, !isStopping, condition.wait(until: next) {}
                // A moment for the changes of other requests to come along.
                if !isStopping, !changes.isEmpty { _ = condition.wait(until: Date(timeIntervalSinceNow: Self.moment)) }
                return isStopping
            }
            writeStores()
            if isOver || next <= Date() {
                let begin = Date()
                repeat { writeTraces() } while isOver && hasMoreEntries
                let rest = -begin.timeIntervalSinceNow * Self.restPerWork
                next = Date(timeIntervalSinceNow: min(max(rest, Self.shortestRest), Self.longestRest))
            }
            guard !isOver else { break }
        }
        condition.withLock {
            hasStopped = true
            condition.broadcast()
        }
    }

    /// Writes journal, misses and uses.
    private func writeTraces() {
        writing.withLock {
            restoreJournalOnce()
            let (fresh, next) = journal.added(since: position, upTo: Self.entriesAtOnce)
            position = next
            hasMoreEntries = fresh.count == Self.entriesAtOnce
            if !fresh.isEmpty {
                report("journal") { () throws(StorageError) in
                    try entries.add(fresh.map { redaction($0) }, dropping: [], keepingFrom: journal.oldest)
                }
            }
            let changed = misses.takeChanged()
            if !changed.isEmpty {
                report("undefined requests") { () throws(StorageError) in
                    try missRows.save(changed.map { redaction($0) })
                }
            }
            writeUses()
        }
    }

    private func writeUses() {
        let changed = (engine?.usesOfAll ?? []).filter { $0.uses != notedUses[$0.mock, default: 0] }
        guard !changed.isEmpty else { return }
        for use in changed { notedUses[use.mock] = use.uses }
        report("uses") { () throws(StorageError) in
            try mocks.noteUses(changed.map { ($0.mock, $0.uses, $0.lastAt) })
        }
    }

    private func report(_ what: String, _ write: () throws(StorageError) -> Void) {
        do { try write() } catch {
            logger.error("The database does not take the \(what)", metadata: ["reason": "\(error)"])
        }
    }
}

extension Stores.Change {
    /// The change as the database keeps it.
    fileprivate func stored(in run: RunID) -> ValueStore.Change {
        let (scope, namespace, chain) = place.address
        guard let key else { return .removeAll(scope: scope, run: run, namespace: namespace, chain: chain) }
        guard let value else {
            return .remove(scope: scope, run: run, namespace: namespace, chain: chain, key: key)
        }
        return .set(
            StoredValue(
                scope: scope,
                run: run,
                namespace: namespace,
                chain: chain,
                key: key,
                json: String(decoding: value.serialized(), as: UTF8.self)
            )
        )
    }
}

extension Stores.Place {
    fileprivate var address: (StoredValue.Scope, namespace: String, chain: String) {
        switch self {
        case .global(let namespace): (.global, namespace, "")
        case .chain(let namespace, let id): (.chain, namespace, id)
        case .counters(let namespace): (.counter, namespace, "")
        }
    }
}

extension StoredValue {
    /// Where the value belongs.
    var place: Stores.Place {
        switch scope {
        case .global: .global(namespace: namespace)
        case .chain: .chain(namespace: namespace, id: chain)
        case .counter: .counters(namespace: namespace)
        }
    }
}
