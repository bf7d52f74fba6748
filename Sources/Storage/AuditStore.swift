internal import GRDB
public import Model

/// One deed of somebody who used the admin API.
public struct AuditEntry: Sendable, Hashable {
    /// Grows with time; 0 before it is kept.
    public var id: Int64 = 0
    /// When it was done.
    public var at: Timestamp
    /// Whose deed it was; empty when nobody was logged in.
    public var actor: String
    /// The id of the token or session that spoke for the actor.
    public var token: String?
    /// Where the request came from, without the port.
    public var address: String
    /// The endpoint: `POST /api/v1/mocks`.
    public var operation: String
    /// The path as sent, without the query.
    public var path: String
    /// The namespace that it was about, where there is one.
    public var namespace: String?
    /// What was answered.
    public var status: Int
    /// The request's id.
    public var request: ExchangeID

    /// A deed.
    public init(
        at: Timestamp,
        actor: String,
        token: String?,
        address: String,
        operation: String,
        path: String,
        namespace: String?,
        status: Int,
        request: ExchangeID
    ) {
        (self.at, self.actor, self.token, self.address) = (at, actor, token, address)
        (self.operation, self.path, self.namespace) = (operation, path, namespace)
        (self.status, self.request) = (status, request)
    }
}

/// Which deeds are meant; nil does not restrict.
public struct AuditFilter: Sendable, Hashable {
    /// Only of this login.
    public var actor: String?
    /// Only those whose endpoint holds this text.
    public var operation: String?
    /// Only those about this namespace.
    public var namespace: String?
    /// Only those at this time or later.
    public var since: Timestamp?
    /// Only those before this time.
    public var until: Timestamp?

    /// All deeds.
    public init() {}
}

/// Who did what, the newest deeds.
public struct AuditStore: Sendable {
    private let file: DatabaseFile
    private let retention: Int64

    /// The deeds of this file.
    ///
    /// - Parameter retention: how many are kept.
    public init(_ file: DatabaseFile, retention: Int = 100_000) {
        (self.file, self.retention) = (file, Int64(retention))
    }

    /// Keeps a deed, and lets go of those that are too old.
    public func add(_ entry: AuditEntry) throws(StorageError) {
        try file.write { database in
            try database.cachedStatement(sql: Self.insertion)
                .execute(arguments: [
                    entry.at.nanoseconds, text(entry.actor), entry.token.map(text), text(entry.address),
                    text(entry.operation), text(entry.path), entry.namespace.map(text), entry.status,
                    entry.request.rawValue,
                ])
            try database.cachedStatement(sql: "DELETE FROM audit WHERE id <= ?")
                .execute(arguments: [database.lastInsertedRowID - retention])
        }
    }

    /// Those that pass, the newest first.
    public func list(_ filter: AuditFilter, offset: Int, limit: Int) throws(StorageError) -> [AuditEntry] {
        let (condition, arguments) = Self.condition(filter)
        return try file.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT id, at, actor, token, address, operation, path, namespace, status, request FROM audit
                    \(condition) ORDER BY id DESC LIMIT ? OFFSET ?
                    """,
                arguments: arguments + [limit, offset]
            )
            .map(Self.entry)
        }
    }

    /// How many pass.
    public func count(_ filter: AuditFilter) throws(StorageError) -> Int {
        let (condition, arguments) = Self.condition(filter)
        return try file.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM audit \(condition)", arguments: arguments) ?? 0
        }
    }

    private static let insertion = """
        INSERT INTO audit (at, actor, token, address, operation, path, namespace, status, request)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    private static func condition(_ filter: AuditFilter) -> (sql: String, arguments: StatementArguments) {
        var (terms, arguments): ([String], StatementArguments) = ([], [])
        func add(_ term: String, _ value: (any DatabaseValueConvertible)?) {
            guard let value else { return }
            terms.append(term)
            arguments += [value]
        }
        add("actor = ?", filter.actor.map(text))
        add("instr(operation, ?) > 0", filter.operation.map(text))
        add("namespace = ?", filter.namespace.map(text))
        add("at >= ?", filter.since?.nanoseconds)
        add("at < ?", filter.until?.nanoseconds)
        return (terms.isEmpty ? "" : "WHERE " + terms.joined(separator: " AND "), arguments)
    }

    private static func entry(_ row: Row) -> AuditEntry {
        var entry = AuditEntry(
            at: row.instant(1),
            actor: row.text(2),
            token: row.optionalText(3),
            address: row.text(4),
            operation: row.text(5),
            path: row.text(6),
            namespace: row.optionalText(7),
            status: row[8],
            request: ExchangeID(rawValue: row[9])
        )
        entry.id = row[0]
        return entry
    }
}
