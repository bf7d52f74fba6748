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

    /// The last job of an answer with a delay, and the last one to each target.
    fileprivate struct Line {
        let exchange: ExchangeID
        let delay: Duration
        var last: DeliveryKey
        var lastByLane: [(lane: TargetLane, key: DeliveryKey)]
    }

    private let isSequential: Bool
    private var last: DeliveryKey?
    private var lines: [Line] = []
    private var lastExtracted: [ExchangeID: DeliveryKey] = [:]

    init(isSequential: Bool) { self.isSequential = isSequential }

    /// Those whom the next job waits for. Sequential jobs wait for the one before. Others wait only for jobs of the same
    /// answer with the same delay: for the last one's start, and for the last one's end that has the same target. Those after
    /// one whose answer is extracted wait for its end, whatever their delays.
    mutating func predecessors(of entry: ScheduledDelivery) -> [(point: Point, key: DeliveryKey)] {
        let key = entry.key
        defer { last = key }
        if isSequential { return last.map { [(.settled, $0)] } ?? [] }
        let (exchange, delay) = (entry.job.exchange, entry.job.delay)
        var result: [(point: Point, key: DeliveryKey)] = []
        if let line = lines.lastIndex(where: { $0.delay == delay && $0.exchange == exchange }) {
            let (before, beforeHere) = lines[line].put(key, in: entry.lane)
            if let beforeHere { result.append((.ended, beforeHere)) }
            if before != beforeHere { result.append((.started, before)) }
        } else {
            lines.append(Line(exchange: exchange, delay: delay, last: key, lastByLane: [(entry.lane, key)]))
        }
        if let extracted = lastExtracted[exchange] { result.append((.settled, extracted)) }
        if entry.job.isExtracted { lastExtracted[exchange] = key }
        return result
    }
}

extension CallbackOrder.Line {
    /// Puts a job at the end, and gives the one before it and the one before it to the same target.
    fileprivate mutating func put(
        _ key: DeliveryKey,
        in lane: TargetLane
    ) -> (before: DeliveryKey, beforeHere: DeliveryKey?) {
        defer { last = key }
        guard let index = lastByLane.firstIndex(where: { $0.lane === lane }) else {
            lastByLane.append((lane, key))
            return (last, nil)
        }
        defer { lastByLane[index].key = key }
        return (last, lastByLane[index].key)
    }
}
