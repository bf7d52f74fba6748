internal import Model

/// What is written of one delivery at once.
enum DeliveryWrite: Sendable {
    /// A delivery with its attempts; one of the same id and its attempts make room.
    case row(Delivery, replacesAttempts: Bool)
    /// Attempts of a delivery that is there, and its end when it has come.
    case change(DeliveryID, attempts: [Attempt], end: Delivery?)
    /// A pending delivery is parked.
    case parked(DeliveryID)
}

/// Changes that wait to be written, with as few statements as they take: what became of a new delivery that is written with it
/// goes into its row, and what became of another one goes together.
public struct DeliveryWrites: Sendable {
    private(set) var writes: [DeliveryWrite] = []
    private var places: [DeliveryID: Int] = [:]

    /// Nothing to write.
    public init() {}

    /// How many deliveries there is something to write of.
    public var count: Int { writes.count }

    /// Whether there is nothing to write.
    public var isEmpty: Bool { writes.isEmpty }

    /// Adds a change behind those that have been added.
    public mutating func add(_ change: DeliveryStore.Change) {
        switch change {
        case .new(let delivery): append(.row(delivery, replacesAttempts: false), of: delivery.job.id)
        case .put(let delivery):
            places[delivery.job.id] = nil
            writes.append(.row(delivery, replacesAttempts: true))
        case .attempted(let id, let attempt):
            if let place = places[id] {
                writes[place].add(attempt)
            } else {
                append(.change(id, attempts: [attempt], end: nil), of: id)
            }
        case .settled(let end):
            if let place = places[end.job.id] {
                writes[place].end(with: end)
            } else {
                append(.change(end.job.id, attempts: [], end: end), of: end.job.id)
            }
        case .parked(let id): writes.append(.parked(id))
        }
    }

    private mutating func append(_ write: DeliveryWrite, of id: DeliveryID) {
        places[id] = writes.count
        writes.append(write)
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
