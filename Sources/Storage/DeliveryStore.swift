internal import GRDB
public import Model

/// What became of callbacks, and what is still to be sent.
public struct DeliveryStore: Sendable {
    /// What is to be written.
    public enum Change: Sendable {
        /// A delivery that was not there before, with its attempts.
        case new(Delivery)
        /// A delivery with its attempts, in the place of one of the same id.
        case put(Delivery)
        /// An attempt of a delivery that is there; otherwise nothing happens.
        case attempted(DeliveryID, Attempt)
        /// A delivery has come to its end; when it was taken on is put right too.
        case settled(Delivery)
        /// A pending delivery stands in no queue until there is room.
        case parked(DeliveryID)
    }

    private let file: DatabaseFile

    /// The deliveries of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// Writes changes, in their order and in one transaction.
    public func apply(_ changes: [Change]) throws(StorageError) {
        var writes = DeliveryWrites()
        for change in changes { writes.add(change) }
        try apply([writes])
    }

    /// Writes what has come together, one lot after another and in one transaction.
    public func apply(_ lots: [DeliveryWrites]) throws(StorageError) {
        try file.withoutListChecks { database in
            let writer = try DeliveryWriter(database)
            for lot in lots { for write in lot.writes { try writer.write(write) } }
        }
    }

    /// Takes up what notes say: deliveries that are not there, and the ends of those that are pending, whose attempts are not
    /// known. In one transaction.
    public func add(notes: [[UInt8]]) throws(StorageError) {
        try file.withoutListChecks { database in
            let writer = try DeliveryWriter(database)
            for note in notes { try writer.write(note: note) }
        }
    }
}

extension DeliveryStore {
    /// The deliveries that pass, in the order in which they were taken on.
    ///
    /// - Parameter newestFirst: turns the order round.
    public func list(
        _ filter: DeliveryFilter = DeliveryFilter(),
        offset: Int = 0,
        limit: Int = .max,
        newestFirst: Bool = false
    ) throws(StorageError) -> [Delivery] {
        let condition = DeliveryCondition(filter)
        return try file.read { database in
            try rows(database, condition, "position \(newestFirst ? "DESC" : "") LIMIT \(limit) OFFSET \(offset)")
        }
    }

    /// One delivery; nil when it is unknown.
    public func one(_ id: DeliveryID) throws(StorageError) -> Delivery? {
        var filter = DeliveryFilter()
        filter.ids = [id]
        return try list(filter).first
    }

    /// How many of those that pass are in each state; none stands for nothing.
    public func counts(_ filter: DeliveryFilter = DeliveryFilter()) throws(StorageError) -> [Delivery.State: Int] {
        let condition = DeliveryCondition(filter)
        return try file.read { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT state, count(*) FROM deliveries WHERE \(condition.sql) GROUP BY state",
                arguments: condition.arguments
            )
            return rows.reduce(into: [:]) { counts, row in
                if let state = Delivery.State(rawValue: row[0]) { counts[state] = row[1] as Int }
            }
        }
    }

    /// The greatest position there is; nil when there are no deliveries.
    public func lastPosition() throws(StorageError) -> Int64? {
        try file.read { try Int64.fetchOne($0, sql: "SELECT max(position) FROM deliveries") }
    }

    /// Pending deliveries behind a position and up to another, the oldest first, and the position of the last one: how a
    /// program that starts goes through what an earlier one left. Those that it was given are parked no more.
    public func left(
        after position: Int64,
        through end: Int64,
        limit: Int
    ) throws(StorageError) -> (deliveries: [Delivery], last: Int64)? {
        try file.write { database in
            let last = try Int64.fetchOne(
                database,
                sql: """
                    SELECT max(position) FROM
                    (SELECT position FROM deliveries WHERE state = 'pending' AND position > ? AND position <= ?
                    ORDER BY position LIMIT ?)
                    """,
                arguments: [position, end, limit]
            )
            guard let last else { return nil }
            var condition = DeliveryCondition(DeliveryFilter())
            condition.require("state = 'pending' AND position > \(position) AND position <= \(last)")
            let deliveries = try rows(database, condition, "position")
            try database.execute(
                sql: "UPDATE deliveries SET is_parked = 0 WHERE is_parked AND position > ? AND position <= ?",
                arguments: [position, last]
            )
            return (deliveries, last)
        }
    }

    /// Takes so many parked deliveries at most, the oldest first; they are parked no more.
    public func takeParked(_ count: Int) throws(StorageError) -> [Delivery] {
        try takeParked(count, DeliveryFilter())
    }

    private func takeParked(_ count: Int, _ filter: DeliveryFilter) throws(StorageError) -> [Delivery] {
        try file.write { database in
            var condition = DeliveryCondition(filter)
            condition.require("is_parked")
            let deliveries = try rows(database, condition, "position LIMIT \(max(0, count))")
            let statement = try database.cachedStatement(sql: "UPDATE deliveries SET is_parked = 0 WHERE id = ?")
            for delivery in deliveries { try statement.execute(arguments: [text(delivery.job.id.rawValue)]) }
            return deliveries
        }
    }

    /// Takes one delivery if it is parked; it is parked no more.
    public func takeParked(_ id: DeliveryID) throws(StorageError) -> Delivery? {
        var filter = DeliveryFilter()
        filter.ids = [id]
        return try takeParked(1, filter).first
    }

    /// Takes the settled ones away that pass, all but the newest of them.
    ///
    /// - Parameter newest: how many stay.
    /// - Returns: how many are gone.
    @discardableResult
    public func removeSettled(
        _ filter: DeliveryFilter = DeliveryFilter(),
        keeping newest: Int = 0
    ) throws(StorageError) -> Int {
        var condition = DeliveryCondition(filter)
        condition.require("state <> 'pending'")
        return try file.write { database in
            try database.execute(
                sql: """
                    DELETE FROM deliveries WHERE position IN (SELECT position FROM deliveries WHERE \(condition.sql)
                    ORDER BY position DESC LIMIT -1 OFFSET \(newest))
                    """,
                arguments: condition.arguments
            )
            return database.changesCount
        }
    }

    private func rows(_ database: Database, _ condition: DeliveryCondition, _ order: String) throws -> [Delivery] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT \(DeliveryRow.columns), position FROM deliveries WHERE \(condition.sql) ORDER BY \(order)
                """,
            arguments: condition.arguments
        )
        let attempts = try database.cachedStatement(
            sql: "SELECT \(AttemptRow.columns) FROM attempts WHERE delivery = ? ORDER BY number"
        )
        var deliveries: [Delivery] = []
        while let row = try rows.next() {
            guard var delivery = DeliveryRow.delivery(row) else { continue }
            delivery.attempts = try Array(
                Row.fetchCursor(attempts, arguments: [row[16] as Int64]).map(AttemptRow.attempt)
            )
            deliveries.append(delivery)
        }
        return deliveries
    }
}
