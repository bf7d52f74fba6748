internal import Dispatch
internal import Model
internal import Synchronization

/// One reader's stream of server-sent events. It is let go when its client leaves.
final class FeedReader: AnswerPieces {
    private struct State: Sendable {
        var waiting: [[UInt8]] = [Array(": what happens from now on\n\n".utf8)]
        var missed = 0
        var goOn: (@Sendable () -> Void)?
        var hasEnded = false
        /// Whether somebody will look whether there is silence.
        var isWatched = false

        var isReady: Bool { !waiting.isEmpty || hasEnded }
    }

    private let session: String?
    private let namespace: String?
    private let state = Mutex(State())
    private let whenGone: @Sendable () -> Void

    /// So many events wait for a slow reader; of more it misses the oldest.
    static let limit = 1_000
    /// A line that says nothing goes out after so long without an event, so that it shows whether the client is there.
    private static let silence = DispatchTimeInterval.seconds(15)

    init(session: String?, namespace: String?, whenGone: @escaping @Sendable () -> Void) {
        (self.session, self.namespace, self.whenGone) = (session, namespace, whenGone)
    }

    deinit { whenGone() }

    func wants(_ event: RecorderEvent) -> Bool {
        (session ?? event.session) == event.session && (namespace ?? event.namespace) == event.namespace
    }

    func push(_ text: [UInt8]) {
        wake { state in
            state.waiting.append(text)
            guard state.waiting.count > Self.limit else { return }
            state.waiting.removeFirst()
            state.missed += 1
        }
    }

    func end() { wake { $0.hasEnded = true } }

    private func wake(_ change: (inout sending State) -> Void) {
        let goOn = state.withLock { state in
            change(&state)
            defer { state.goOn = nil }
            return state.goOn
        }
        goOn?()
    }

    // MARK: Asked by the data plane

    var isReady: Bool { state.withLock { $0.isReady } }

    func next() -> AnswerPiece? {
        state.withLock { state in
            guard !state.waiting.isEmpty else { return nil }
            var bytes: [UInt8] = []
            if state.missed > 0 {
                bytes = Array("event: missed\ndata: {\"count\":\(state.missed)}\n\n".utf8)
                state.missed = 0
            }
            bytes += state.waiting.joined()
            state.waiting = []
            return AnswerPiece(bytes)
        }
    }

    func whenReady(_ goOn: @escaping @Sendable () -> Void) {
        let (isReady, isWatched) = state.withLock { state in
            if !state.isReady { state.goOn = goOn }
            defer { state.isWatched = state.isWatched || !state.isReady }
            return (state.isReady, state.isWatched)
        }
        if isReady { return goOn() }
        guard !isWatched else { return }
        DispatchQueue.global()
            .asyncAfter(deadline: .now() + Self.silence) { [weak self] in self?.breakSilence() }
    }

    private func breakSilence() {
        wake { state in
            state.isWatched = false
            if state.waiting.isEmpty { state.waiting = [Array(":\n\n".utf8)] }
        }
    }
}
