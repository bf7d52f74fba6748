internal import GRDB
public import Model

/// A namespace that was made by name, or deleted.
public struct StoredNamespace: Sendable, Hashable {
    /// What it is called.
    public var name: String
    /// What it is for, in words; may be empty.
    public var description: String
    /// When it was deleted in a way that can be taken back; nil while it is there.
    public var closedAt: Timestamp?
    /// The mocks that were deleted with it.
    public var closedMocks: [MockID]

    /// A namespace that is there.
    public init(name: String, description: String = "", closedAt: Timestamp? = nil, closedMocks: [MockID] = []) {
        (self.name, self.description) = (name, description)
        (self.closedAt, self.closedMocks) = (closedAt, closedMocks)
    }
}

/// The namespaces that were made by name, also those without mocks, and those that were deleted.
public struct NamespaceStore: Sendable {
    private let file: DatabaseFile

    /// The namespaces of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// All namespaces in the order of creation.
    public func all() throws(StorageError) -> [StoredNamespace] {
        try file.read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT name, description, closed_at, closed_mocks FROM namespaces ORDER BY position"
            )
            .map {
                StoredNamespace(
                    name: $0.text(0),
                    description: $0.text(1),
                    closedAt: $0.optionalInstant(2),
                    closedMocks: $0.lines(3).map { MockID(rawValue: $0) }
                )
            }
        }
    }

    /// Adds a namespace, or replaces the one of its name, together with mocks that change with it: all of it, or nothing.
    public func save(_ namespace: StoredNamespace, with mocks: [StoredMock] = []) throws(StorageError) {
        try file.write { database in
            try database.execute(
                sql: """
                    INSERT INTO namespaces (name, description, closed_at, closed_mocks) VALUES (?, ?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET description = excluded.description,
                    closed_at = excluded.closed_at, closed_mocks = excluded.closed_mocks
                    """,
                arguments: [
                    text(namespace.name), text(namespace.description), namespace.closedAt?.nanoseconds,
                    lines(namespace.closedMocks.map(\.rawValue)),
                ]
            )
            try MockStore.save(mocks, in: database)
        }
    }

    /// Takes a namespace away for good, with its mocks and all that people made in it: folders, tags, template files,
    /// webhooks, members, tokens for it alone, stored values, settings for recording and its cleanup policy.
    public func purge(_ name: String) throws(StorageError) {
        try file.write { database in
            for table in Self.belongings {
                try database.execute(sql: "DELETE FROM \(table) WHERE namespace = ?", arguments: [text(name)])
            }
            try database.execute(sql: "DELETE FROM namespaces WHERE name = ?", arguments: [text(name)])
            try database.execute(
                sql: "DELETE FROM settings WHERE name = ?",
                arguments: [SettingStore.cleanupPolicy(of: name)]
            )
        }
    }

    private static let belongings = [
        "mocks", "folders", "tags", "template_files", "event_webhooks", "members", "tokens", "stored_values",
        "recorder_configs",
    ]
}

extension SettingStore {
    /// The name under which a namespace's cleanup policy is kept.
    public static func cleanupPolicy(of namespace: String) -> String { "cleanup-policy:\(namespace)" }
}
