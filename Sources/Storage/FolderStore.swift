internal import GRDB
public import Model

/// A folder of mocks.
public struct StoredFolder: Sendable, Hashable {
    /// Its name for programs, unique over all namespaces.
    public var id: String
    /// Whose folder it is.
    public var namespace: String
    /// Its name for people.
    public var name: String
    /// The id of the folder around it; nil at the top.
    public var parent: String?
    /// Where it stands among its neighbours, the lowest first.
    public var sortOrder: Int
    /// When it was made.
    public var createdAt: Timestamp

    /// A folder.
    public init(
        id: String,
        namespace: String,
        name: String,
        parent: String? = nil,
        sortOrder: Int = 0,
        createdAt: Timestamp
    ) {
        (self.id, self.namespace, self.name) = (id, namespace, name)
        (self.parent, self.sortOrder, self.createdAt) = (parent, sortOrder, createdAt)
    }
}

/// The folders that mocks are in.
public struct FolderStore: Sendable {
    private let file: DatabaseFile

    /// The folders of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// All folders, by namespace, and within it by their sort order and age.
    public func all() throws(StorageError) -> [StoredFolder] {
        try file.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT id, namespace, name, parent, sort_order, created_at FROM folders
                    ORDER BY namespace, sort_order, created_at, id
                    """
            )
            .map(Self.folder)
        }
    }

    /// Adds a folder, or replaces the one of its id.
    public func save(_ folder: StoredFolder) throws(StorageError) {
        try file.write { database in
            try database.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO folders (id, namespace, name, parent, sort_order, created_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """
            )
            .execute(
                arguments: [
                    text(folder.id), text(folder.namespace), text(folder.name), folder.parent.map(text),
                    folder.sortOrder, folder.createdAt.nanoseconds,
                ]
            )
        }
    }

    /// Takes a folder away. What was in it still names it.
    public func remove(_ id: String) throws(StorageError) {
        try file.write { try $0.execute(sql: "DELETE FROM folders WHERE id = ?", arguments: [text(id)]) }
    }

    private static func folder(_ row: Row) -> StoredFolder {
        StoredFolder(
            id: row.text(0),
            namespace: row.text(1),
            name: row.text(2),
            parent: row.optionalText(3),
            sortOrder: row[4],
            createdAt: row.instant(5)
        )
    }
}
