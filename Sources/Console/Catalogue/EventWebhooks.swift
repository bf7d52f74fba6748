internal import Model
internal import Storage
internal import Synchronization

/// Whom the server tells of what happens to mocks and to itself.
final class EventWebhooks: Sendable {
    /// A webhook with its JSON read.
    struct Webhook: Sendable {
        let id: String
        /// Whose mocks it tells of; nil for what happens to the server.
        let namespace: String?
        let operation: EventOperation
        let json: JSONObject

        var isEnabled: Bool { json["enabled"]?.bool ?? true }
    }

    private let store: EventWebhookStore
    private let sender: any EventWebhookSending
    private let clock: WallClock
    private let webhooks = Mutex<[Webhook]>([])

    init(store: EventWebhookStore, sender: any EventWebhookSending, clock: WallClock) {
        (self.store, self.sender, self.clock) = (store, sender, clock)
    }

    func load() throws(StorageError) {
        let stored = try store.all()
        webhooks.withLock { webhooks in
            webhooks = stored.compactMap { one in
                guard let operation = EventOperation(rawValue: one.operation),
                    let json = (try? JSON.parse(one.json))?.object
                else { return nil }
                return Webhook(id: one.id, namespace: one.namespace, operation: operation, json: json)
            }
        }
    }

    /// Those of a namespace, or of the server for nil, in the order of creation.
    func all(namespace: String?) -> [Webhook] { webhooks.withLock { $0.filter { $0.namespace == namespace } } }

    /// Whether a webhook has this id, whosever it is.
    func isTaken(_ id: String) -> Bool { webhooks.withLock { $0.contains { $0.id == id } } }

    /// Refuses what could not be called.
    func check(_ json: JSONObject) throws(Refusal) {
        do throws(MockFormatError) { try sender.check(.object(json)) } catch { throw .format(error) }
    }

    /// Keeps a webhook, in place of one of its id.
    func save(_ webhook: Webhook) throws(StorageError) {
        let json = String(decoding: JSON.object(webhook.json).serialized(), as: UTF8.self)
        try store.save(
            StoredEventWebhook(
                id: webhook.id,
                namespace: webhook.namespace,
                operation: webhook.operation.rawValue,
                json: json
            )
        )
        webhooks.withLock { webhooks in
            if let place = webhooks.firstIndex(where: { $0.id == webhook.id }) {
                webhooks[place] = webhook
            } else {
                webhooks.append(webhook)
            }
        }
    }

    /// Takes a webhook away; false when the namespace has none of this id.
    func remove(_ id: String, namespace: String?) throws(StorageError) -> Bool {
        guard all(namespace: namespace).contains(where: { $0.id == id }) else { return false }
        _ = try store.remove(id)
        webhooks.withLock { $0.removeAll { $0.id == id } }
        return true
    }

    /// Forgets those of a namespace that is gone from the database.
    func forget(namespace: String) { webhooks.withLock { $0.removeAll { $0.namespace == namespace } } }

    /// Tells those who asked for it of what became of a mock. Called once what happened is in the database.
    func fire(_ operation: EventOperation, _ entry: CatalogueEntry, by caller: Caller) {
        fire(operation, in: entry.namespace, by: caller, subject: entry.id.rawValue) {
            ["mockId": .string(entry.id.rawValue), "mock": entry.mock.json]
        }
    }

    /// Tells those who asked for it of what happened in a namespace or, without one, to the server. Called once what happened
    /// is in the database.
    ///
    /// - Parameters:
    ///   - subject: to whom or what it happened: a login, the name of a namespace.
    ///   - earlier: webhooks that hear of it even if they are not there any more.
    func fire(
        _ operation: EventOperation,
        in namespace: String? = nil,
        by caller: Caller,
        subject: String,
        besides earlier: [Webhook] = [],
        _ facts: @autoclosure () -> JSONObject
    ) {
        fire(operation, in: namespace, by: caller, subject: subject, besides: earlier, facts)
    }

    private func fire(
        _ operation: EventOperation,
        in namespace: String?,
        by caller: Caller,
        subject: String,
        besides earlier: [Webhook] = [],
        _ facts: () -> JSONObject
    ) {
        let due = webhooks.withLock { webhooks in
            let gone = earlier.filter { one in !webhooks.contains { $0.id == one.id } }
            return (webhooks + gone).filter { $0.operation == operation && $0.namespace == namespace && $0.isEnabled }
        }
        guard !due.isEmpty else { return }
        let time = JSON.string(CalendarDate(clock.now).rfc3339(fractionDigits: 3))
        var event: JSONObject = [
            "operation": .string(operation.rawValue), "at": time, "time": time, "actor": .string(caller.name),
            "subject": .string(subject),
        ]
        event["namespace"] = namespace.map { .string($0) }
        event.members += facts().members
        for webhook in due { sender.send(.object(webhook.json), of: namespace, event: .object(event)) }
    }
}
