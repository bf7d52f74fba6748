internal import GRDB
public import Model

/// Goes through everything that a file holds, value by value, whatever its tables are: for looking at all of it, and nothing else.
public struct DatabaseSweep: Sendable {
    /// One text or one run of bytes.
    public struct Cell: Sendable, Hashable {
        /// The table.
        public var table: String
        /// What its row is called by: the primary key's columns with their values, `id 5`.
        public var row: String
        /// The column.
        public var column: String
        /// What the value is called, where the row itself names it, as a store does.
        public var name: String?
        /// The value; text as UTF-8.
        public var bytes: [UInt8]
    }

    private let file: DatabaseFile

    /// Everything in this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// Calls the closure with each text and each run of bytes, table by table. One row at a time is in memory.
    public func visit(_ body: (Cell) -> Void) throws(StorageError) {
        try file.read { database in
            let tables = try String.fetchAll(
                database,
                sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
            for table in tables { try visit(table, in: database, body) }
        }
    }

    private func visit(_ table: String, in database: Database, _ body: (Cell) -> Void) throws {
        let keys = try Row.fetchAll(database, sql: "PRAGMA table_info(\(table.quotedDatabaseIdentifier))")
            .filter { $0["pk"] as Int? != 0 }.compactMap { $0["name"] as String? }
        let rows = try Row.fetchCursor(database, sql: "SELECT * FROM \(table.quotedDatabaseIdentifier)")
        while let row = try rows.next() {
            let place = keys.map { "\($0) \(Self.text(row[$0]) ?? "?")" }.joined(separator: ", ")
            let name = (Self.text(row["key"]) ?? Self.text(row["name"])).map { String($0) }
            for (column, value) in row {
                guard let bytes = Self.bytes(value), !bytes.isEmpty else { continue }
                body(Cell(table: table, row: place, column: column, name: name, bytes: bytes))
            }
        }
    }

    private static func text(_ value: DatabaseValue?) -> String? {
        guard let value, !value.isNull else { return nil }
        return Int64.fromDatabaseValue(value).map(String.init)
            ?? bytes(value).map { String(decoding: $0.prefix(64), as: UTF8.self) }
    }

    private static func bytes(_ value: DatabaseValue) -> [UInt8]? {
        switch value.storage {
        case .string(let text): Array(text.utf8)
        case .blob(let data): Array(data)
        case .int64, .double, .null: nil
        }
    }

    /// The exchanges whose content a row of `bodies` is, the first ones.
    public func exchanges(withBody row: Int64, limit: Int = 3) throws(StorageError) -> [ExchangeID] {
        try owners(
            """
            SELECT e.id FROM exchanges e JOIN bodies b ON b.sha256 IN
            (e.request_sha256, e.request_decoded_sha256, e.response_sha256, e.response_decoded_sha256)
            WHERE b.id = ? ORDER BY e.id LIMIT ?
            """,
            [row, Int64(limit)]
        )
    }

    /// The observed messages whose content a row of `bodies` is, the first ones.
    public func messages(withBody row: Int64, limit: Int = 3) throws(StorageError) -> [ExchangeID] {
        try owners(
            """
            SELECT m.id FROM messages m JOIN bodies b ON b.sha256 IN (m.body_sha256, m.body_decoded_sha256)
            WHERE b.id = ? ORDER BY m.id LIMIT ?
            """,
            [row, Int64(limit)]
        )
    }

    private func owners(_ query: String, _ arguments: StatementArguments) throws(StorageError) -> [ExchangeID] {
        try file.read { database in
            try Int64.fetchAll(database, sql: query, arguments: arguments).map(ExchangeID.init(rawValue:))
        }
    }
}
