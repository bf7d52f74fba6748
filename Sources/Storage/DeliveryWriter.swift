internal import GRDB
internal import Model

/// Writes deliveries and their attempts within one transaction.
struct DeliveryWriter {
    private let insertion: RowStatement
    private let end: RowStatement
    private let settling: RowStatement
    private let place: RowStatement
    private let parking: RowStatement
    private let attempt: RowStatement
    private let removal: RowStatement

    init(_ database: Database) throws {
        insertion = try RowStatement(database, DeliveryRow.insertion)
        end = try RowStatement(
            database,
            """
            UPDATE deliveries SET state = ?, submitted_at = ?, due_at = ?, is_parked = 0 WHERE id = ? RETURNING position
            """
        )
        settling = try RowStatement(
            database,
            "UPDATE deliveries SET state = ?, is_parked = 0 WHERE id = ? AND state = 'pending'"
        )
        place = try RowStatement(database, "SELECT position FROM deliveries WHERE id = ?")
        parking = try RowStatement(
            database,
            "UPDATE deliveries SET is_parked = 1 WHERE id = ? AND state = 'pending'"
        )
        attempt = try RowStatement(database, AttemptRow.insertion)
        removal = try RowStatement(database, "DELETE FROM attempts WHERE delivery = ?")
    }

    /// Takes up what a note says, unless the rows know it already.
    func write(note: [UInt8]) throws {
        if let delivery = DeliveryNote.delivery(note) {
            guard try place.integer(BoundText(delivery.job.id.rawValue)) == nil else { return }
            try write(.row(delivery, replacesAttempts: false))
        } else if let (id, state) = DeliveryNote.end(note) {
            try settling.run(BoundText(state.rawValue), BoundText(id.rawValue))
        }
    }

    /// Attempts of a delivery that is not there are left out.
    func write(_ write: DeliveryWrite) throws {
        switch write {
        case .row(let delivery, let replacesAttempts):
            guard let position = try DeliveryRow.insert(delivery, by: insertion) else { return }
            if replacesAttempts { try removal.run(position) }
            try add(delivery.attempts, to: position)
        case .change(let id, let attempts, nil):
            guard let position = try place.integer(BoundText(id.rawValue)) else { return }
            try add(attempts, to: position)
        case .change(let id, let attempts, let ended?):
            let position = try end.integer(
                BoundText(ended.state.rawValue),
                ended.submittedAt.nanoseconds,
                (ended.submittedAt + ended.job.delay).nanoseconds,
                BoundText(id.rawValue)
            )
            if let position { try add(attempts, to: position) }
        case .parked(let id): try parking.run(BoundText(id.rawValue))
        }
    }

    private func add(_ attempts: [Attempt], to position: Int64) throws {
        for attempt in attempts { try AttemptRow.insert(attempt, of: position, by: self.attempt) }
    }
}
