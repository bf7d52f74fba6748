internal import GRDB
public import Model

/// Settings of sessions that are kept for later ones.
public struct StoredConfig: Sendable, Hashable {
    /// Its name for programs, unique over all namespaces.
    public var id: String
    /// Whose it is.
    public var namespace: String
    /// Its name for people.
    public var name: String
    /// The settings, as they were sent.
    public var settings: JSONObject
    /// When it was made.
    public var createdAt: Timestamp
    /// When it was last changed.
    public var updatedAt: Timestamp

    /// A config.
    public init(
        id: String,
        namespace: String,
        name: String,
        settings: JSONObject,
        createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        (self.id, self.namespace, self.name) = (id, namespace, name)
        (self.settings, self.createdAt, self.updatedAt) = (settings, createdAt, updatedAt)
    }
}

/// The configs of a file.
public struct RecorderConfigStore: Sendable {
    private let file: DatabaseFile

    /// The configs of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// All configs, the oldest first.
    public func all() throws(StorageError) -> [StoredConfig] { try file.read { try rows($0, where: "1") } }

    /// The config of this id, or nil.
    public func config(_ id: String) throws(StorageError) -> StoredConfig? {
        try file.read { try rows($0, where: "id = ?", [text(id)]).first }
    }

    /// Adds a config, or replaces the one of its id, which keeps its place and the time of its making.
    public func save(_ config: StoredConfig) throws(StorageError) {
        try file.write { database in
            try database.cachedStatement(
                sql: """
                    INSERT INTO recorder_configs (id, namespace, name, json, created_at, updated_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET namespace = excluded.namespace, name = excluded.name,
                    json = excluded.json, updated_at = excluded.updated_at
                    """
            )
            .execute(
                arguments: [
                    text(config.id), text(config.namespace), text(config.name),
                    RecorderSessionStore.written(config.settings), config.createdAt.nanoseconds,
                    config.updatedAt.nanoseconds,
                ]
            )
        }
    }

    /// Takes a config away.
    public func remove(_ id: String) throws(StorageError) {
        try file.write { try $0.execute(sql: "DELETE FROM recorder_configs WHERE id = ?", arguments: [text(id)]) }
    }

    private func rows(
        _ database: Database,
        where condition: String,
        _ arguments: StatementArguments = []
    ) throws -> [StoredConfig] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT id, namespace, name, json, created_at, updated_at
                FROM recorder_configs WHERE \(condition) ORDER BY position
                """
        )
        return try Row.fetchAll(statement, arguments: arguments)
            .map { row in
                StoredConfig(
                    id: row.text(0),
                    namespace: row.text(1),
                    name: row.text(2),
                    settings: row.object(3),
                    createdAt: row.instant(4),
                    updatedAt: row.instant(5)
                )
            }
    }
}
