internal import GRDB
public import Model

/// Looks into the exchanges of a recording, and keeps what people note about them.
public struct EntryStore: Sendable {
    private let file: DatabaseFile

    /// The entries of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// One line for each exchange that passes, in the order of their ids.
    ///
    /// - Parameter isNewestFirst: turns the order round.
    public func summaries(
        of recording: RecordingID,
        _ query: EntryQuery,
        isNewestFirst: Bool = false,
        offset: Int = 0,
        limit: Int = .max
    ) throws(StorageError) -> [ExchangeSummary] {
        let (condition, arguments) = query.condition
        return try file.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT \(ExchangeSummary.columns) FROM exchanges e WHERE e.recording_id = ? AND \(condition)
                    ORDER BY e.id \(isNewestFirst ? "DESC" : "ASC") LIMIT ? OFFSET ?
                    """,
                arguments: [recording.rawValue] + arguments + [limit, offset]
            )
            .map(ExchangeSummary.init)
        }
    }

    /// How many exchanges pass.
    public func count(of recording: RecordingID, _ query: EntryQuery) throws(StorageError) -> Int {
        let (condition, arguments) = query.condition
        return try file.read { database in
            try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM exchanges e WHERE e.recording_id = ? AND \(condition)",
                arguments: [recording.rawValue] + arguments
            ) ?? 0
        }
    }

    /// The exchange of this id with its bodies; nil when the recording does not hold it.
    public func entry(_ id: ExchangeID, of recording: RecordingID) throws(StorageError) -> StoredExchange? {
        try file.read { database in
            let statement = try database.cachedStatement(
                sql: ExchangeColumns.selection + " WHERE e.id = ? AND e.recording_id = ?"
            )
            return try Row.fetchOne(statement, arguments: [id.rawValue, recording.rawValue])
                .map(ExchangeReader.exchange)
        }
    }

    /// What people noted, by exchange.
    public func annotations(of ids: [ExchangeID]) throws(StorageError) -> [ExchangeID: JSONObject] {
        guard !ids.isEmpty else { return [:] }
        let list = ids.map(\.description).joined(separator: ", ")
        return try file.read { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT exchange_id, json FROM annotations WHERE exchange_id IN (\(list))"
            )
            return Dictionary(uniqueKeysWithValues: rows.map { (ExchangeID(rawValue: $0[0]), $0.object(1)) })
        }
    }

    /// Keeps what people note about an exchange, in place of what they noted before; an empty object takes it away.
    public func annotate(_ id: ExchangeID, with annotation: JSONObject) throws(StorageError) {
        try file.write { database in
            guard !annotation.members.isEmpty else {
                return try database.execute(
                    sql: "DELETE FROM annotations WHERE exchange_id = ?",
                    arguments: [id.rawValue]
                )
            }
            try database.execute(
                sql: "INSERT OR REPLACE INTO annotations (exchange_id, json) VALUES (?, ?)",
                arguments: [id.rawValue, RecorderSessionStore.written(annotation)]
            )
        }
    }

    /// Takes the exchanges that pass out of a recording, with their annotations and attributions.
    ///
    /// - Returns: how many there were.
    public func remove(_ query: EntryQuery, of recording: RecordingID) throws(StorageError) -> Int {
        let (condition, arguments) = query.condition
        let passing = "(SELECT e.id FROM exchanges e WHERE e.recording_id = ? AND \(condition))"
        return try file.write { database in
            try database.execute(
                sql: "DELETE FROM attributions WHERE webhook_id IN \(passing)",
                arguments: [recording.rawValue] + arguments
            )
            try database.execute(
                sql: "DELETE FROM exchanges WHERE id IN \(passing)",
                arguments: [recording.rawValue] + arguments
            )
            let count = database.changesCount
            try database.execute(sql: Self.recount, arguments: [recording.rawValue])
            return count
        }
    }

    private static let recount = """
        UPDATE recordings SET
        exchange_count = (SELECT count(*) FROM exchanges e WHERE e.recording_id = recordings.id AND e.kind = 'exchange'),
        webhook_count = (SELECT count(*) FROM exchanges e WHERE e.recording_id = recordings.id AND e.kind = 'webhook'),
        tunnel_count = (SELECT count(*) FROM exchanges e WHERE e.recording_id = recordings.id AND e.kind = 'tunnel')
        WHERE id = ?
        """
}
