internal import GRDB
internal import Model

/// One row of `recordings`: what everybody sees, and what only the store needs.
struct RecordingRow {
    static let columns = """
        id, name, started_at, ended_at, "end", end_reason, exchange_count, webhook_count, last_at, \
        writer_pid, writer_start, redaction_salt, redaction_rules, redaction_counts, message_count
        """

    let recording: Recording
    let writer: WriterProcess
    let redaction: RecordedRedaction

    /// Reads the row. A recording that was never closed and whose process is gone was interrupted, whatever the row says.
    init(_ row: Row) throws {
        writer = WriterProcess(number: row[9], start: row[10])
        redaction = RecordedRedaction(salt: row.bytes(11), rules: row[12], counts: row[13])
        var recording = Recording(
            id: RecordingID(rawValue: row[0]),
            name: row[1],
            startedAt: Timestamp(nanoseconds: row[2]),
            endedAt: (row[3] as Int64?).map(Timestamp.init(nanoseconds:)),
            end: Recording.End(rawValue: row[4]) ?? .interrupted,
            endReason: row[5],
            exchangeCount: row[6],
            webhookCount: row[7],
            messageCount: row[14]
        )
        if recording.end == .open, !writer.isAlive {
            recording.end = .interrupted
            recording.endedAt = Timestamp(nanoseconds: (row[8] as Int64?) ?? row[2])
            recording.endReason = "process \(writer.number) ended without closing the recording"
        }
        self.recording = recording
    }
}
