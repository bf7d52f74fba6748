internal import Model
internal import Storage

/// One observed message with everything that is known of it.
struct MessagePage {
    let stored: StoredMessage
    /// What caused it, if that was found out or decided.
    let attribution: Attribution?

    private var message: ObservedMessage { stored.message }

    /// For people: remarks, then headers and content.
    var text: String {
        var lines = [
            "# message \(message.id), \(CalendarDate(message.seenAt).rfc3339(fractionDigits: 3)), seen by \(message.listener)",
            "# \(message.broker) \(message.placeText)",
        ]
        if case .kafka(let target, let offset, _) = message.place {
            lines.append("# partition \(target.partition ?? 0), offset \(offset)")
        }
        if let attribution { lines.append("# \(attribution.causeText)") }
        lines += message.properties.members.map { "# \($0.name): \($0.value.textValue)" }
        if let note = stored.notes.note { lines.append("# \(note)") }
        lines.append("")
        if case .rabbitMQ = message.place, let type = message.contentType { lines.append("content-type: \(type)") }
        lines += message.headers.members.map { "\($0.name): \($0.value.textValue)" }
        return (lines + bodyLines).joined(separator: "\n") + "\n"
    }

    private var bodyLines: [String] {
        let body = message.body
        guard body.length > 0 else { return [] }
        let cut = body.isTruncated ? ["# the first \(body.bytes.count) of \(body.length) bytes"] : []
        let text = String(validating: stored.readableBody, as: UTF8.self)
        return [""] + cut + [text ?? "# \(stored.readableBody.count) bytes that are no text"]
    }

    /// For machines.
    var json: JSON {
        var object = message.facts
        object["headers"] = .object(message.headers)
        object["properties"] = .object(message.properties)
        object["body"] = ExchangePage.bodyJSON(message.body, readable: stored.readableBody)
        object["note"] = stored.notes.note.map { .string($0) }
        object["attribution"] = attribution?.json
        return .object(object)
    }
}

extension Attribution {
    /// `caused by exchange 3 (99%): …`.
    fileprivate var causeText: String {
        let reasons = evidence.joined(separator: "; ")
        guard let cause else { return "without a cause: \(reasons)" }
        return "caused by exchange \(cause) (\(Int((confidence * 100).rounded()))%): \(reasons)"
    }
}

extension ObservedMessage {
    /// The key as text; bytes that are no text in hexadecimal digits.
    var keyText: String? {
        key.map { bytes in
            String(validating: bytes, as: UTF8.self)
                ?? "0x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }

    /// `localhost:9092/orders ord-17`: broker, topic or exchange, key.
    var placeText: String { "\(address)/\(topic)" + (keyText.map { $0.isEmpty ? "" : " \($0)" } ?? "") }

    /// What lists show, for machines.
    var facts: JSONObject {
        var object: JSONObject = [
            "id": .int(id.rawValue), "kind": "message", "broker": .string(broker), "listener": .string(listener),
            "seenAt": .string(CalendarDate(seenAt).rfc3339(fractionDigits: 6)), "address": .string(address),
        ]
        switch place {
        case .kafka(let target, let offset, _):
            object["topic"] = .string(target.topic)
            object["partition"] = .int(target.partition ?? 0)
            object["offset"] = .int(offset)
            object["key"] = keyText.map { .string($0) } ?? nil
        case .rabbitMQ(let target):
            object["exchange"] = .string(target.amqpExchange)
            object["routingKey"] = .string(target.routingKey)
            object["persistent"] = .bool(target.isPersistent)
        }
        object["contentType"] = contentType.map { .string($0) } ?? nil
        object["bytes"] = .int(body.length)
        return object
    }
}
