internal import Model

/// Webhooks on what happens to mocks (of a namespace) and to the server (of the admin).
struct EventWebhookEndpoints: Sendable {
    let webhooks: EventWebhooks
    let identifiers: Identifiers

    /// Clients of three generations ask under three paths.
    private static let namespacePaths = [
        "/ui/api/namespaces/{namespace}/webhooks", "/api/v1/namespaces/{namespace}/webhooks",
        "/api/v1/namespaces/{namespace}/settings/webhooks",
    ]
    private static let adminPaths = ["/ui/api/admin/webhooks", "/api/v1/admin/webhooks"]

    var table: [Endpoint] {
        Self.namespacePaths.flatMap { table(at: $0, for: .owner) }
            + Self.adminPaths.flatMap { table(at: $0, for: .admin) }
    }

    /// Their fields may hold credentials of the receiver, so that looking at them takes the same role as changing them.
    private func table(at path: String, for role: Role) -> [Endpoint] {
        [
            Endpoint("GET", path, role, list)
                .about("Lists event webhooks.", gives: Self.list),
            Endpoint("POST", path, role, save)
                .about(
                    "Makes an event webhook, or changes the one of its id.",
                    note: "The chapter says what it may be called for, and what is sent.",
                    takes: Self.webhook,
                    gives: Self.webhook
                ),
            Endpoint("DELETE", path + "/{id}", role, remove)
                .about("Takes an event webhook away.", gives: .done),
        ]
    }

    private static let webhook = Shape(
        "EventWebhook",
        [
            .optional("id", .text), .required("operation", .text), .required("url", .url), .optional("method", .text),
            .optional("headers", .map(.text)), .optional("body", .any), .optional("enabled", .boolean),
            .optional("timeout", .number), .optional("retryCount", .integer), .optional("retryDelay", .number),
        ]
    )
    private static let list = Shape(
        "EventWebhookList",
        [.required("webhooks", .list(webhook)), .required("items", .list(webhook)), .required("total", .integer)]
    )

    @Sendable private func list(_ request: AdminRequest) -> Answer {
        let rows = JSON.array(webhooks.all(namespace: request.holes["namespace"]).map(json))
        return .json(200, ["webhooks": rows, "items": rows, "total": .int(rows.array?.count ?? 0)])
    }

    @Sendable private func save(_ request: AdminRequest) throws(Refusal) -> Answer {
        let members = try request.members()
        let namespace = request.holes["namespace"]
        if let namespace { _ = try checkedNamespace(namespace) }
        let id = try members.text("id") ?? identifiers.next()
        let known = webhooks.all(namespace: namespace).contains { $0.id == id }
        guard known || !webhooks.isTaken(id) else {
            throw .conflict("the id \"\(id)\" is taken by a webhook of another namespace or of the server")
        }
        var object = members.object
        object["id"] = .string(id)
        object["url"] = .string(try url(members))
        object["method"] = .string(try members.text("method")?.uppercased() ?? "POST")
        object["enabled"] = .bool(try members.flag("enabled") ?? true)
        try checkNumbers(members)
        let operation = try operation(members, isAdmin: namespace == nil)
        try webhooks.check(object)
        let webhook = EventWebhooks.Webhook(id: id, namespace: namespace, operation: operation, json: object)
        try storing(try webhooks.save(webhook))
        var answer = json(webhook).object ?? JSONObject()
        answer["webhook"] = json(webhook)
        answer["success"] = true
        return .json(known ? 200 : 201, .object(answer))
    }

    private func url(_ members: Members) throws(Refusal) -> String {
        let url = try members.neededText("url")
        guard AbsoluteURL(url) != nil else { throw .invalid("\"url\" should be an http or https URL, not \"\(url)\"") }
        return url
    }

    private func checkNumbers(_ members: Members) throws(Refusal) {
        _ = try members.integer("retryCount", 0...100)
        _ = try members.number("retryDelay", 0...86_400)
        _ = try members.number("timeout", 0...86_400)
        _ = try members.members("headers")
    }

    private func operation(_ members: Members, isAdmin: Bool) throws(Refusal) -> EventOperation {
        let allowed = isAdmin ? EventOperation.ofServer : EventOperation.ofNamespaces
        let text = try members.neededText("operation")
        guard let operation = EventOperation(rawValue: text), allowed.contains(operation) else {
            let names = allowed.map(\.rawValue).joined(separator: ", ")
            throw .invalid("\"operation\" should be one of \(names), not \"\(text)\"")
        }
        return operation
    }

    @Sendable private func remove(_ request: AdminRequest) throws(Refusal) -> Answer {
        let id = request.hole("id")
        guard try storing(try webhooks.remove(id, namespace: request.holes["namespace"])) else {
            throw .missing("no event webhook \"\(id)\"")
        }
        return .done("webhook deleted")
    }

    private func json(_ webhook: EventWebhooks.Webhook) -> JSON {
        var object = webhook.json
        object["namespace"] = webhook.namespace.map { .string($0) }
        return .object(object)
    }
}
