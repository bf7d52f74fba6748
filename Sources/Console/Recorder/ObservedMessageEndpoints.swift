internal import Model
internal import Storage

/// Messages that a session saw on brokers, with what caused them.
struct ObservedMessageEndpoints: Sendable {
    let sessions: RecorderSessions
    let builds: SessionBuilds
    let messages: MessageStore

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/recorder/{id}/messages", .viewer, on: sessions.work, list)
                .about(
                    "The messages that were observed, with their causes.",
                    note: "Ours: with `attribution`.",
                    asks: .page,
                    gives: Self.list
                ),
            Endpoint("GET", "/api/v1/recorder/{id}/messages/{message}", .viewer, on: sessions.work, one)
                .about(
                    "One observed message with its content.",
                    note: "Ours: with headers and properties.",
                    gives: Self.message
                ),
        ]
    }

    private static let message = Shape(
        "RecorderMessage",
        [
            .required("id", .text), .required("sessionId", .text), .required("broker", .text),
            .required("address", .text), .required("topic", .text), .required("timestamp", .integer),
            .required("seenAt", .text), .required("size", .integer), .optional("key", .text),
            .optional("contentType", .text), .optional("headers", .map(.any)), .optional("properties", .map(.any)),
            .optional("body", .text), .optional("bodyEncoding", .text), .optional("bodyTruncated", .boolean),
            .optional("bodyNote", .text), .required("attribution", .nullable(.map(.any))),
        ]
    )
    private static let list = Shape(
        "RecorderMessageList",
        [
            .required("messages", .list(message)), .required("total", .integer), .required("limit", .integer),
            .required("offset", .integer),
        ]
    )

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let session = try sessions.session(request.hole("id"))
        let page = try request.page(usual: 100)
        let all = try session.recording.map { recording throws(Refusal) in
            try storing(try messages.heads(of: recording.id))
        }
        let causes = try causes(session)
        let rows = page.of(all ?? []).map { JSON.object(line($0, session.id, causes[$0.id])) }
        return .json(
            200,
            [
                "messages": .array(rows), "total": .int(all?.count ?? 0), "limit": .int(page.limit),
                "offset": .int(page.offset),
            ]
        )
    }

    @Sendable private func one(_ request: AdminRequest) throws(Refusal) -> Answer {
        let session = try sessions.session(request.hole("id"))
        let recording = try session.recorded.id
        let id = try EntryQueryReader.id(request.hole("message"))
        guard let stored = try storing(try messages.message(id, of: recording)) else {
            throw .missing("no message \(id) in the session \"\(session.id)\"; GET …/messages lists them")
        }
        var object = line(stored.message, session.id, try causes(session)[id])
        object["headers"] = .object(stored.message.headers)
        object["properties"] = .object(stored.message.properties)
        EntryJSON.add(stored.readableBody, stored.message.body, stored.notes.note, as: "body", to: &object)
        return .json(200, .object(object))
    }

    private func causes(_ session: RecorderSessions.Session) throws(Refusal) -> [ExchangeID: Attribution] {
        Dictionary(try builds.known(session).map { ($0.webhook, $0) }) { $1 }
    }

    private func line(_ message: ObservedMessage, _ session: String, _ cause: Attribution?) -> JSONObject {
        var object: JSONObject = [
            "id": .string(message.id.description), "sessionId": .string(session), "broker": .string(message.broker),
            "address": .string(message.address), "topic": .string(message.topic),
            "timestamp": .int(message.seenAt.milliseconds), "seenAt": .string(message.seenAt.adminText),
            "size": .int(message.body.length), "attribution": cause.map(WebhookEndpoints.json) ?? .null,
        ]
        object["key"] = message.key.map { key in
            .string(String(validating: key, as: UTF8.self) ?? Base64.encoded(key))
        }
        object["contentType"] = message.contentType.map { .string($0) }
        return object
    }
}
