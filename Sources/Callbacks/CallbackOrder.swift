internal import Model

/// What each of several jobs submitted together has to wait for, so that the callbacks of one answer fire in their order
/// of definition.
struct CallbackOrder {
    /// How far the earlier delivery must have come.
    enum Point {
        /// Its first attempt has begun.
        case started
        /// Its first attempt has ended.
        case ended
        /// It has settled.
        case settled
    }

    private struct Place: Hashable {
        let exchange: ExchangeID
        let delay: Duration
        let lane: String?
    }

    private let isSequential: Bool
    private var last: DeliveryKey?
    private var lastAt: [Place: DeliveryKey] = [:]
    private var lastExtracted: [ExchangeID: DeliveryKey] = [:]

    init(isSequential: Bool) { self.isSequential = isSequential }

    /// Those whom the next job waits for. Sequential jobs wait for the one before. Others wait only for jobs of the same
    /// answer with the same delay: for the last one's start, and for the last one's end that has the same target. Those after
    /// one whose answer is extracted wait for its end, whatever their delays.
    mutating func predecessors(of entry: ScheduledDelivery, key: DeliveryKey) -> [(point: Point, key: DeliveryKey)] {
        defer { last = key }
        if isSequential { return last.map { [(.settled, $0)] } ?? [] }
        let job = entry.job
        let anywhere = Place(exchange: job.exchange, delay: job.delay, lane: nil)
        let here = Place(exchange: job.exchange, delay: job.delay, lane: entry.lane)
        let before = lastAt.updateValue(key, forKey: anywhere)
        let beforeHere = lastAt.updateValue(key, forKey: here)
        var result: [(point: Point, key: DeliveryKey)] = []
        if let beforeHere { result.append((.ended, beforeHere)) }
        if let before, before != beforeHere { result.append((.started, before)) }
        if let extracted = lastExtracted[job.exchange] { result.append((.settled, extracted)) }
        if job.isExtracted { lastExtracted[job.exchange] = key }
        return result
    }
}
