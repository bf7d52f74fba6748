internal import GRDB
public import Model

/// A file that replies are rendered from.
public struct TemplateFile: Sendable, Hashable {
    /// Whose file it is.
    public var namespace: String
    /// What mocks call it.
    public var name: String
    /// Its content.
    public var bytes: [UInt8]
    /// When it was last uploaded.
    public var updatedAt: Timestamp

    /// A file.
    public init(namespace: String, name: String, bytes: [UInt8], updatedAt: Timestamp) {
        (self.namespace, self.name, self.bytes, self.updatedAt) = (namespace, name, bytes, updatedAt)
    }
}

/// The files that replies are rendered from.
public struct TemplateFileStore: Sendable {
    private let file: DatabaseFile

    /// The template files of this database.
    public init(_ file: DatabaseFile) { self.file = file }

    /// All files with their content, by namespace and name.
    public func all() throws(StorageError) -> [TemplateFile] {
        try file.read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT namespace, name, bytes, updated_at FROM template_files ORDER BY namespace, name"
            )
            return try Array(
                rows.map {
                    TemplateFile(
                        namespace: $0.text(0),
                        name: $0.text(1),
                        bytes: $0.bytes(2),
                        updatedAt: $0.instant(3)
                    )
                }
            )
        }
    }

    /// Adds a file, or replaces the one of its name.
    public func save(_ template: TemplateFile) throws(StorageError) {
        try file.write { database in
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO template_files (namespace, name, bytes, updated_at) VALUES (?, ?, ?, ?)
                    """,
                arguments: [
                    text(template.namespace), text(template.name), blob(template.bytes),
                    template.updatedAt.nanoseconds,
                ]
            )
        }
    }

    /// Takes a file away.
    ///
    /// - Returns: whether it was there.
    public func remove(name: String, namespace: String) throws(StorageError) -> Bool {
        try file.write { database in
            try database.execute(
                sql: "DELETE FROM template_files WHERE namespace = ? AND name = ?",
                arguments: [text(namespace), text(name)]
            )
            return database.changesCount > 0
        }
    }
}
