internal import GRDB
public import Model

/// What stands for a user: a session, or a token for a program. It is kept as its hash only.
public struct StoredToken: Sendable, Hashable {
    /// What it was made for; the raw values are the database's spellings.
    public enum Kind: String, Sendable {
        /// Somebody logged in.
        case session
        /// A program speaks for a user.
        case api
    }

    /// Its name for programs; opens nothing.
    public var id: String
    /// SHA-256 of the token.
    public var sha256: [UInt8]
    /// What it was made for.
    public var kind: Kind
    /// The id of the user for whom it stands.
    public var user: String
    /// Its name for people.
    public var name: String
    /// How it begins, to tell tokens apart.
    public var hint: String
    /// The only namespace that it opens; nil for all of its user.
    public var namespace: String?
    /// What else restricts or describes it, as JSON, compact text.
    public var limits: String
    /// When it was made.
    public var createdAt: Timestamp
    /// When it opens nothing any more; nil for never.
    public var expiresAt: Timestamp?
    /// When it was last used, as last noted.
    public var lastUsedAt: Timestamp?

    /// A token that opens all of its user.
    public init(
        id: String,
        sha256: [UInt8],
        kind: Kind,
        user: String,
        name: String,
        hint: String,
        createdAt: Timestamp
    ) {
        (self.id, self.sha256, self.kind, self.user) = (id, sha256, kind, user)
        (self.name, self.hint, self.createdAt, limits) = (name, hint, createdAt, "{}")
    }
}

/// The sessions and tokens of users.
public struct TokenStore: Sendable {
    private let file: DatabaseFile

    /// The tokens of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// All of them in the order of creation.
    public func all() throws(StorageError) -> [StoredToken] {
        try file.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT t.id, t.sha256, t.kind, u.id, t.name, t.hint, t.created_at, t.namespace, t.limits,
                    t.expires_at, t.last_used_at FROM tokens t JOIN users u ON u.position = t.user ORDER BY t.position
                    """
            )
            .compactMap(Self.token)
        }
    }

    /// Adds a token, or notes of a known one when it was last used.
    public func save(_ token: StoredToken) throws(StorageError) {
        try file.write { database in
            try database.execute(
                sql: """
                    INSERT INTO tokens (id, sha256, kind, user, name, hint, namespace, limits, created_at, expires_at,
                    last_used_at) SELECT ?, ?, ?, position, ?, ?, ?, ?, ?, ?, ? FROM users WHERE id = ?
                    ON CONFLICT (id) DO UPDATE SET last_used_at = excluded.last_used_at
                    """,
                arguments: [
                    text(token.id), blob(token.sha256), token.kind.rawValue, text(token.name), token.hint,
                    token.namespace.map(text), token.limits, token.createdAt.nanoseconds, token.expiresAt?.nanoseconds,
                    token.lastUsedAt?.nanoseconds, text(token.user),
                ]
            )
        }
    }

    /// Takes tokens away.
    public func remove(_ ids: [String]) throws(StorageError) {
        try file.write { database in
            for id in ids { try database.execute(sql: "DELETE FROM tokens WHERE id = ?", arguments: [text(id)]) }
        }
    }

    private static func token(_ row: Row) -> StoredToken? {
        guard let kind = StoredToken.Kind(rawValue: row[2]) else { return nil }
        var token = StoredToken(
            id: row.text(0),
            sha256: row.bytes(1),
            kind: kind,
            user: row.text(3),
            name: row.text(4),
            hint: row[5],
            createdAt: row.instant(6)
        )
        (token.namespace, token.limits) = (row.optionalText(7), row[8])
        (token.expiresAt, token.lastUsedAt) = (row.optionalInstant(9), row.optionalInstant(10))
        return token
    }
}
