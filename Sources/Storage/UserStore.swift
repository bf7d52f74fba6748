internal import GRDB
public import Model

/// Who may use the admin API.
public struct StoredUser: Sendable, Hashable {
    /// Its name for programs.
    public var id: String
    /// Its name for logging in, in lower case.
    public var login: String
    /// Its name for people.
    public var name: String
    /// Where people write to; may be empty.
    public var email: String
    /// Whether it may do everything, in all namespaces.
    public var isAdmin: Bool
    /// What became of the password, as text.
    public var password: String
    /// When it was made.
    public var createdAt: Timestamp
    /// When it was last changed.
    public var updatedAt: Timestamp
    /// Since when nobody may log in with it; nil while it may be used.
    public var disabledAt: Timestamp?
    /// When somebody last logged in with it.
    public var lastLoginAt: Timestamp?

    /// A user who has not logged in yet.
    public init(
        id: String,
        login: String,
        name: String,
        email: String,
        isAdmin: Bool,
        password: String,
        createdAt: Timestamp
    ) {
        (self.id, self.login, self.name, self.email) = (id, login, name, email)
        (self.isAdmin, self.password) = (isAdmin, password)
        (self.createdAt, updatedAt) = (createdAt, createdAt)
    }
}

/// What a user may do in a namespace.
public struct StoredMember: Sendable, Hashable {
    /// The namespace.
    public var namespace: String
    /// The user's id.
    public var user: String
    /// `viewer`, `editor` or `owner`.
    public var role: String
    /// When the user was added.
    public var addedAt: Timestamp

    /// A member.
    public init(namespace: String, user: String, role: String, addedAt: Timestamp) {
        (self.namespace, self.user, self.role, self.addedAt) = (namespace, user, role, addedAt)
    }
}

/// The users of the admin API and what they may do.
public struct UserStore: Sendable {
    private let file: DatabaseFile

    /// The users of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// All users in the order of creation.
    public func all() throws(StorageError) -> [StoredUser] {
        try file.read { database in
            try Row.fetchAll(database, sql: "SELECT \(Self.columns) FROM users ORDER BY position").map(Self.user)
        }
    }

    /// Adds a user, or replaces the one of its id, who keeps memberships and tokens.
    public func save(_ user: StoredUser) throws(StorageError) {
        try file.write { database in
            try database.execute(
                sql: """
                    INSERT INTO users (\(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET login = excluded.login, name = excluded.name, email = excluded.email,
                    is_admin = excluded.is_admin, password = excluded.password, updated_at = excluded.updated_at,
                    disabled_at = excluded.disabled_at, last_login_at = excluded.last_login_at
                    """,
                arguments: [
                    text(user.id), text(user.login), text(user.name), text(user.email), user.isAdmin, user.password,
                    user.createdAt.nanoseconds, user.updatedAt.nanoseconds, user.disabledAt?.nanoseconds,
                    user.lastLoginAt?.nanoseconds,
                ]
            )
        }
    }

    /// Takes a user away, with memberships and tokens.
    public func remove(_ id: String) throws(StorageError) {
        try file.write { try $0.execute(sql: "DELETE FROM users WHERE id = ?", arguments: [text(id)]) }
    }

    /// All memberships, by namespace and age.
    public func members() throws(StorageError) -> [StoredMember] {
        try file.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT m.namespace, u.id, m.role, m.added_at FROM members m JOIN users u ON u.position = m.user
                    ORDER BY m.namespace, m.added_at, u.position
                    """
            )
            .map { StoredMember(namespace: $0.text(0), user: $0.text(1), role: $0[2], addedAt: $0.instant(3)) }
        }
    }

    /// Adds a member, or gives one that is there another role.
    public func save(_ member: StoredMember) throws(StorageError) {
        try file.write { database in
            try database.execute(
                sql: """
                    INSERT INTO members (namespace, user, role, added_at)
                    SELECT ?, position, ?, ? FROM users WHERE id = ?
                    ON CONFLICT (namespace, user) DO UPDATE SET role = excluded.role
                    """,
                arguments: [text(member.namespace), member.role, member.addedAt.nanoseconds, text(member.user)]
            )
        }
    }

    /// Takes a member out of a namespace.
    public func remove(_ user: String, from namespace: String) throws(StorageError) {
        try file.write { database in
            try database.execute(
                sql: "DELETE FROM members WHERE namespace = ? AND user = (SELECT position FROM users WHERE id = ?)",
                arguments: [text(namespace), text(user)]
            )
        }
    }

    private static let columns =
        "id, login, name, email, is_admin, password, created_at, updated_at, disabled_at, last_login_at"

    private static func user(_ row: Row) -> StoredUser {
        var user = StoredUser(
            id: row.text(0),
            login: row.text(1),
            name: row.text(2),
            email: row.text(3),
            isAdmin: row[4],
            password: row[5],
            createdAt: row.instant(6)
        )
        user.updatedAt = row.instant(7)
        (user.disabledAt, user.lastLoginAt) = (row.optionalInstant(8), row.optionalInstant(9))
        return user
    }
}
