internal import Model

/// What deliveries to one receiver share.
final class TargetLane {
    /// `CallbackJob.Target.lane`.
    let name: String
    /// Who may start, in this order.
    var waiting = FirstInFirstOut<DeliveryKey>()
    /// How many attempts are under way.
    var running = 0
    /// Whether it is an HTTP receiver whose last answer came quickly.
    var wasQuick = false
    /// Whether it stands among the lanes that may start one.
    var isReady = false
    /// How many deliveries know it.
    fileprivate(set) var users = 0
    /// The delivery that is held back for the next one.
    var held: DeliveryKey?

    init(_ name: String) { self.name = name }
}

/// The lanes of all deliveries that have not settled, one for each receiver.
struct TargetLanes {
    private var lanes: [String: TargetLane] = [:]
    private var last: (source: LaneSource, lane: TargetLane)?

    /// The lane of a target; known until as many have left it as have entered.
    mutating func enter(_ target: CallbackJob.Target) -> TargetLane {
        // What was asked for last is told by comparing, which costs less than taking a URL apart.
        let source = target.laneSource
        if let last, last.lane.users > 0, last.source == source {
            last.lane.users += 1
            return last.lane
        }
        let name = target.lane
        let lane = lanes[name] ?? TargetLane(name)
        if lane.users == 0 { lanes[name] = lane }
        lane.users += 1
        last = (source, lane)
        return lane
    }

    mutating func leave(_ lane: TargetLane) {
        lane.users -= 1
        if lane.users == 0 { lanes[lane.name] = nil }
    }
}
