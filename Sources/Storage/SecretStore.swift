internal import GRDB
public import Model

extension Schema {
    static let secrets = """
        -- Secrets that callbacks are signed with, each sealed under a key that is not in this file: a byte for the form (1:
        -- AES-256-GCM with the name as associated data), a nonce of 12 bytes, the ciphertext, a tag of 16 bytes.
        CREATE TABLE secrets (
            name ANY NOT NULL PRIMARY KEY,
            sealed BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL             -- when it got this value
        ) STRICT;
        """
}

/// A secret as the database has it: sealed.
public struct StoredSecret: Sendable, Hashable {
    /// What callbacks call it.
    public var name: String
    /// The value, which only the holder of the key can read.
    public var sealed: [UInt8]
    /// When it was first kept.
    public var createdAt: Timestamp
    /// When it got this value.
    public var updatedAt: Timestamp

    /// A secret.
    public init(name: String, sealed: [UInt8], createdAt: Timestamp, updatedAt: Timestamp) {
        (self.name, self.sealed, self.createdAt, self.updatedAt) = (name, sealed, createdAt, updatedAt)
    }
}

/// The secrets that callbacks are signed with. It sees them sealed.
public struct SecretStore: Sendable {
    private let file: DatabaseFile

    /// The secrets of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// All secrets, by name.
    public func all() throws(StorageError) -> [StoredSecret] {
        try file.read { database in
            try Row.fetchAll(database, sql: "SELECT name, sealed, created_at, updated_at FROM secrets ORDER BY name")
                .map {
                    StoredSecret(
                        name: $0.text(0),
                        sealed: $0.bytes(1),
                        createdAt: $0.instant(2),
                        updatedAt: $0.instant(3)
                    )
                }
        }
    }

    /// Keeps a secret, in place of one of its name.
    public func save(_ secret: StoredSecret) throws(StorageError) {
        try file.write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO secrets (name, sealed, created_at, updated_at) VALUES (?, ?, ?, ?)",
                arguments: [
                    text(secret.name), blob(secret.sealed), secret.createdAt.nanoseconds, secret.updatedAt.nanoseconds,
                ]
            )
        }
    }

    /// Takes a secret away.
    ///
    /// - Returns: whether it was there.
    public func remove(_ name: String) throws(StorageError) -> Bool {
        try file.write { database in
            try database.execute(sql: "DELETE FROM secrets WHERE name = ?", arguments: [text(name)])
            return database.changesCount > 0
        }
    }
}
