internal import GRDB
public import Model

/// The recordings of a file: named runs of capturing.
public struct RecordingStore: Sendable {
    let file: DatabaseFile

    /// The recordings of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// Begins a recording that this process writes. Recordings whose process died without a word are marked as
    /// interrupted first.
    ///
    /// - Parameters:
    ///   - name: nil for one made of the date and time.
    ///   - redaction: kept with the recording, so that a replay can redact a live request in the same way.
    /// - Throws: `recordingExists`; `beingWritten` when another process that lives records into this file: both would
    ///   give out the same exchange ids.
    public func begin(
        name: String?,
        at instant: Timestamp,
        redaction: RecordedRedaction
    ) throws(StorageError) -> Recording {
        try file.write { database in
            try closeAbandoned(database)
            let name = try name ?? freeName(at: instant, in: database)
            guard try row(named: name, in: database) == nil else { throw StorageError.recordingExists(name: name) }
            let writer = WriterProcess.current
            try database.execute(
                sql: """
                    INSERT INTO recordings (name, started_at, writer_pid, writer_start, redaction_salt, redaction_rules)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    name, instant.nanoseconds, writer.number, writer.start, blob(redaction.salt), redaction.rules,
                ]
            )
            return Recording(id: RecordingID(rawValue: database.lastInsertedRowID), name: name, startedAt: instant)
        }
    }

    /// Closes a recording.
    ///
    /// - Parameters:
    ///   - end: how it ended.
    ///   - reason: why it failed, in words.
    ///   - redactionCounts: a JSON object: rule to number of secrets replaced.
    public func end(
        _ id: RecordingID,
        as end: Recording.End,
        reason: String = "",
        at instant: Timestamp,
        redactionCounts: String = "{}"
    ) throws(StorageError) {
        try file.write { database in
            try database.execute(
                sql: """
                    UPDATE recordings SET "end" = ?, end_reason = ?, ended_at = ?, redaction_counts = ? WHERE id = ?
                    """,
                arguments: [end.rawValue, reason, instant.nanoseconds, redactionCounts, id.rawValue]
            )
        }
    }

    /// All recordings, the oldest first.
    public func all() throws(StorageError) -> [Recording] {
        try file.read { try rows($0, where: "1 ORDER BY id").map(\.recording) }
    }

    /// The recording of this name, or without a name the newest.
    ///
    /// - Throws: `unknownRecording`, which lists the names there are; `noRecordings`.
    public func find(_ name: String?) throws(StorageError) -> Recording {
        let (found, known) = try file.read { database in
            let rows = try rows(database, where: "1 ORDER BY id DESC")
            return (rows.first { name == nil || $0.recording.name == name }, rows.map(\.recording.name))
        }
        if let found { return found.recording }
        guard let name, !known.isEmpty else { throw .noRecordings(path: file.path) }
        throw .unknownRecording(name: name, known: known)
    }

    /// How a recording was redacted.
    public func redaction(of id: RecordingID) throws(StorageError) -> RecordedRedaction {
        let row = try file.read { try rows($0, where: "id = ?", [id.rawValue]).first }
        guard let row else { throw .unknownRecording(name: "#\(id)", known: []) }
        return row.redaction
    }

    /// The database has one writer of recordings at a time; who died without closing is closed here.
    func closeAbandoned(_ database: Database) throws {
        for row in try rows(database, where: #""end" = 'open'"#) where row.writer != WriterProcess.current {
            guard row.recording.end == .interrupted else {
                throw StorageError.beingWritten(
                    path: file.path,
                    recording: row.recording.name,
                    process: row.writer.number
                )
            }
            try database.execute(
                sql: #"UPDATE recordings SET "end" = 'interrupted', ended_at = ?, end_reason = ? WHERE id = ?"#,
                arguments: [row.recording.endedAt?.nanoseconds, row.recording.endReason, row.recording.id.rawValue]
            )
        }
    }

    /// `2026-11-23T21-46-59`, with a number behind it when that is taken.
    private func freeName(at instant: Timestamp, in database: Database) throws -> String {
        let date = CalendarDate(instant)
        let plain = "\(date.dateText)T\(date.timeText.split(separator: ":").joined(separator: "-"))"
        var name = plain
        var number = 2
        while try row(named: name, in: database) != nil {
            name = "\(plain)-\(number)"
            number += 1
        }
        return name
    }

    private func row(named name: String, in database: Database) throws -> RecordingRow? {
        try rows(database, where: "name = ?", [name]).first
    }

    func rows(
        _ database: Database,
        where condition: String,
        _ arguments: StatementArguments = []
    ) throws -> [RecordingRow] {
        let statement = try database.cachedStatement(
            sql: "SELECT \(RecordingRow.columns) FROM recordings WHERE \(condition)"
        )
        return try Row.fetchAll(statement, arguments: arguments).map(RecordingRow.init)
    }
}

/// How the secrets of a recording were replaced.
public struct RecordedRedaction: Sendable, Hashable {
    /// What placeholders are keyed with: random bytes of the recording's own. Empty when nothing was redacted.
    public var salt: [UInt8]
    /// The rules, as JSON.
    public var rules: String
    /// A JSON object: rule to number of secrets replaced. Complete once the recording has ended.
    public var counts: String

    /// The facts that a recording begins with.
    public init(salt: [UInt8], rules: String, counts: String = "{}") {
        (self.salt, self.rules, self.counts) = (salt, rules, counts)
    }
}
