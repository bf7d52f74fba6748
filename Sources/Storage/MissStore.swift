internal import GRDB

/// The requests that no mock matched, by namespace, method and path.
public struct MissStore: Sendable {
    private let file: DatabaseFile

    /// The misses of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// All misses in the order of their ids.
    public func all() throws(StorageError) -> [StoredMiss] {
        try file.read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT \(StoredMiss.columns) FROM undefined_requests ORDER BY id"
            )
            return try Array(Row.fetchCursor(statement).map(StoredMiss.init))
        }
    }

    /// Adds the misses, or replaces those that have the same id, or the same namespace, method and path.
    public func save(_ misses: [StoredMiss]) throws(StorageError) {
        try file.write { database in
            let statement = try database.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO undefined_requests (\(StoredMiss.columns))
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            )
            for miss in misses { try statement.execute(arguments: miss.values) }
        }
    }

    /// Takes misses away.
    public func remove(_ ids: [Int64]) throws(StorageError) {
        try file.write { database in
            let statement = try database.cachedStatement(sql: "DELETE FROM undefined_requests WHERE id = ?")
            for id in ids { try statement.execute(arguments: [id]) }
        }
    }

    /// Takes all misses of a namespace away; nil for those of all namespaces.
    public func removeAll(namespace: String?) throws(StorageError) {
        try file.write { database in
            guard let namespace else { return try database.execute(sql: "DELETE FROM undefined_requests") }
            try database.execute(
                sql: "DELETE FROM undefined_requests WHERE namespace = ?",
                arguments: [text(namespace)]
            )
        }
    }
}
