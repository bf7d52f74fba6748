/// Who may start now: one lane for each target with so many attempts at once, the lanes served in turn, so that a
/// target that hangs holds up only itself. Within a lane the first to come is the first to start.
struct AttemptLanes {
    private struct Lane {
        var waiting = FirstInFirstOut<DeliveryKey>()
        var running = 0
        /// Whether the lane stands in `ready`.
        var isReady = false
    }

    private let limitPerLane: Int
    private let limit: Int
    private var lanes: [String: Lane] = [:]
    private var ready = FirstInFirstOut<String>()
    private var running = 0

    init(limitPerLane: Int, limit: Int) {
        self.limitPerLane = max(1, limitPerLane)
        self.limit = max(1, limit)
    }

    mutating func enqueue(_ key: DeliveryKey, in lane: String) {
        lanes[lane, default: Lane()].waiting.append(key)
        makeReady(lane)
    }

    /// The next that starts now, counted as running from here on; nil when none may. Those that nobody wants any more lose
    /// their place.
    mutating func next(where isWanted: (DeliveryKey) -> Bool = { _ in true }) -> DeliveryKey? {
        while running < limit, let name = ready.popFirst() {
            lanes[name]?.isReady = false
            while let key = lanes[name]?.waiting.popFirst() {
                guard isWanted(key) else { continue }
                lanes[name]?.running += 1
                running += 1
                makeReady(name)
                return key
            }
            dropIfEmpty(name)
        }
        return nil
    }

    /// One of the lane has ended.
    mutating func leave(_ lane: String) {
        lanes[lane]?.running -= 1
        running -= 1
        makeReady(lane)
        dropIfEmpty(lane)
    }

    /// Forgets all that wait and all that run.
    mutating func removeAll() { self = AttemptLanes(limitPerLane: limitPerLane, limit: limit) }

    private mutating func dropIfEmpty(_ name: String) {
        if let left = lanes[name], left.running == 0, left.waiting.isEmpty { lanes[name] = nil }
    }

    private mutating func makeReady(_ name: String) {
        guard let lane = lanes[name], !lane.isReady, !lane.waiting.isEmpty, lane.running < limitPerLane else { return }
        lanes[name]?.isReady = true
        ready.append(name)
    }
}
