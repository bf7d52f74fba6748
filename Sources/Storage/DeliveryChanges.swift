internal import Model

/// What is written of one delivery at once.
enum DeliveryWrite {
    /// A delivery with its attempts; one of the same id and its attempts make room.
    case row(Delivery, replacesAttempts: Bool)
    /// Attempts of a delivery that is there, and its end when it has come.
    case change(DeliveryID, attempts: [Attempt], end: Delivery?)
    /// A pending delivery is parked.
    case parked(DeliveryID)
}

extension [DeliveryStore.Change] {
    /// The same with fewer statements: what became of a new delivery that is written with it goes into its row, and what became
    /// of another one goes together.
    func merged() -> [DeliveryWrite] {
        var merged: [DeliveryWrite] = []
        var places: [DeliveryID: Int] = [:]
        merged.reserveCapacity(count)
        for change in self {
            switch change {
            case .new(let delivery):
                places[delivery.job.id] = merged.count
                merged.append(.row(delivery, replacesAttempts: false))
            case .put(let delivery):
                places[delivery.job.id] = nil
                merged.append(.row(delivery, replacesAttempts: true))
            case .attempted(let id, let attempt):
                if let place = places[id] {
                    merged[place].add(attempt)
                } else {
                    places[id] = merged.count
                    merged.append(.change(id, attempts: [attempt], end: nil))
                }
            case .settled(let end):
                if let place = places[end.job.id] {
                    merged[place].end(with: end)
                } else {
                    merged.append(.change(end.job.id, attempts: [], end: end))
                }
            case .parked(let id): merged.append(.parked(id))
            }
        }
        return merged
    }
}

extension DeliveryWrite {
    fileprivate mutating func add(_ attempt: Attempt) {
        switch self {
        case .row(var delivery, let replacesAttempts):
            delivery.attempts.append(attempt)
            self = .row(delivery, replacesAttempts: replacesAttempts)
        case .change(let id, var attempts, let end):
            attempts.append(attempt)
            self = .change(id, attempts: attempts, end: end)
        case .parked: break
        }
    }

    fileprivate mutating func end(with end: Delivery) {
        switch self {
        case .row(_, let replacesAttempts): self = .row(end, replacesAttempts: replacesAttempts)
        case .change(let id, let attempts, _): self = .change(id, attempts: attempts, end: end)
        case .parked: break
        }
    }
}
