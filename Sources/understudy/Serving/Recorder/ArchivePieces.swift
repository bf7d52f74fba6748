internal import Dispatch
internal import Model
internal import Recorder
internal import Storage
internal import Synchronization

/// A recording as an HTTP Archive, read from the database a page at a time as fast as the client takes it.
final class ArchivePieces: AnswerPieces {
    private struct State: Sendable {
        var writer: HARWriter
        var last: ExchangeID?
        /// What is ready to be sent; nil while a page is read or must be.
        var ready: [UInt8]?
        var hasEnded = false
    }

    private let state: Mutex<State>
    private let entries: ArchiveEntries
    private let queue: DispatchQueue

    init(_ writer: HARWriter, _ entries: ArchiveEntries, queue: DispatchQueue) {
        state = Mutex(State(writer: writer, ready: writer.head))
        (self.entries, self.queue) = (entries, queue)
    }

    var isReady: Bool { state.withLock { $0.ready != nil || $0.hasEnded } }

    func next() -> AnswerPiece? {
        state.withLock { state in
            defer { state.ready = nil }
            return state.ready.map { AnswerPiece($0) }
        }
    }

    func whenReady(_ goOn: @escaping @Sendable () -> Void) {
        queue.async { [self] in
            readPage()
            goOn()
        }
    }

    /// A database that fails in the middle cuts the file short, which its reader sees: the end is missing.
    private func readPage() {
        let last = state.withLock { $0.last }
        guard let page = try? entries.page(after: last) else { return state.withLock { $0.hasEnded = true } }
        state.withLock { state in
            guard let end = page.last else {
                (state.ready, state.hasEnded) = (state.writer.tail, true)
                return
            }
            state.ready = page.flatMap { state.writer.entry($0.stored, $0.attribution) }
            state.last = end.stored.exchange.id
        }
    }
}

/// The exchanges that go into an archive, with what is known of their causes.
struct ArchiveEntries: Sendable {
    let file: DatabaseFile
    let recording: RecordingID
    /// Only these; nil for all.
    let ids: [ExchangeID]?
    let attributions: [ExchangeID: Attribution]

    /// So many at once: a body may be as long as the tap kept.
    private static let pageSize = 32

    init(_ file: DatabaseFile, _ recording: RecordingID, only ids: [ExchangeID]?) throws(StorageError) {
        (self.file, self.recording, self.ids) = (file, recording, ids?.sorted())
        let known = try AttributionStore(file).all(of: recording)
        attributions = Dictionary(known.map { ($0.webhook, $0) }) { $1 }
    }

    func page(
        after last: ExchangeID?
    ) throws(StorageError) -> [(stored: StoredExchange, attribution: Attribution?)] {
        try exchanges(after: last).map { ($0, attributions[$0.exchange.id]) }
    }

    private func exchanges(after last: ExchangeID?) throws(StorageError) -> [StoredExchange] {
        guard let ids else {
            return try ExchangeStore(file).page(of: recording, after: last, limit: Self.pageSize)
        }
        var found: [StoredExchange] = []
        for id in ids.filter({ id in last.map { $0 < id } ?? true }).prefix(Self.pageSize) {
            if let stored = try EntryStore(file).entry(id, of: recording) { found.append(stored) }
        }
        return found
    }
}
