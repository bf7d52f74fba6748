internal import GRDB
public import Model

/// The mocks that the server serves, and what they were.
public struct MockStore: Sendable {
    private let file: DatabaseFile

    /// The mocks of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// All mocks in the order of creation, those that were closed too.
    public func all() throws(StorageError) -> [StoredMock] {
        try file.read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT \(StoredMock.columns) FROM mocks ORDER BY position"
            )
            return try Array(Row.fetchCursor(statement).map(StoredMock.init))
        }
    }

    /// Adds the mocks, or replaces those whose id is known: they keep their place in the order of creation. What one was
    /// stays as a version when its version changes.
    public func save(_ mocks: [StoredMock]) throws(StorageError) {
        try file.write { try Self.save(mocks, in: $0) }
    }

    /// The same, in a transaction that holds more.
    static func save(_ mocks: [StoredMock], in database: Database) throws {
        let keeping = try database.cachedStatement(sql: keepingOfVersion)
        let replacement = try database.cachedStatement(sql: replacement)
        for mock in mocks {
            try keeping.execute(arguments: [text(mock.id.rawValue), mock.version])
            try replacement.execute(arguments: mock.values)
        }
    }

    /// Takes mocks away for good, their versions too.
    public func remove(_ ids: [MockID]) throws(StorageError) {
        try file.write { database in
            let statement = try database.cachedStatement(sql: "DELETE FROM mocks WHERE id = ?")
            for id in ids { try statement.execute(arguments: [text(id.rawValue)]) }
        }
    }

    /// Notes how often mocks have answered until now. One that is gone is passed over.
    public func noteUses(_ uses: [(id: MockID, uses: Int, lastUsedAt: Timestamp?)]) throws(StorageError) {
        try file.write { database in
            let statement = try database.cachedStatement(
                sql: "UPDATE mocks SET uses = ?, last_used_at = ? WHERE id = ?"
            )
            for use in uses {
                try statement.execute(arguments: [use.uses, use.lastUsedAt?.nanoseconds, text(use.id.rawValue)])
            }
        }
    }

    /// The versions of a mock, the newest first, what it is now among them; none for a mock that is not there.
    public func versions(of id: MockID) throws(StorageError) -> [StoredVersion] {
        try file.read { database in
            let statement = try database.cachedStatement(sql: Self.versionSelection + " ORDER BY version DESC")
            return try Row.fetchAll(statement, arguments: [text(id.rawValue)]).map { Self.version($0, of: id) }
        }
    }

    /// One version of a mock, or nil.
    public func version(_ number: Int, of id: MockID) throws(StorageError) -> StoredVersion? {
        try file.read { database in
            let statement = try database.cachedStatement(sql: Self.versionSelection + " WHERE version = ?2")
            return try Row.fetchOne(statement, arguments: [text(id.rawValue), number]).map { Self.version($0, of: id) }
        }
    }

    private static let keepingOfVersion = """
        INSERT OR REPLACE INTO mock_versions (position, version, json, versioned_at)
        SELECT position, version, json, versioned_at FROM mocks WHERE id = ? AND version <> ?
        """

    /// A new mock has become its version when it was last changed, which is its sixth value.
    private static let replacement = """
        INSERT INTO mocks (\(StoredMock.columns), versioned_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?6)
        ON CONFLICT (id) DO UPDATE SET namespace = excluded.namespace, json = excluded.json, folder = excluded.folder,
        created_at = excluded.created_at, updated_at = excluded.updated_at, expires_at = excluded.expires_at,
        closed_at = excluded.closed_at, uses = excluded.uses, last_used_at = excluded.last_used_at,
        version = excluded.version,
        versioned_at = iif(version = excluded.version, versioned_at, excluded.versioned_at)
        """

    private static let versionSelection = """
        SELECT version, json, versioned_at FROM
        (SELECT version, json, versioned_at FROM mocks WHERE id = ?1
        UNION ALL SELECT v.version, v.json, v.versioned_at FROM mocks m JOIN mock_versions v USING (position)
        WHERE m.id = ?1 AND v.version <> m.version)
        """

    private static func version(_ row: Row, of id: MockID) -> StoredVersion {
        StoredVersion(mock: id, version: row[0], json: row[1], createdAt: row.instant(2))
    }
}
