internal import Model
internal import Storage

/// An entry of a session as clients read it.
enum EntryJSON {
    /// One line about it. Ids are texts; `duration` counts whole milliseconds, `timestamp` milliseconds since 1970.
    static func line(_ summary: ExchangeSummary, session: String, _ annotation: JSONObject?) -> JSONObject {
        let target = RequestTarget(summary.target)
        var object: JSONObject = [
            "id": .string(summary.id.description), "sessionId": .string(session),
            "kind": .string(summary.kind.rawValue),
            "method": .string(summary.method), "path": .string(target.path),
            "url": .string(url(summary.origin, summary.target)), "host": .string(summary.origin.host),
            "statusCode": .int(summary.status ?? 0), "duration": .int(Int(summary.total.inMilliseconds.rounded())),
            "timestamp": .int(summary.startedAt.milliseconds), "startedAt": .string(summary.startedAt.adminText),
            "requestSize": .int(summary.requestLength), "responseSize": .int(summary.responseLength ?? 0),
        ]
        object["query"] = target.query.map { .string($0) }
        object["error"] = summary.failure.map { .string($0.reason) }
        object["annotation"] = annotation.map { .object($0) }
        return object
    }

    /// All that is known of it, its bodies decoded.
    static func details(_ stored: StoredExchange, session: String, _ annotation: JSONObject?) -> JSONObject {
        let exchange = stored.exchange
        let target = RequestTarget(exchange.request.target)
        var object: JSONObject = [
            "id": .string(exchange.id.description), "sessionId": .string(session),
            "kind": .string(exchange.kind.rawValue), "method": .string(exchange.request.method),
            "path": .string(target.path), "url": .string(url(exchange.origin, exchange.request.target)),
            "host": .string(exchange.origin.host), "statusCode": .int(exchange.response?.head.status ?? 0),
            "duration": .int(Int(exchange.timings.total.inMilliseconds.rounded())),
            "timestamp": .int(exchange.startedAt.milliseconds), "startedAt": .string(exchange.startedAt.adminText),
            "requestSize": .int(exchange.requestBody.length),
            "responseSize": .int(exchange.response?.body.length ?? 0), "timings": timings(exchange.timings),
            "listener": .string(exchange.listener), "client": .string(exchange.client),
        ]
        object["query"] = target.query.map { .string($0) }
        object["error"] = exchange.failure.map { .string($0.reason) }
        object["upstreamAddress"] = exchange.upstreamAddress.map { .string($0) }
        object["annotation"] = annotation.map { .object($0) }
        addContents(of: stored, to: &object)
        return object
    }

    /// Fields and bodies of both messages. A body that is no text is in base64, and its `…BodyEncoding` says so.
    static func addContents(of stored: StoredExchange, to object: inout JSONObject) {
        object["requestHeaders"] = .object(list(stored.exchange.request.fields))
        add(stored.readableRequest, stored.exchange.requestBody, stored.request.note, as: "requestBody", to: &object)
        guard let response = stored.exchange.response else { return }
        object["responseHeaders"] = .object(list(response.head.fields))
        add(stored.readableResponse, response.body, stored.response.note, as: "responseBody", to: &object)
    }

    /// A content as text, or in base64.
    static func add(
        _ content: [UInt8],
        _ body: CapturedBody,
        _ note: String?,
        as name: String,
        to object: inout JSONObject
    ) {
        if let text = String(validating: content, as: UTF8.self) {
            object[name] = .string(text)
        } else {
            object[name] = .string(Base64.encoded(content))
            object["\(name)Encoding"] = "base64"
        }
        if body.isTruncated { object["\(name)Truncated"] = true }
        object["\(name)Note"] = note.map { .string($0) }
    }

    /// Recorded fields have their secrets replaced already, so that all of them are shown.
    private static func list(_ fields: FieldSection) -> JSONObject {
        var object = JSONObject()
        for field in fields {
            object[field.name] = .array((object[field.name]?.array ?? []) + [.string(field.value)])
        }
        return object
    }

    private static func url(_ origin: Origin, _ target: String) -> String {
        target.hasPrefix("/") ? "\(origin)\(target)" : target
    }

    private static func timings(_ timings: Timings) -> JSON {
        var object = JSONObject()
        let phases = [
            ("connect", timings.connect), ("tls", timings.tls), ("send", timings.send), ("wait", timings.wait),
            ("receive", timings.receive), ("total", timings.total),
        ]
        for (name, phase) in phases {
            object[name] = phase.map { .number(JSONNumber(($0.inMilliseconds * 1_000).rounded() / 1_000)) }
        }
        return .object(object)
    }
}

extension Shape {
    static let entry = Shape(
        "RecorderEntry",
        [
            .required("id", .text), .required("sessionId", .text), .required("kind", .text), .required("method", .text),
            .required("path", .text), .required("url", .text), .required("host", .text),
            .required("statusCode", .integer), .required("duration", .integer), .required("timestamp", .integer),
            .required("startedAt", .text), .required("requestSize", .integer), .required("responseSize", .integer),
            .optional("query", .text), .optional("error", .text), .optional("annotation", .map(.any)),
            .optional("requestHeaders", .map(.list(.text))), .optional("requestBody", .text),
            .optional("requestBodyEncoding", .text), .optional("requestBodyTruncated", .boolean),
            .optional("requestBodyNote", .text), .optional("responseHeaders", .map(.list(.text))),
            .optional("responseBody", .text), .optional("responseBodyEncoding", .text),
            .optional("responseBodyTruncated", .boolean), .optional("responseBodyNote", .text),
            .optional("timings", .map(.number)), .optional("listener", .text), .optional("client", .text),
            .optional("upstreamAddress", .text),
        ]
    )
    static let entryList = Shape(
        "RecorderEntryList",
        [
            .required("entries", .list(.entry)), .required("total", .integer), .required("limit", .integer),
            .required("offset", .integer),
        ]
    )
}
