internal import Model
internal import Synchronization
internal import Templating

/// What one test run has left behind: stores, and how often each mock was used.
final class RunState: Sendable {
    let id: RunID
    /// Extracting, rendering and extracting again are one step under this lock: no other request of the run sees or
    /// changes what lies between.
    let stores: Mutex<Stores>
    private let uses = Mutex<[Int: MockUses]>([:])
    private let epoch: Atomic<UInt64>

    /// - Parameter epoch: how often a run of this name was forgotten before.
    init(id: RunID, keepsChanges: Bool, epoch: UInt64 = 0) {
        self.id = id
        self.epoch = Atomic(epoch)
        stores = Mutex(Stores(keepsChanges: keepsChanges))
    }

    /// A mock's uses in this run. The shared state's lie with the mock itself, where they cost no look-up.
    func uses(of mock: CompiledMock) -> MockUses {
        if id == .shared { return mock.uses }
        return uses.withLock { uses in
            if let known = uses[mock.serial] { return known }
            let made = MockUses(limit: mock.useLimit)
            uses[mock.serial] = made
            return made
        }
    }

    /// As if no mock had been used; what lies with the mocks themselves is theirs to reset.
    func resetUses() {
        uses.withLock { $0 = [:] }
        epoch.wrappingAdd(1, ordering: .relaxed)
    }

    /// Tells deliveries of this run apart from those of others and from those before a reset, which a seed would make
    /// alike.
    var salt: UInt64 {
        var hash = epoch.load(ordering: .relaxed)
        for byte in id.rawValue.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
    }
}

/// The runs that requests have named, and the state that all others share.
final class Runs: Sendable {
    /// How many runs are kept; beyond that the one that was idle for longest is forgotten.
    private static let limit = 10_000

    private struct Known {
        let state: RunState
        var lastAsked: UInt64
    }

    private struct State {
        var known: [RunID: Known] = [:]
        var asked: UInt64 = 0
        var forgotten: [RunID: UInt64] = [:]
    }

    let shared: RunState
    private let keepsChanges: Bool
    private let others = Mutex(State())

    init(keepsChanges: Bool) {
        self.keepsChanges = keepsChanges
        shared = RunState(id: .shared, keepsChanges: keepsChanges)
    }

    /// The state of a run, made when it is named for the first time.
    func state(of id: RunID) -> RunState {
        if id == .shared { return shared }
        return others.withLock { others in
            others.asked += 1
            if let known = others.known[id] {
                others.known[id]?.lastAsked = others.asked
                return known.state
            }
            if others.known.count >= Self.limit,
                let idle = others.known.min(by: { $0.value.lastAsked < $1.value.lastAsked })
            {
                others.known[idle.key] = nil
            }
            let made = RunState(id: id, keepsChanges: keepsChanges, epoch: others.forgotten[id] ?? 0)
            others.known[id] = Known(state: made, lastAsked: others.asked)
            return made
        }
    }

    /// The runs that have been named, in the order of their names.
    var ids: [RunID] { others.withLock { $0.known.keys.sorted { $0.rawValue < $1.rawValue } } }

    /// Drops a run's state; the next request that names it starts anew.
    func forget(_ id: RunID) {
        others.withLock { others in
            if others.known.removeValue(forKey: id) != nil { others.forgotten[id, default: 0] += 1 }
        }
    }
}
