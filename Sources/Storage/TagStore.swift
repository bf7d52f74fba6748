internal import GRDB

/// The tags that were made by name, also those that no mock carries.
public struct TagStore: Sendable {
    private let file: DatabaseFile

    /// The tags of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// All tags, by namespace and name.
    public func all() throws(StorageError) -> [(namespace: String, name: String)] {
        try file.read { database in
            try Row.fetchAll(database, sql: "SELECT namespace, name FROM tags ORDER BY namespace, name")
                .map { (namespace: $0.text(0), name: $0.text(1)) }
        }
    }

    /// Adds a tag unless it is there.
    public func add(_ name: String, namespace: String) throws(StorageError) {
        try file.write { database in
            try database.execute(
                sql: "INSERT INTO tags (namespace, name) VALUES (?, ?) ON CONFLICT DO NOTHING",
                arguments: [text(namespace), text(name)]
            )
        }
    }

    /// Takes a tag away. Mocks that carry it are left as they are.
    public func remove(_ name: String, namespace: String) throws(StorageError) {
        try file.write { database in
            try database.execute(
                sql: "DELETE FROM tags WHERE namespace = ? AND name = ?",
                arguments: [text(namespace), text(name)]
            )
        }
    }
}
