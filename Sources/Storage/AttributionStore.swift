internal import GRDB
public import Model

/// Which exchange caused which observed webhook or message: what was inferred, and what a person decided.
public struct AttributionStore: Sendable {
    private let file: DatabaseFile

    /// The attributions of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// The attributions of a recording's webhooks and messages in the order of their ids.
    public func all(of recording: RecordingID) throws(StorageError) -> [Attribution] {
        try file.read { try rows($0, where: "recording_id = ?", recording.rawValue) }
    }

    /// The attributions that a person decided.
    public func pinned(of recording: RecordingID) throws(StorageError) -> [Attribution] {
        try file.read { try rows($0, where: "is_pinned AND recording_id = ?", recording.rawValue) }
    }

    /// The webhooks and messages that an exchange caused.
    public func webhooks(causedBy exchange: ExchangeID) throws(StorageError) -> [Attribution] {
        try file.read { try rows($0, where: "cause_id = ?", exchange.rawValue) }
    }

    /// What is known of the cause of one webhook or message; nil when nothing is.
    public func attribution(of webhook: ExchangeID) throws(StorageError) -> Attribution? {
        try file.read { try rows($0, where: "webhook_id = ?", webhook.rawValue).first }
    }

    /// Replaces what was inferred for a recording, all at once. What a person decided stays.
    public func replaceInferred(of recording: RecordingID, with attributions: [Attribution]) throws(StorageError) {
        try file.write { database in
            try database.execute(
                sql: "DELETE FROM attributions WHERE NOT is_pinned AND recording_id = ?",
                arguments: [recording.rawValue]
            )
            for attribution in attributions where !attribution.isPinned {
                try insert(attribution, onConflict: "DO NOTHING", into: database)
            }
        }
    }

    /// Keeps what a person decided about one webhook or message, whatever was inferred.
    ///
    /// - Parameter cause: nil says that no exchange caused it.
    public func pin(_ webhook: ExchangeID, to cause: ExchangeID?) throws(StorageError) {
        let decided = Attribution(
            webhook: webhook,
            cause: cause,
            confidence: 1,
            evidence: ["decided by a person"],
            isPinned: true
        )
        try file.write { database in
            try insert(
                decided,
                onConflict: """
                    (webhook_id) DO UPDATE SET cause_id = excluded.cause_id, confidence = 1,
                    evidence = excluded.evidence, is_pinned = 1
                    """,
                into: database
            )
        }
    }

    /// Takes a person's decision back; the webhook is unattributed until the next inference.
    public func unpin(_ webhook: ExchangeID) throws(StorageError) {
        try file.write { database in
            try database.execute(
                sql: "DELETE FROM attributions WHERE webhook_id = ? AND is_pinned",
                arguments: [webhook.rawValue]
            )
        }
    }

    private func insert(_ attribution: Attribution, onConflict: String, into database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO attributions (webhook_id, recording_id, cause_id, confidence, evidence, is_pinned)
                VALUES (?1, coalesce((SELECT recording_id FROM exchanges WHERE id = ?1),
                (SELECT recording_id FROM messages WHERE id = ?1)), ?2, ?3, ?4, ?5) ON CONFLICT \(onConflict)
                """
        )
        .execute(
            arguments: [
                attribution.webhook.rawValue, attribution.cause?.rawValue, attribution.confidence,
                lines(attribution.evidence) ?? "[]", attribution.isPinned,
            ]
        )
    }

    private func rows(_ database: Database, where condition: String, _ argument: Int64) throws -> [Attribution] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT webhook_id, cause_id, confidence, evidence, is_pinned FROM attributions
                WHERE \(condition) ORDER BY webhook_id
                """
        )
        return try Row.fetchAll(statement, arguments: [argument])
            .map { row in
                Attribution(
                    webhook: ExchangeID(rawValue: row[0]),
                    cause: (row[1] as Int64?).map(ExchangeID.init(rawValue:)),
                    confidence: row[2],
                    evidence: row.lines(3),
                    isPinned: row[4]
                )
            }
    }
}
