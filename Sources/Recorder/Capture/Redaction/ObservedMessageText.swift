internal import Codings
public import Model
public import Storage

/// An observed message taken apart for the search for secrets, and put together again without them.
struct ObservedMessageText {
    private let message: ObservedMessage
    /// Names and texts of the headers, and what the content is read by.
    private let fields: FieldSection
    /// Headers that are no text, and properties.
    private let values: JSON

    init(_ message: ObservedMessage) {
        self.message = message
        var fields = FieldSection()
        var others: [JSON] = []
        for member in message.headers.members {
            if let text = member.value.string {
                fields.append(member.name, text)
            } else {
                others.append(.object(JSONObject([member])))
            }
        }
        for field in message.contentFields { fields.append(field.name, field.value) }
        self.fields = fields
        values = ["headers": .array(others), "properties": .object(message.properties)]
    }

    /// Key, headers with content, and everything else: each is searched by what it is.
    var parts: [MessageText] {
        let content = BodyText(message.body, fields: message.contentFields)
        return [
            Self.text(message.key ?? []), MessageText(target: nil, fields: fields, trailers: [], body: content),
            Self.text(values.serialized()),
        ]
    }

    private static func text(_ bytes: [UInt8]) -> MessageText {
        MessageText(target: nil, fields: [], trailers: [], body: BodyText(CapturedBody(bytes: bytes), fields: []))
    }

    /// The message as it is stored, once its parts have been searched.
    func stored(_ parts: [MessageText], _ placeholder: Placeholder) -> StoredMessage {
        let (body, notes) = parts[1].redactedBody(placeholder)
        var result = message
        result.body = body
        if parts.contains(where: \.hasFindings) {
            result.place = place(key: parts[0].redactedBody(placeholder).stored.bytes)
            apply(parts[1].redactedFields(placeholder), parts[2].redactedBody(placeholder).stored.bytes, to: &result)
        }
        return StoredMessage(result, notes: notes)
    }

    private func place(key: [UInt8]) -> ObservedMessage.Place {
        switch message.place {
        case .kafka(let target, let offset, let old): return .kafka(target, offset: offset, key: old.map { _ in key })
        case .rabbitMQ(var target):
            target.routingKey = String(decoding: key, as: UTF8.self)
            return .rabbitMQ(target)
        }
    }

    private func apply(_ fields: FieldSection, _ values: [UInt8], to result: inout ObservedMessage) {
        let values = (try? JSON.parse(values)) ?? nil
        var texts = fields.map(\.value)[...]
        var others = (values["headers"]?.array ?? [])[...]
        for index in result.headers.members.indices {
            let name = result.headers.members[index].name
            let isText = result.headers.members[index].value.string != nil
            let value = isText ? texts.popFirst().map { JSON.string($0) } : others.popFirst()?[name]
            result.headers.members[index].value = value ?? nil
        }
        result.properties = values["properties"]?.object ?? [:]
    }
}

extension Redactor {
    /// The message without its secrets, with its content decoded for reading, and how many secrets each rule found.
    public func redact(_ message: ObservedMessage) -> (stored: StoredMessage, counts: [String: Int]) {
        var memory = SecretMemory()
        return redact(message, &memory)
    }

    /// The same, with what was recorded earlier having shown secrets; what this one shows is added.
    func redact(
        _ message: ObservedMessage,
        _ memory: inout SecretMemory
    ) -> (stored: StoredMessage, counts: [String: Int]) {
        let text = ObservedMessageText(message)
        var parts = text.parts
        let counts = search(&parts, &memory)
        return (text.stored(parts, placeholder), counts)
    }

    /// The message as it is, with its content decoded for reading: what is stored when nothing is redacted.
    static func decoded(_ message: ObservedMessage) -> StoredMessage {
        StoredMessage(message, notes: BodyText(message.body, fields: message.contentFields).notes)
    }
}

extension ObservedMessage {
    /// What the content is read by: its media type and its coding, as fields of HTTP say them. Some senders name a charset
    /// where a coding should stand.
    var contentFields: FieldSection {
        var fields = FieldSection()
        if let contentType { fields.append("Content-Type", contentType) }
        if let contentEncoding, (try? ContentCoding.list(contentEncoding)) != nil {
            fields.append("Content-Encoding", contentEncoding)
        }
        return fields
    }
}
