internal import GRDB

/// The schema's identity and history. `PRAGMA user_version` counts the migrations that a file has seen.
enum Schema {
    /// `UNDS`, in the header of each file (<https://www.sqlite.org/pragma.html#pragma_application_id>).
    static let applicationID = 0x554E_4453

    /// What this build reads and writes.
    static var version: Int { migrations.count }

    /// Applies the migrations that the file lacks, each in a transaction of its own.
    static func migrate(_ database: Database) throws {
        for (index, migration) in migrations.enumerated() {
            try database.inTransaction(.immediate) {
                // Read inside the transaction: another process may have been first.
                let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                guard version == index else { return .rollback }
                try database.execute(sql: migration)
                try database.execute(sql: "PRAGMA application_id = \(applicationID)")
                try database.execute(sql: "PRAGMA user_version = \(index + 1)")
                return .commit
            }
        }
    }

    /// The version of a file that is ours or empty.
    ///
    /// - Throws: `StorageError` for a database of another program and for a newer schema.
    static func checkedVersion(of database: Database, path: String) throws -> Int {
        let owner = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        if owner == applicationID {
            guard found <= version else { throw StorageError.newerSchema(path: path, found: found, known: version) }
            return found
        }
        guard owner == 0 else {
            throw StorageError.foreign(path: path, evidence: "its application_id is 0x\(String(owner, radix: 16))")
        }
        let tables = try String.fetchAll(
            database,
            sql: "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name LIMIT 4"
        )
        guard tables.isEmpty, found == 0 else {
            let evidence =
                tables.isEmpty ? "its user_version is \(found)" : "its tables: \(tables.joined(separator: ", "))"
            throw StorageError.foreign(path: path, evidence: evidence)
        }
        return 0
    }

    /// The names of the tables, without SQLite's own.
    static func tables(of database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
    }

    /// All that a schema consists of, a statement each.
    static func text(of database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM main.sqlite_schema
                WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name
                """
        )
    }

    /// The same of a file that has seen so many migrations and nothing else.
    static func text(ofVersion version: Int) throws -> [String] {
        try DatabaseQueue()
            .inDatabase { database in
                for migration in migrations.prefix(version) { try database.execute(sql: migration) }
                return try text(of: database)
            }
    }
}
