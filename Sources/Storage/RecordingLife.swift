internal import GRDB
public import Model

/// What may still become of a recording after it has ended.
extension RecordingStore {
    /// The recording of this id, or nil.
    public func recording(_ id: RecordingID) throws(StorageError) -> Recording? {
        try file.read { try rows($0, where: "id = ?", [id.rawValue]).first?.recording }
    }

    /// Goes on with a recording that has ended: this process writes it, and secrets are replaced as before.
    ///
    /// - Throws: `unknownRecording`; `beingWritten` when another process that lives records into this file.
    public func reopen(_ id: RecordingID) throws(StorageError) -> (recording: Recording, redaction: RecordedRedaction) {
        try file.write { database in
            try closeAbandoned(database)
            let writer = WriterProcess.current
            try database.execute(
                sql: """
                    UPDATE recordings SET "end" = 'open', end_reason = '', ended_at = NULL, writer_pid = ?, writer_start = ?
                    WHERE id = ?
                    """,
                arguments: [writer.number, writer.start, id.rawValue]
            )
            guard let row = try rows(database, where: "id = ?", [id.rawValue]).first else {
                throw StorageError.unknownRecording(name: "#\(id)", known: [])
            }
            return (row.recording, row.redaction)
        }
    }

    /// Takes a recording away with all that it holds. The room of its bodies stays taken until `sweepBodies`.
    public func remove(_ id: RecordingID) throws(StorageError) {
        try file.write { try $0.execute(sql: "DELETE FROM recordings WHERE id = ?", arguments: [id.rawValue]) }
    }

    /// Frees the room of bodies that nothing names any more. Does nothing while something is recorded: a recorder takes
    /// it that the bodies which it has seen are there.
    public func sweepBodies() throws(StorageError) {
        try file.withoutReferences { database in
            let isRecording = try rows(database, where: #""end" = 'open'"#).contains { $0.recording.end == .open }
            guard !isRecording else { return }
            try database.execute(sql: "CREATE TEMP TABLE used_bodies (sha256 BLOB PRIMARY KEY) WITHOUT ROWID")
            defer { try? database.execute(sql: "DROP TABLE used_bodies") }
            for (table, column) in try bodyColumns(database) {
                try database.execute(
                    sql: "INSERT OR IGNORE INTO used_bodies SELECT \(column) FROM \(table) WHERE \(column) IS NOT NULL"
                )
            }
            try database.execute(sql: "DELETE FROM bodies WHERE sha256 NOT IN (SELECT sha256 FROM used_bodies)")
        }
    }

    /// Every column that names a body, in whatever table.
    private func bodyColumns(_ database: Database) throws -> [(table: String, column: String)] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT t.name, k."from" FROM sqlite_schema t, pragma_foreign_key_list(t.name) k
                WHERE t.type = 'table' AND k."table" = 'bodies'
                """
        )
        .map { ($0[0] as String, $0[1] as String) }
        .map { ($0.quotedDatabaseIdentifier, $1.quotedDatabaseIdentifier) }
    }
}
