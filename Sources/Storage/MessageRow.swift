internal import GRDB
internal import Model

/// One row of `messages`.
struct MessageRow {
    private static let names = [
        "id", "recording_id", "listener", "seen_at", "broker", "address", "username", "mechanism", "uses_tls", "topic",
        "partition", "offset", "key", "is_persistent", "content_type", "headers", "properties",
        "body_sha256", "body_decoded_sha256", "body_length", "body_note",
    ]

    static let insertion = """
        INSERT INTO messages (\(names.map { "\"\($0)\"" }.joined(separator: ", ")))
        VALUES (\(names.map { _ in "?" }.joined(separator: ", ")))
        """

    /// All columns, and after them the two bodies, which are read where `hasBodies` holds: as it was, decoded.
    static func selection(hasBodies: Bool) -> String {
        let columns = names.map { "m.\"\($0)\"" }.joined(separator: ", ")
        guard hasBodies else { return "SELECT \(columns), NULL, NULL FROM messages m" }
        return """
            SELECT \(columns), a.bytes, b.bytes FROM messages m
            LEFT JOIN bodies a ON a.sha256 = m.body_sha256 LEFT JOIN bodies b ON b.sha256 = m.body_decoded_sha256
            """
    }

    private let stored: StoredMessage
    private let recording: RecordingID
    /// The names of the stored bodies.
    var bodyHash: [UInt8]?
    var decodedHash: [UInt8]?

    init(_ stored: StoredMessage, recording: RecordingID) { (self.stored, self.recording) = (stored, recording) }

    /// In the order of the columns.
    var values: [(any DatabaseValueConvertible)?] {
        let message = stored.message
        let place: [(any DatabaseValueConvertible)?] =
            switch message.place {
            case .kafka(let target, let offset, _):
                [
                    target.username, target.username.map { _ in target.mechanism.rawValue }, target.usesTLS,
                    target.topic,
                    target.partition, offset, message.key.map(blob), true,
                ]
            case .rabbitMQ(let target):
                [nil, nil, false, target.amqpExchange, nil, nil, message.key.map(blob), target.isPersistent]
            }
        return [
            message.id.rawValue, recording.rawValue, message.listener, message.seenAt.nanoseconds, message.broker,
            message.address,
        ] + place + [
            message.contentType, text(message.headers), text(message.properties), bodyHash.map(blob),
            decodedHash.map(blob), message.body.length, stored.notes.note,
        ]
    }

    private func text(_ object: JSONObject) -> String {
        String(decoding: JSON.object(object).serialized(), as: UTF8.self)
    }

    /// Reads a row of `selection`.
    static func message(_ row: Row) -> StoredMessage {
        let message = ObservedMessage(
            id: ExchangeID(rawValue: row[0]),
            listener: row[2],
            place: place(row),
            contentType: row[14],
            headers: object(row[15]),
            properties: object(row[16]),
            body: CapturedBody(bytes: row.bytes(21), length: row[19]),
            seenAt: row.instant(3)
        )
        let isDecoded = (row[18] as DatabaseValue) != .null
        return StoredMessage(
            message,
            notes: StoredExchange.BodyNotes(decoded: isDecoded ? row.bytes(22) : nil, note: row[20])
        )
    }

    private static func place(_ row: Row) -> ObservedMessage.Place {
        guard row[4] as String == "kafka" else {
            var target = RabbitMQTarget(
                url: row[5],
                amqpExchange: row[9],
                routingKey: String(decoding: row.bytes(12), as: UTF8.self)
            )
            target.isPersistent = row[13]
            return .rabbitMQ(target)
        }
        var target = KafkaTarget(brokers: row[5], topic: row[9], username: row[6], usesTLS: row[8])
        target.mechanism = (row[7] as String?).flatMap(KafkaTarget.Mechanism.init(rawValue:)) ?? .plain
        target.partition = row[10]
        let hasKey = (row[12] as DatabaseValue) != .null
        return .kafka(target, offset: row[11] ?? 0, key: hasKey ? row.bytes(12) : nil)
    }

    private static func object(_ text: String) -> JSONObject { (try? JSON.parse(text).object) ?? [:] }
}
