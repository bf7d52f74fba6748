internal import GRDB

/// The namespaces that were made by name, also those without mocks.
public struct NamespaceStore: Sendable {
    private let file: DatabaseFile

    /// The namespaces of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// All namespaces in the order of creation.
    public func all() throws(StorageError) -> [String] {
        try file.read { database in
            try Row.fetchAll(database, sql: "SELECT name FROM namespaces ORDER BY position").map { $0.text(0) }
        }
    }

    /// Adds a namespace unless it is there.
    public func add(_ name: String) throws(StorageError) {
        try file.write { database in
            try database.execute(
                sql: "INSERT INTO namespaces (name) VALUES (?) ON CONFLICT DO NOTHING",
                arguments: [text(name)]
            )
        }
    }

    /// Takes a namespace away, and nothing of what is in it.
    public func remove(_ name: String) throws(StorageError) {
        try file.write { try $0.execute(sql: "DELETE FROM namespaces WHERE name = ?", arguments: [text(name)]) }
    }
}
