internal import Synchronization

/// Letters for a thread, from any other, in the order in which they were written.
final class Mailbox<Letter: Sendable>: Sendable {
    private struct State {
        var letters: [Letter] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wake: @Sendable () -> Void

    /// - Parameter wake: called when there are letters after there were none.
    init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

    /// Hands letters over, all or none; false when nobody reads any more.
    func put(_ letters: some Collection<Letter>) -> Bool {
        guard !letters.isEmpty else { return true }
        let (isTaken, wasEmpty) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            let wasEmpty = state.letters.isEmpty
            state.letters.append(contentsOf: letters)
            return (true, wasEmpty)
        }
        if wasEmpty { wake() }
        return isTaken
    }

    /// Hands a letter over; false when nobody reads any more.
    func put(_ letter: Letter) -> Bool { put(CollectionOfOne(letter)) }

    func takeAll() -> [Letter] {
        state.withLock { state in
            defer { state.letters = [] }
            return state.letters
        }
    }

    /// Takes no more letters and gives those that nobody has read.
    func close() -> [Letter] {
        state.withLock { state in
            state.isClosed = true
            defer { state.letters = [] }
            return state.letters
        }
    }
}
