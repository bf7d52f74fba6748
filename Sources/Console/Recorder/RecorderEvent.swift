public import Model

/// Something that happened in the recorder, for those who watch.
public struct RecorderEvent: Sendable {
    /// `exchange.finished`, `webhook.observed`, `message.observed`, `attribution.changed` or `session.changed`.
    public var name: String
    /// The session's id.
    public var session: String
    /// The session's namespace.
    public var namespace: String
    /// What happened.
    public var data: JSONObject

    /// An event.
    public init(_ name: String, session: String, namespace: String, data: JSONObject) {
        (self.name, self.session, self.namespace, self.data) = (name, session, namespace, data)
    }

    /// An exchange or a webhook that a session has just seen end, before its secrets are replaced: nothing of its fields and
    /// bodies is told, and nothing of its query.
    public static func finished(_ exchange: Exchange, session: String, namespace: String) -> RecorderEvent {
        var data: JSONObject = [
            "id": .string(exchange.id.description), "kind": .string(exchange.kind.rawValue),
            "method": .string(exchange.request.method), "host": .string(exchange.origin.host),
            "path": .string(RequestTarget(exchange.request.target).path),
            "statusCode": .int(exchange.response?.head.status ?? 0),
            "duration": .int(Int(exchange.timings.total.inMilliseconds.rounded())),
            "timestamp": .int(exchange.startedAt.milliseconds),
        ]
        data["error"] = exchange.failure.map { .string($0.reason) }
        let name = exchange.kind == .webhook ? "webhook.observed" : "exchange.finished"
        return RecorderEvent(name, session: session, namespace: namespace, data: data)
    }

    /// A message that a session has just seen on a broker; nothing of its key, its headers and its content is told.
    public static func seen(_ message: ObservedMessage, session: String, namespace: String) -> RecorderEvent {
        RecorderEvent(
            "message.observed",
            session: session,
            namespace: namespace,
            data: [
                "id": .string(message.id.description), "broker": .string(message.broker),
                "topic": .string(message.topic), "size": .int(message.body.length),
                "timestamp": .int(message.seenAt.milliseconds),
            ]
        )
    }

    /// The event as a stream of server-sent events has it.
    func text(number: Int) -> [UInt8] {
        var object: JSONObject = ["sessionId": .string(session), "namespace": .string(namespace)]
        object.members += data.members
        return Array("id: \(number)\nevent: \(name)\ndata: ".utf8) + JSON.object(object).serialized()
            + Array("\n\n".utf8)
    }
}
