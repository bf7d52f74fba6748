/// Who may start now: one lane for each target with so many attempts at once, the lanes served in turn, so that a
/// target that hangs holds up only itself. Within a lane the first to come is the first to start.
struct AttemptLanes {
    private final class Lane {
        let name: String
        var waiting = FirstInFirstOut<DeliveryKey>()
        var running = 0
        /// Whether it stands in `ready`.
        var isReady = false

        init(_ name: String) { self.name = name }
    }

    private let limitPerLane: Int
    private let limit: Int
    private var lanes: [String: Lane] = [:]
    private var ready = FirstInFirstOut<Lane>()
    private var running = 0

    init(limitPerLane: Int, limit: Int) {
        self.limitPerLane = max(1, limitPerLane)
        self.limit = max(1, limit)
    }

    mutating func enqueue(_ key: DeliveryKey, in name: String) {
        let lane = lanes[name] ?? Lane(name)
        if lane.waiting.isEmpty, lane.running == 0 { lanes[name] = lane }
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
            dropIfEmpty(lane)
        }
        return nil
    }

    /// One of the lane has ended.
    mutating func leave(_ name: String) {
        guard let lane = lanes[name] else { return }
        lane.running -= 1
        running -= 1
        makeReady(lane)
        dropIfEmpty(lane)
    }

    /// Forgets all that wait and all that run.
    mutating func removeAll() { self = AttemptLanes(limitPerLane: limitPerLane, limit: limit) }

    private mutating func dropIfEmpty(_ lane: Lane) {
        if lane.running == 0, lane.waiting.isEmpty { lanes[lane.name] = nil }
    }

    private mutating func makeReady(_ lane: Lane) {
        guard !lane.isReady, !lane.waiting.isEmpty, lane.running < limitPerLane else { return }
        lane.isReady = true
        ready.append(lane)
    }
}
