internal import GRDB
public import Model

/// Reads the exchanges of a file.
public struct ExchangeStore: Sendable {
    private let file: DatabaseFile

    /// The exchanges of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// The id that the next exchange or message should get: ids grow over all recordings of a file and its journal.
    public func nextID() throws(StorageError) -> ExchangeID {
        let last = try file.read { database in
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT max(id) FROM
                    (SELECT max(id) AS id FROM exchanges UNION ALL SELECT max(id) FROM messages
                    UNION ALL SELECT max(id) FROM journal)
                    """
            )
        }
        return ExchangeID(rawValue: (last ?? 0) + 1)
    }

    /// The exchange of this id with its bodies, or nil.
    public func exchange(_ id: ExchangeID) throws(StorageError) -> StoredExchange? {
        try file.read { database in
            let statement = try database.cachedStatement(sql: ExchangeColumns.selection + " WHERE e.id = ?")
            return try Row.fetchOne(statement, arguments: [id.rawValue]).map(ExchangeReader.exchange)
        }
    }

    /// The next exchanges of a recording in the order of their ids, with their bodies.
    ///
    /// - Parameters:
    ///   - last: begins after this id; nil for the beginning.
    ///   - limit: how many at most. A body may be as long as the tap kept (8 MiB unless told otherwise).
    public func page(
        of recording: RecordingID,
        after last: ExchangeID? = nil,
        limit: Int = 256
    ) throws(StorageError) -> [StoredExchange] {
        try file.read { database in
            let statement = try database.cachedStatement(
                sql: ExchangeColumns.selection + " WHERE e.recording_id = ? AND e.id > ? ORDER BY e.id LIMIT ?"
            )
            let rows = try Row.fetchCursor(
                statement,
                arguments: [recording.rawValue, last?.rawValue ?? 0, limit]
            )
            return try Array(rows.map(ExchangeReader.exchange))
        }
    }

    /// All exchanges of a recording in the order of their ids, page by page.
    public func all(of recording: RecordingID) throws(StorageError) -> [Exchange] {
        var exchanges: [Exchange] = []
        while true {
            let page = try page(of: recording, after: exchanges.last?.id)
            guard !page.isEmpty else { return exchanges }
            exchanges += page.map(\.exchange)
        }
    }

    /// One line for each of the next exchanges of a recording, without heads and bodies.
    ///
    /// - Parameters:
    ///   - kind: only this kind; nil for all.
    ///   - last: begins after this id; nil for the beginning.
    public func summaries(
        of recording: RecordingID,
        kind: Exchange.Kind? = nil,
        after last: ExchangeID? = nil,
        limit: Int = 1_000
    ) throws(StorageError) -> [ExchangeSummary] {
        // The condition stands in the text, so that the index of webhooks applies.
        let condition = kind.map { " AND kind = '\($0.rawValue)'" } ?? ""
        return try file.read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT \(ExchangeSummary.columns) FROM exchanges
                    WHERE recording_id = ? AND id > ?\(condition) ORDER BY id LIMIT ?
                    """
            )
            return try Row.fetchAll(statement, arguments: [recording.rawValue, last?.rawValue ?? 0, limit])
                .map(ExchangeSummary.init)
        }
    }
}
