internal import GRDB

/// A webhook that is called on what happens to mocks or to the server.
public struct StoredEventWebhook: Sendable, Hashable {
    /// Its name.
    public var id: String
    /// Whose mocks it tells of; nil for what happens to the server.
    public var namespace: String?
    /// What it tells of, as `mock.create`.
    public var operation: String
    /// Whom it calls and how, as JSON, compact text.
    public var json: String

    /// A webhook.
    public init(id: String, namespace: String?, operation: String, json: String) {
        (self.id, self.namespace, self.operation, self.json) = (id, namespace, operation, json)
    }
}

/// The webhooks that are called on what happens to mocks or to the server.
public struct EventWebhookStore: Sendable {
    private let file: DatabaseFile

    /// The event webhooks of this file.
    public init(_ file: DatabaseFile) { self.file = file }

    /// All webhooks in the order of creation.
    public func all() throws(StorageError) -> [StoredEventWebhook] {
        try file.read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT id, namespace, operation, json FROM event_webhooks ORDER BY position"
            )
            .map {
                StoredEventWebhook(
                    id: $0.text(0),
                    namespace: $0.optionalText(1),
                    operation: $0.text(2),
                    json: $0[3]
                )
            }
        }
    }

    /// Adds a webhook, or replaces the one of its id, which keeps its place.
    public func save(_ webhook: StoredEventWebhook) throws(StorageError) {
        try file.write { database in
            try database.execute(
                sql: """
                    INSERT INTO event_webhooks (id, namespace, operation, json) VALUES (?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET namespace = excluded.namespace, operation = excluded.operation,
                    json = excluded.json
                    """,
                arguments: [text(webhook.id), webhook.namespace.map(text), text(webhook.operation), webhook.json]
            )
        }
    }

    /// Takes a webhook away.
    ///
    /// - Returns: whether it was there.
    public func remove(_ id: String) throws(StorageError) -> Bool {
        try file.write { database in
            try database.execute(sql: "DELETE FROM event_webhooks WHERE id = ?", arguments: [text(id)])
            return database.changesCount > 0
        }
    }
}
