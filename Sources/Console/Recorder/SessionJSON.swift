internal import Model
internal import Storage

extension RecorderSessions.Session {
    /// `idle` before it was first started, then `recording` or `stopped`.
    var status: String { running != nil ? "recording" : recording == nil ? "idle" : "stopped" }

    /// The session as clients read it.
    var json: JSONObject {
        var object: JSONObject = [
            "id": .string(id), "name": .string(stored.name), "namespace": .string(stored.namespace),
            "status": .string(status), "mode": .string(settings.mode.rawValue),
            "createdAt": .string(stored.createdAt.adminText), "entryCount": .int(recording?.exchangeCount ?? 0),
            "webhookCount": .int(recording?.webhookCount ?? 0),
            "messageCount": .int(recording?.messageCount ?? 0), "settings": .object(stored.settings),
        ]
        object["targetUrl"] = stored.settings["targetUrl"]
        object["recording"] = recording.map { .string($0.name) }
        object["startedAt"] = stored.startedAt.map { .string($0.adminText) }
        if running == nil { object["stoppedAt"] = stored.stoppedAt.map { .string($0.adminText) } }
        if let running { addPlaces(of: running, to: &object) }
        if let reason = recording?.endReason, !reason.isEmpty { object["trouble"] = .string(reason) }
        return object
    }

    private func addPlaces(of running: RunningSession, to object: inout JSONObject) {
        if let proxy = running.places.first {
            object["port"] = .int(proxy.port)
            object["url"] = .string(proxy.url)
        }
        object["passedOver"] = .int(running.passedOver)
        object["observed"] = .array(running.observed.map { .string($0) })
        object["webhooks"] = .array(
            running.places.dropFirst()
                .map { place in
                    [
                        "port": .int(place.port), "url": .string(place.url),
                        "targetUrl": .string(place.receiver?.description ?? ""),
                    ]
                }
        )
    }

    /// The answer to whoever changed it: the session at the top, and under `session`.
    func answer(_ status: Int = 200, warnings: [String] = []) -> Answer {
        var object = json
        object["session"] = .object(json)
        if !warnings.isEmpty { object["warnings"] = .array(warnings.map { .string($0) }) }
        return .json(status, .object(object))
    }
}

extension Shape {
    static let session = Shape("RecorderSession", sessionMembers)
    /// The session at the top and under `session`.
    static let sessionAnswer = Shape("RecorderSessionAnswer", sessionMembers + [.required("session", .session)])
    static let sessionList = Shape(
        "RecorderSessionList",
        [.required("sessions", .list(.session)), .required("total", .integer)]
    )

    private static let sessionMembers: [Member] = [
        .required("id", .text), .required("name", .text), .required("namespace", .text), .required("status", .text),
        .required("mode", .text), .required("createdAt", .text), .required("entryCount", .integer),
        .required("webhookCount", .integer), .required("messageCount", .integer), .required("settings", .map(.any)),
        .optional("targetUrl", .text),
        .optional("recording", .text), .optional("startedAt", .text), .optional("stoppedAt", .text),
        .optional("port", .integer), .optional("url", .text), .optional("passedOver", .integer),
        .optional("observed", .list(.text)),
        .optional("webhooks", .list(.map(.any))), .optional("trouble", .text), .optional("warnings", .list(.text)),
    ]

    /// What a session is made of; docs/api.md says what each means.
    static let sessionSettings = Shape(
        "RecorderSettings",
        [
            .optional("name", .text), .optional("namespace", .text), .optional("description", .text),
            .optional("mode", .text), .optional("mitm", .boolean), .optional("targetUrl", .text),
            .optional("host", .text), .optional("port", .integer), .optional("webhooks", .list(.map(.any))),
            .optional("kafka", .list(.text)), .optional("rabbitmq", .list(.text)),
            .optional("kafkaUsername", .text), .optional("kafkaPasswordEnv", .text),
            .optional("kafkaSaslMechanism", .text), .optional("kafkaUseTLS", .boolean),
            .optional("rabbitPasswordEnv", .text), .optional("redact", .any), .optional("tunnel", .list(.text)),
            .optional("preserveHost", .boolean),
            .optional("rewriteLocation", .boolean), .optional("insecureUpstream", .boolean),
            .optional("maxBody", .integer), .optional("maxEntries", .integer), .optional("filters", .map(.any)),
            .optional("filterPaths", .list(.text)), .optional("excludePaths", .list(.text)),
            .optional("filterMethods", .list(.text)), .optional("captureBody", .boolean),
            .optional("captureHeaders", .boolean), .optional("configId", .text),
            .optional("modifications", .map(.any)),
        ]
    )
}
