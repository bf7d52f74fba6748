internal import GRDB
public import Model

/// The requests that mocks answered or that none matched, the newest ones.
public struct JournalStore: Sendable {
    private let file: DatabaseFile

    /// The journal of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// Adds entries and drops others, all at once. An entry whose id is known takes its place, as that of a proxied
    /// request does once the real host has answered.
    ///
    /// - Parameters:
    ///   - entries: what is new.
    ///   - dropped: go, also when they are among the new ones.
    ///   - oldest: all older ones go; nil keeps them.
    public func add(
        _ entries: [JournalEntry],
        dropping dropped: [ExchangeID] = [],
        keepingFrom oldest: ExchangeID? = nil
    ) throws(StorageError) {
        try file.write { database in
            let insertion = try database.cachedStatement(sql: Self.insertion)
            for entry in entries { try insertion.execute(arguments: JournalRow.values(entry)) }
            let deletion = try database.cachedStatement(sql: "DELETE FROM journal WHERE id = ?")
            for id in dropped { try deletion.execute(arguments: [id.rawValue]) }
            guard let oldest else { return }
            try database.cachedStatement(sql: "DELETE FROM journal WHERE id < ?").execute(arguments: [oldest.rawValue])
        }
    }

    /// Empties the journal.
    public func removeAll() throws(StorageError) {
        try file.write { try $0.execute(sql: "DELETE FROM journal") }
    }

    /// All entries, the oldest first.
    public func all() throws(StorageError) -> [JournalEntry] {
        try file.read { database in
            let statement = try database.cachedStatement(sql: "SELECT \(JournalRow.columns) FROM journal ORDER BY id")
            return try Array(Row.fetchCursor(statement).map(JournalRow.entry))
        }
    }

    /// The id of the newest entry; nil when there is none. `ExchangeStore.nextID` looks at it too.
    public func lastID() throws(StorageError) -> ExchangeID? {
        try file.read { try Int64.fetchOne($0, sql: "SELECT max(id) FROM journal") }.map(ExchangeID.init(rawValue:))
    }

    private static let insertion = """
        INSERT OR REPLACE INTO journal (\(JournalRow.columns))
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
}
