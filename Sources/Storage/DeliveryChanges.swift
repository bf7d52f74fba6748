internal import Model

extension [DeliveryStore.Change] {
    /// The same with fewer statements: what became of a new delivery that is written with it goes into its row.
    func merged() -> [DeliveryStore.Change] {
        var merged: [DeliveryStore.Change] = []
        var places: [DeliveryID: Int] = [:]
        merged.reserveCapacity(count)
        for change in self {
            switch change {
            case .new(let delivery):
                places[delivery.job.id] = merged.count
                merged.append(change)
            case .put(let delivery):
                places[delivery.job.id] = nil
                merged.append(change)
            case .attempted(let id, let attempt):
                if let place = places[id], case .new(var delivery) = merged[place] {
                    delivery.attempts.append(attempt)
                    merged[place] = .new(delivery)
                } else {
                    merged.append(change)
                }
            case .settled(let end):
                if let place = places[end.job.id] { merged[place] = .new(end) } else { merged.append(change) }
            case .parked: merged.append(change)
            }
        }
        return merged
    }
}
