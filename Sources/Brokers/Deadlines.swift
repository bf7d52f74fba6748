internal import Dispatch
internal import Synchronization

/// Lets sends fail whose time is over, whatever their connection's thread is doing: one timer for all of a connection, since
/// nearly every send is over long before.
final class Deadlines: Sendable {
    fileprivate struct Entry {
        let due: DispatchTime
        let send: BrokerSend
        let failure: @Sendable () -> BrokerError
    }

    fileprivate struct State {
        /// By when they are due; those that are over leave when they come to the front.
        var entries: [Entry] = []
        var head = 0
        /// When the next look is due; looks that an earlier one has overtaken come too.
        var nextLook: DispatchTime?
    }

    private let state = Mutex(State())

    /// Lets a send fail when it is not over after so long.
    func add(_ send: BrokerSend, _ timeout: Duration, failure: @escaping @Sendable () -> BrokerError) {
        let nanoseconds = Int(min(timeout / .nanoseconds(1), 1e18))
        let entry = Entry(due: .now() + .nanoseconds(nanoseconds), send: send, failure: failure)
        state.withLock { state in
            state.dropOver()
            state.insert(entry)
            setTimer(&state)
        }
    }

    private func setTimer(_ state: inout State) {
        guard state.head < state.entries.count else { return }
        let due = state.entries[state.head].due
        if let next = state.nextLook, next <= due { return }
        state.nextLook = due
        Self.queue.asyncAfter(deadline: due) { [weak self] in self?.look(due) }
    }

    private func look(_ time: DispatchTime) {
        let late = state.withLock { state in
            if state.nextLook == time { state.nextLook = nil }
            let late = state.takeDue(at: .now())
            setTimer(&state)
            return late
        }
        for entry in late where !entry.send.isOver { entry.send.end(.failure(entry.failure())) }
    }

    private static let queue = DispatchQueue(label: "broker deadlines")
}

extension Deadlines.State {
    /// Nearly always at the end, since most have the same timeout.
    fileprivate mutating func insert(_ entry: Deadlines.Entry) {
        var place = entries.count
        while place > head, entries[place - 1].due > entry.due { place -= 1 }
        entries.insert(entry, at: place)
    }

    fileprivate mutating func dropOver() {
        while head < entries.count, entries[head].send.isOver { head += 1 }
        guard head > 64, head * 2 > entries.count else { return }
        entries.removeFirst(head)
        head = 0
    }

    fileprivate mutating func takeDue(at now: DispatchTime) -> ArraySlice<Deadlines.Entry> {
        let start = head
        while head < entries.count, entries[head].due <= now { head += 1 }
        let due = entries[start..<head]
        dropOver()
        return due
    }
}
