/// Who may start now: each lane with so many attempts at once, the lanes served in turn, so that a target that hangs holds up
/// only itself. Within a lane the first to come is the first to start.
///
/// At a quick receiver twice as many count as running: as many again lie ready where they are sent (`AttemptsInHand`), for
/// what would be waited for otherwise is the way there.
struct AttemptLanes {
    /// A receiver that answers within this time is quick.
    static let quick: Duration = .milliseconds(20)

    private let limitPerLane: Int
    private let limit: Int
    private var ready = FirstInFirstOut<TargetLane>()
    private var running = 0

    init(limitPerLane: Int, limit: Int) {
        self.limitPerLane = max(1, limitPerLane)
        self.limit = max(1, limit)
    }

    mutating func enqueue(_ key: DeliveryKey, in lane: TargetLane) {
        lane.waiting.append(key)
        makeReady(lane)
    }

    /// The next that starts now, counted as running from here on; nil when none may. Those that nobody wants any more lose
    /// their place.
    mutating func next(where isWanted: (DeliveryKey) -> Bool = { _ in true }) -> DeliveryKey? {
        while running < limit, let lane = ready.popFirst() {
            lane.isReady = false
            while let key = lane.waiting.popFirst() {
                guard isWanted(key) else { continue }
                lane.running += 1
                running += 1
                makeReady(lane)
                return key
            }
        }
        return nil
    }

    /// One of the lane has ended.
    mutating func leave(_ lane: TargetLane) {
        lane.running -= 1
        running -= 1
        makeReady(lane)
    }

    /// Forgets all that wait and all that run; nobody knows their lanes any more.
    mutating func forgetAll() { self = AttemptLanes(limitPerLane: limitPerLane, limit: limit) }

    private mutating func makeReady(_ lane: TargetLane) {
        let limit = lane.wasQuick ? 2 * limitPerLane : limitPerLane
        guard !lane.isReady, !lane.waiting.isEmpty, lane.running < limit else { return }
        lane.isReady = true
        ready.append(lane)
    }
}
