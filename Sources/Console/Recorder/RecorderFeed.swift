internal import Model
internal import Synchronization

/// Tells readers what happens in the recorder. Telling never waits: a reader who is slow is told how much it missed.
public final class RecorderFeed: Sendable {
    private struct Weak: Sendable {
        weak var reader: FeedReader?
    }

    private struct State: Sendable {
        var readers: [Int: Weak] = [:]
        var lastReader = 0
        var lastEvent = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    /// So many may read at once.
    static let readerLimit = 256

    /// A feed without readers.
    public init() {}

    /// Whether anybody would hear of an event.
    public var hasReaders: Bool { state.withLock { !$0.readers.isEmpty } }

    /// Tells every reader who wants to know. May be called from any thread.
    public func publish(_ event: RecorderEvent) {
        let (readers, number) = state.withLock { state in
            state.lastEvent += 1
            return (state.readers.values.compactMap(\.reader), state.lastEvent)
        }
        let wanting = readers.filter { $0.wants(event) }
        guard !wanting.isEmpty else { return }
        let text = event.text(number: number)
        for reader in wanting { reader.push(text) }
    }

    /// Ends all streams; nobody is told anything any more.
    public func close() {
        let readers = state.withLock { state in
            state.isClosed = true
            return state.readers.values.compactMap(\.reader)
        }
        for reader in readers { reader.end() }
    }

    /// One more reader, from now on; nil when there are too many, or none is taken any more.
    ///
    /// - Parameters:
    ///   - session: only this session's events; nil for all.
    ///   - namespace: only this namespace's events; nil for all.
    func reader(session: String?, namespace: String?) -> FeedReader? {
        state.withLock { state in
            guard !state.isClosed, state.readers.count < Self.readerLimit else { return nil }
            state.lastReader += 1
            let number = state.lastReader
            let reader = FeedReader(session: session, namespace: namespace) { [weak self] in self?.remove(number) }
            state.readers[number] = Weak(reader: reader)
            return reader
        }
    }

    private func remove(_ number: Int) { state.withLock { $0.readers[number] = nil } }
}
