internal import Model

/// One thing that a recording's exchanges make, show, change and delete, through its whole life.
struct Thing {
    /// Something that an exchange did with it.
    struct Event {
        /// What was done.
        enum Action {
            case made, changed, shown, gone
        }

        /// The group of the exchange, and its number there.
        var group: Int
        var sample: Int
        var action: Action
        /// Where the exchange names it.
        var key: Place
        /// The object that the exchange answered with success.
        var answer: JSON?
        /// Whether the exchange was told that there is no such thing.
        var isRefused = false
        /// What the thing is afterwards, as far as it is known; nil when it is gone or not known.
        var after: JSON?
        /// Whether that is known, and not only taken for unchanged.
        var isKnown = false
    }

    var events: [Event] = []
    /// The numbers of those that may have changed it.
    private var changes: [Int] = []

    /// What the thing was before an event; nil before it was made, after it was deleted, and where nobody knows.
    func before(_ number: Int) -> JSON? {
        events[..<number].last { $0.action != .shown }?.after
    }

    /// Whether what it was before an event is known, and not only taken for unchanged.
    func isKnown(before number: Int) -> Bool { events[..<number].last { $0.action != .shown }?.isKnown ?? false }

    /// Whether it was there, known or not, before an event.
    func exists(before number: Int) -> Bool {
        events[..<number].last { $0.action != .shown }.map { $0.action != .gone } ?? false
    }

    /// The last event that changed it of those that were early enough, which are the first ones.
    func lastChange(where isEarly: (Event) -> Bool) -> Event? {
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if isEarly(events[changes[middle]]) { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? events[changes[low - 1]] : nil
    }

    /// Finds out what the thing was after each change: what it is shown as next, else what the change answered.
    ///
    /// - Parameters:
    ///   - reader: the group whose answers say what the thing is; nil when nobody reads it.
    ///   - members: what the reader shows.
    ///   - moves: whether such things move by themselves: then the next look shows something later.
    mutating func settle(reader: Int?, members: ShownMembers, moves: Bool) {
        // What is not there any more when it is looked at next has gone with the change before: by another name, or for good.
        for number in events.indices.dropLast() where events[number].action == .changed {
            let next = events[number + 1]
            if next.action == .shown, next.isRefused { events[number].action = .gone }
        }
        changes = events.indices.filter { events[$0].action != .shown }
        for number in events.indices where events[number].action == .made || events[number].action == .changed {
            let known =
                moves && isWhole(number, reader, members)
                ? events[number].answer.map { members.shown(of: $0) } : state(after: number, reader, members)
            events[number].isKnown = known != nil
            // What a request does that nobody looks at afterwards is taken for nothing.
            events[number].after = known ?? before(number)
        }
    }

    private func state(after number: Int, _ reader: Int?, _ members: ShownMembers) -> JSON? {
        for next in events[(number + 1)...] {
            guard next.action == .shown else { break }
            if next.group == reader, let answer = next.answer { return answer }
        }
        return isWhole(number, reader, members) ? events[number].answer.map { members.shown(of: $0) } : nil
    }

    /// Whether what a change answered is all of the thing.
    private func isWhole(_ number: Int, _ reader: Int?, _ members: ShownMembers) -> Bool {
        let shown = events[number].answer?.ways ?? []
        return reader == nil
            ? events[number].action == .made || shown == before(number)?.ways
            : members.always.allSatisfy { shown.contains($0) || events[number].answer?.endsInNull(on: $0) == true }
    }

    /// Whether two looks of a reader in a row, nothing done between, showed the same; nil where there are none.
    func stays(for reader: Int) -> Bool? {
        let looks = zip(events, events.dropFirst())
            .filter { one, next in
                [one, next].allSatisfy { $0.action == .shown && $0.group == reader && $0.answer != nil }
            }
        return looks.isEmpty ? nil : looks.allSatisfy { $0.answer == $1.answer }
    }
}

extension JSON {
    /// Whether a part on the way is null: what it holds at other times is not missing.
    fileprivate func endsInNull(on way: ValuePath) -> Bool {
        way.steps.indices.contains { ValuePath(steps: Array(way.steps[...$0])).value(in: self) == .null }
    }

    /// The ways to all members, list elements left out.
    var ways: Set<ValuePath> {
        var result: Set<ValuePath> = []
        visit { path, _ in
            let isMember = path.steps.allSatisfy { if case .member = $0 { true } else { false } }
            if isMember, !path.steps.isEmpty { result.insert(path) }
        }
        return result
    }
}
