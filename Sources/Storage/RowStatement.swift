internal import GRDB
internal import GRDBSQLite

/// A statement that is run for many rows of one transaction. Values are bound one by one: a list of them, as GRDB takes it, costs
/// more than the row.
struct RowStatement {
    private let statement: Statement

    /// A statement of the connection's cache.
    init(_ database: Database, _ sql: String) throws { statement = try database.cachedStatement(sql: sql) }

    /// Runs it with a value for each parameter.
    func run<each Value: StatementBinding>(_ values: repeat each Value) throws {
        _ = try integer(repeat each values)
    }

    /// Runs it with a value for each parameter.
    ///
    /// - Returns: the first column of the last row that it gives; nil when it gives none.
    func integer<each Value: StatementBinding>(_ values: repeat each Value) throws -> Int64? {
        let raw = statement.sqliteStatement
        // A failed run is told once more by the reset after it (sqlite3_reset).
        defer { sqlite3_reset(raw) }
        var index: CInt = 0
        for value in repeat each values {
            index += 1
            try check(value.bind(to: raw, at: index), is: SQLITE_OK)
        }
        var result: Int64?
        var code = sqlite3_step(raw)
        while code == SQLITE_ROW {
            result = sqlite3_column_int64(raw, 0)
            code = sqlite3_step(raw)
        }
        try check(code, is: SQLITE_DONE)
        return result
    }

    private func check(_ code: CInt, is expected: CInt) throws {
        guard code != expected else { return }
        let message = String(cString: sqlite3_errmsg(sqlite3_db_handle(statement.sqliteStatement)))
        throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: statement.sql)
    }
}

/// Text as `text` gives it, bound without a value in between.
struct BoundText: StatementBinding {
    let text: String

    init(_ text: String) { self.text = text }

    func bind(to statement: SQLiteStatement, at index: CInt) -> CInt {
        var text = text
        return text.withUTF8 { bytes in
            bytes.contains(0)
                ? bindBytes(UnsafeRawBufferPointer(bytes), to: statement, at: index)
                : bindText(UnsafeRawBufferPointer(bytes), to: statement, at: index)
        }
    }
}

/// Bytes, bound without a value in between.
struct BoundBytes: StatementBinding {
    let bytes: [UInt8]
    var isText = false

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Bytes that are text in UTF-8.
    init(text bytes: [UInt8]) { (self.bytes, isText) = (bytes, true) }

    func bind(to statement: SQLiteStatement, at index: CInt) -> CInt {
        bytes.withUnsafeBytes { bytes in
            isText ? bindText(bytes, to: statement, at: index) : bindBytes(bytes, to: statement, at: index)
        }
    }
}

private func bindText(_ bytes: UnsafeRawBufferPointer, to statement: SQLiteStatement, at index: CInt) -> CInt {
    // A null pointer would make it NULL.
    guard let start = bytes.baseAddress else { return sqlite3_bind_text(statement, index, "", 0, copied) }
    return sqlite3_bind_text(
        statement,
        index,
        start.assumingMemoryBound(to: CChar.self),
        CInt(clamping: bytes.count),
        copied
    )
}

private func bindBytes(_ bytes: UnsafeRawBufferPointer, to statement: SQLiteStatement, at index: CInt) -> CInt {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
    return sqlite3_bind_blob(statement, index, start, CInt(clamping: bytes.count), copied)
}

/// SQLITE_TRANSIENT, a macro: SQLite makes a copy of its own.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
