internal import GRDB
public import Model

/// Adds finished exchanges and observed messages to a recording, a batch in one transaction.
///
/// Confined to one thread at a time.
public final class ExchangeWriter {
    private let file: DatabaseFile
    private let recording: RecordingID
    private let hash: ContentHash
    /// Hashes of bodies that are in the file, so that one that comes again is not offered again. Bounded.
    private var known: Set<[UInt8]> = []
    private static let knownLimit = 16_384

    /// - Parameter hash: names bodies by their content.
    public init(_ file: DatabaseFile, recording: RecordingID, hash: ContentHash) {
        (self.file, self.recording, self.hash) = (file, recording, hash)
    }

    /// Commits the batch: all of it, or with an error none of it.
    public func insert(_ batch: [StoredExchange], messages: [StoredMessage] = []) throws(StorageError) {
        guard !batch.isEmpty || !messages.isEmpty else { return }
        do throws(StorageError) {
            try file.write { database in
                let statement = try database.cachedStatement(sql: ExchangeColumns.insertion)
                for exchange in batch { try insert(exchange, with: statement, into: database) }
                for message in messages { try insert(message, into: database) }
                try count(batch, messages, in: database)
            }
        } catch {
            // What was rolled back is not in the file, and may be in the set.
            known.removeAll()
            throw error
        }
    }

    private func insert(_ stored: StoredExchange, with statement: Statement, into database: Database) throws {
        let exchange = stored.exchange
        var row = ExchangeRow(stored, recording: recording)
        row.requestHash = try store(exchange.requestBody.bytes, in: database)
        row.requestDecodedHash = try stored.request.decoded.flatMap { try store($0, in: database) }
        if let response = exchange.response {
            row.responseHash = try store(response.body.bytes, in: database)
            row.responseDecodedHash = try stored.response.decoded.flatMap { try store($0, in: database) }
        }
        statement.setUncheckedArguments(StatementArguments(row.values))
        try statement.execute()
    }

    private func insert(_ stored: StoredMessage, into database: Database) throws {
        var row = MessageRow(stored, recording: recording)
        row.bodyHash = try store(stored.message.body.bytes, in: database)
        row.decodedHash = try stored.notes.decoded.flatMap { try store($0, in: database) }
        let statement = try database.cachedStatement(sql: MessageRow.insertion)
        statement.setUncheckedArguments(StatementArguments(row.values))
        try statement.execute()
    }

    /// Puts a body into the file unless it is there. An empty one has no row.
    private func store(_ bytes: [UInt8], in database: Database) throws -> [UInt8]? {
        guard !bytes.isEmpty else { return nil }
        let digest = hash(bytes)
        guard known.insert(digest).inserted else { return digest }
        if known.count > Self.knownLimit { known = [digest] }
        let statement = try database.cachedStatement(
            sql: "INSERT INTO bodies (sha256, bytes) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING"
        )
        statement.setUncheckedArguments([blob(digest), blob(bytes)])
        try statement.execute()
        return digest
    }

    private func count(_ batch: [StoredExchange], _ messages: [StoredMessage], in database: Database) throws {
        let ends =
            batch.map { ($0.exchange.startedAt + $0.exchange.timings.total).nanoseconds }
            + messages.map(\.message.seenAt.nanoseconds)
        func number(_ kind: Exchange.Kind) -> Int { batch.count { $0.exchange.kind == kind } }
        try database.cachedStatement(
            sql: """
                UPDATE recordings SET exchange_count = exchange_count + ?, webhook_count = webhook_count + ?,
                tunnel_count = tunnel_count + ?, message_count = message_count + ?, last_at = max(coalesce(last_at, 0), ?) WHERE id = ?
                """
        )
        .execute(
            arguments: [
                number(.exchange), number(.webhook), number(.tunnel), messages.count, ends.max() ?? 0,
                recording.rawValue,
            ]
        )
    }
}
