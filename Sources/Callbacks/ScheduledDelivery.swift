internal import Model

/// Names a delivery within one dispatcher.
struct DeliveryKey: Hashable, Sendable {
    /// Counts those that came before it, from zero again after four thousand million.
    let order: UInt32
    /// Where in the table it stands; another takes the place when it has settled.
    let slot: UInt32

    func hash(into hasher: inout Hasher) { hasher.combine(order) }
}

/// Names jobs that were submitted together by somebody who waits for their end.
struct BatchID: Hashable, Sendable {
    let rawValue: Int
}

/// An instant on both clocks: the one that measures gaps, and the one that people read.
struct Moment: Sendable {
    /// Since some fixed point; never goes back.
    let elapsed: Duration
    /// What the wall clock shows.
    let wall: Timestamp
}

/// A delivery that has not settled, as the schedule keeps it.
final class ScheduledDelivery {
    typealias Link = (point: CallbackOrder.Point, key: DeliveryKey)

    let key: DeliveryKey
    var delivery: Delivery
    let lane: TargetLane
    let batch: BatchID?
    /// How many others it still has to wait for.
    var gates = 0
    /// When it is due next; nil while it waits for no time.
    var due: Duration?
    /// Whether only gates keep it back.
    var isDue = false
    /// Since when it is held back for the next one to its target; nil while it is not.
    var heldSince: Duration?
    /// When the running attempt began.
    var running: Moment?
    /// Whether the receiver took it and what runs now is its second delivery.
    var isRepeated = false
    /// Whether its last attempt broke with a kept connection.
    var isSentAnew = false
    /// Whether it stands in the line of the ordered ones to its target.
    var isInLine = false
    /// Whom it lets go at which point of its life.
    var successors: [Link] = []

    init(_ key: DeliveryKey, _ delivery: Delivery, lane: TargetLane, batch: BatchID?) {
        (self.key, self.delivery, self.lane, self.batch) = (key, delivery, lane, batch)
    }

    var id: DeliveryID { delivery.job.id }
    var job: CallbackJob { delivery.job }
    /// How many attempts it has had that count.
    var attemptsNow: Int { delivery.attempts.count - delivery.attemptsNotCounted }
}
