internal import GRDB

/// Small facts of a whole file, by name.
public struct SettingStore: Sendable {
    private let file: DatabaseFile

    /// The settings of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// The value of this name, or nil.
    public func value(_ name: String) throws(StorageError) -> String? {
        try file.read { try String.fetchOne($0, sql: "SELECT value FROM settings WHERE name = ?", arguments: [name]) }
    }

    /// The names that begin with a text, in their order.
    public func names(startingWith text: String) throws(StorageError) -> [String] {
        try file.read { database in
            try String.fetchAll(
                database,
                sql: "SELECT name FROM settings WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name",
                arguments: [text]
            )
        }
    }

    /// Keeps a value; nil takes it away.
    public func set(_ name: String, to value: String?) throws(StorageError) {
        try file.write { database in
            guard let value else {
                return try database.execute(sql: "DELETE FROM settings WHERE name = ?", arguments: [name])
            }
            try database.execute(
                sql: "INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                arguments: [name, value]
            )
        }
    }
}
