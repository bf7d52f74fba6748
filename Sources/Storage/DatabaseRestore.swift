internal import GRDB
public import Model

/// The callbacks that a restore has brought in: those behind one position and up to another.
public struct RestoredCallbacks: Sendable, Hashable {
    /// The last position before.
    public var after: Int64
    /// The last one that came in.
    public var through: Int64
    /// How many of them are in each state.
    public var counts: [Delivery.State: Int]

    /// The callbacks behind a position up to another; none unless something is given.
    public init(after: Int64 = 0, through: Int64 = 0, counts: [Delivery.State: Int] = [:]) {
        (self.after, self.through, self.counts) = (after, through, counts)
    }
}

/// Puts an earlier state of a database back while it is in use.
extension DatabaseFile {
    /// What is about the server itself and not about what it serves: nobody gets rights back that were taken away, and what
    /// was done stays written down.
    private static let kept: Set = ["users", "members", "tokens", "audit", "jobs", "job_runs"]
    /// What was sent stays sent: these rows come in beside those that are there.
    private static let merged: Set = ["deliveries", "attempts"]

    /// Puts what another database holds into the place of what this one does, in one transaction: all of it or nothing, also
    /// when the process dies in the middle.
    ///
    /// Users, tokens, jobs and the audit log stay as they are. Callbacks that are known here stay as they are, and the others
    /// come in.
    ///
    /// - Parameters:
    ///   - path: a database of our version that nobody has open and that was checked.
    ///   - keepsSecrets: whether the secrets stay as they are too.
    public func replaceContents(
        with path: String,
        keepsSecrets: Bool = false
    ) throws(StorageError) -> RestoredCallbacks {
        let kept = keepsSecrets ? Self.kept.union(["secrets"]) : Self.kept
        return try replaceContents(with: path, keeping: kept)
    }

    private func replaceContents(
        with path: String,
        keeping kept: Set<String>
    ) throws(StorageError) -> RestoredCallbacks {
        try onWritingConnection { database in
            try database.execute(sql: "ATTACH ? AS restored", arguments: [path])
            defer { try? database.execute(sql: "DETACH restored") }
            try database.execute(sql: "PRAGMA foreign_keys = OFF")
            defer { try? database.execute(sql: "PRAGMA foreign_keys = ON") }
            var callbacks = RestoredCallbacks()
            try database.inTransaction(.immediate) {
                for table in try Schema.tables(of: database) where !kept.contains(table) {
                    try Self.replace(table, in: database)
                }
                callbacks = try Self.mergeCallbacks(in: database)
                try Self.endRecordings(in: database)
                return .commit
            }
            return callbacks
        }
    }

    private static func replace(_ table: String, in database: Database) throws {
        guard !merged.contains(table) else { return }
        let name = table.quotedDatabaseIdentifier
        try database.execute(sql: "DELETE FROM main.\(name)")
        try database.execute(sql: "INSERT INTO main.\(name) SELECT * FROM restored.\(name)")
    }

    private static func mergeCallbacks(in database: Database) throws -> RestoredCallbacks {
        let last = "SELECT coalesce(max(position), 0) FROM main.deliveries"
        let after = try Int64.fetchOne(database, sql: last) ?? 0
        let columns = try database.columns(in: "deliveries").map(\.name).filter { $0 != "position" }
            .joined(separator: ", ")
        try database.execute(
            sql: """
                INSERT INTO main.deliveries (position, \(columns)) SELECT position + \(after), \(columns)
                FROM restored.deliveries WHERE id NOT IN (SELECT id FROM main.deliveries)
                """
        )
        let rest = try database.columns(in: "attempts").map(\.name).filter { $0 != "delivery" }.joined(separator: ", ")
        try database.execute(
            sql: """
                INSERT INTO main.attempts (delivery, \(rest)) SELECT delivery + \(after), \(rest) FROM restored.attempts
                WHERE delivery + \(after) IN (SELECT position FROM main.deliveries WHERE position > \(after))
                """
        )
        let counts = try Row.fetchAll(
            database,
            sql: "SELECT state, count(*) FROM main.deliveries WHERE position > \(after) GROUP BY state"
        )
        return RestoredCallbacks(
            after: after,
            through: try Int64.fetchOne(database, sql: last) ?? after,
            counts: counts.reduce(into: [:]) { counts, row in
                if let state = Delivery.State(rawValue: row[0]) { counts[state] = row[1] as Int }
            }
        )
    }

    /// What was being recorded when the copy was made is written by nobody now, though the process may live.
    private static func endRecordings(in database: Database) throws {
        try database.execute(sql: #"UPDATE main.recordings SET writer_pid = 0, writer_start = '' WHERE "end" = 'open'"#)
    }
}
