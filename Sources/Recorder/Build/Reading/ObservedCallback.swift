internal import Model

/// What a system sent of its own accord while it was recorded: a webhook, or a message on a broker. Attribution and inference
/// look at both alike.
enum ObservedCallback: Sendable {
    case webhook(Exchange)
    case message(ObservedMessage)

    var id: ExchangeID {
        switch self {
        case .webhook(let webhook): webhook.id
        case .message(let message): message.id
        }
    }

    /// When it began to arrive.
    var sentAt: Timestamp {
        switch self {
        case .webhook(let webhook): webhook.startedAt
        case .message(let message): message.seenAt
        }
    }

    /// When the receiver had answered; a message is there at once.
    var endedAt: Timestamp {
        switch self {
        case .webhook(let webhook): webhook.startedAt + webhook.timings.total
        case .message(let message): message.seenAt
        }
    }

    /// What people call it.
    var noun: String {
        switch self {
        case .webhook: "webhook"
        case .message: "message"
        }
    }

    /// Whether the receiver took it; a message that was seen is on its broker.
    var isTaken: Bool {
        switch self {
        case .webhook(let webhook): webhook.failure == nil && (webhook.response?.head.status ?? 500) < 400
        case .message: true
        }
    }

    /// What the receiver answered; nil without an answer.
    var status: Int? {
        switch self {
        case .webhook(let webhook): webhook.response?.head.status
        case .message: nil
        }
    }

    /// The method of HTTP, or the kind of broker.
    var method: String {
        switch self {
        case .webhook(let webhook): webhook.request.method
        case .message(let message): message.broker
        }
    }

    /// Who got it: an origin, or a broker with its topic or exchange of AMQP.
    var receiver: String {
        switch self {
        case .webhook(let webhook): "\(webhook.origin)"
        case .message(let message): "\(message.address)/\(message.topic)"
        }
    }

    /// What of the receiver it names: path and query, or the routing key. Kafka's key is a part of the message.
    var target: String {
        switch self {
        case .webhook(let webhook): webhook.request.target
        case .message(let message): message.routingKey
        }
    }

    /// Fields by their names as text: those of HTTP, or headers and properties.
    var fields: FieldSection {
        switch self {
        case .webhook(let webhook): return webhook.request.fields
        case .message(let message):
            var fields = message.contentFields
            for member in message.headers.members + message.properties.members {
                fields.append(member.name, member.value.textValue)
            }
            return fields
        }
    }

    /// The content in the form in which a template can be made of it.
    var content: Content {
        switch self {
        case .webhook(let webhook): Content(body: webhook.requestBody, fields: webhook.request.fields)
        case .message(let message): Content(body: message.body, fields: message.contentFields)
        }
    }

    /// The content in the form that conditions look into; nil without any.
    var json: JSON? {
        switch self {
        case .webhook(let webhook): Content.request(webhook.requestBody, fields: webhook.request.fields)
        case .message(let message): Content.request(message.body, fields: message.contentFields)
        }
    }

    /// The bytes of the content, codings undone.
    var bytes: [UInt8] {
        switch self {
        case .webhook(let webhook): Content.decoded(webhook.requestBody, webhook.request.fields)
        case .message(let message): Content.decoded(message.body, message.contentFields)
        }
    }

    /// The name that its sender gave this delivery, the same over all attempts; nil without one.
    var deliveryName: String? {
        let fields = fields
        let names =
            switch self {
            case .webhook: NamesOfFields.deliveryIDs
            case .message: NamesOfFields.messageIDs + NamesOfFields.deliveryIDs
            }
        return names.lazy.compactMap { name in fields.first(named: name).map { "\(name)\u{0}\($0)" } }.first
    }

    /// Everything of these kinds in a recording, in order of time.
    static func all(_ exchanges: [Exchange], _ messages: [ObservedMessage]) -> [ObservedCallback] {
        let webhooks = exchanges.lazy.filter { $0.kind == .webhook }.map(ObservedCallback.webhook)
        return (webhooks + messages.map(ObservedCallback.message)).sorted { ($0.sentAt, $0.id) < ($1.sentAt, $1.id) }
    }
}

extension ObservedMessage {
    /// RabbitMQ's routing key; empty for Kafka.
    var routingKey: String { if case .rabbitMQ(let target) = place { target.routingKey } else { "" } }

    /// What of AMQP's properties a mock sends again. The name of a coding goes with the coding, where that was undone.
    var sendableProperties: JSONObject {
        guard case .rabbitMQ = place else { return [:] }
        let isDecoded = contentFields.contains("Content-Encoding")
        return JSONObject(
            properties.members.filter { member in
                guard let property = AMQPProperty(rawValue: member.name) else { return false }
                return property != .contentEncoding || !isDecoded
            }
        )
    }

    /// Kafka's key as text; nil for none and for one that is no text.
    var recordKey: String? {
        guard case .kafka(_, _, let key?) = place else { return nil }
        return String(validating: key, as: UTF8.self)
    }
}

/// An observed webhook or message over all its attempts.
struct ObservedDelivery {
    /// Attempts in order, the first first.
    var attempts: [ObservedCallback]
    /// What tells it from others.
    var kind: CallbackKind

    var first: ObservedCallback { attempts[0] }

    /// How many attempts followed a failed one.
    var retries: Int { zip(attempts, attempts.dropFirst()).count { before, _ in !before.isTaken } }
}
