internal import Model

/// What tells one sort of webhook or message from another: method, receiver, shape of the path or routing key, and the words that
/// name its event.
struct CallbackKind: Hashable, Sendable {
    /// The method of HTTP, or the kind of broker.
    let method: String
    private(set) var receiver: String
    /// The shape of the path, or topic or exchange of AMQP with the shape of the routing key.
    private(set) var path: String
    /// Words such as `order.paid` from members and fields called `type`, `event`, `status`, ….
    let event: String

    /// - Parameter ignored: members and fields whose words are new in most callbacks and so name none of their sorts.
    init(_ callback: ObservedCallback, ignoring ignored: Set<String> = []) {
        (method, receiver) = (callback.method, callback.receiver)
        path = RouteShape.path(of: callback)
        var words: [String] = []
        for (name, word) in Self.words(callback) where !ignored.contains(name) && !words.contains(word) {
            words.append(word)
        }
        event = words.joined(separator: " ")
    }

    /// The words that may name an event, with the names under which they stand.
    static func words(_ callback: ObservedCallback) -> [(name: String, word: String)] {
        var words: [(name: String, word: String)] = []
        for field in callback.fields where names(callback, field) {
            words.append((field.name.lowercased(), field.value))
        }
        callback.json?
            .visit { path, value in
                guard let name = path.name, let word = value.string, isWord(word), names(path, name.lowercased())
                else { return }
                words.append((name, word))
            }
        return words
    }

    /// Whether a member names the event: near the root many names do, in an envelope or a batch of one only those that mean
    /// nothing else.
    private static func names(_ path: ValuePath, _ name: String) -> Bool {
        if path.steps.count == 1 { return eventNames.contains(name) || name.hasSuffix("status") }
        // Attributes of XML stand one step deeper, at its root element.
        if path.steps.count == 2, name.hasPrefix("@") { return eventNames.contains(String(name.dropFirst())) }
        return path.steps.count <= 4 && plainNames.contains(name)
            && path.steps.allSatisfy { if case .element(let index) = $0 { index == 0 } else { true } }
    }

    /// Whether a field names the event. Messages have plainer names for that than HTTP allows.
    private static func names(_ callback: ObservedCallback, _ field: FieldSection.Field) -> Bool {
        let name = field.name.lowercased()
        if eventFields.contains(name) { return true }
        guard case .message = callback else { return false }
        return (eventNames.contains(name) || eventHeaders.contains(name)) && isWord(field.value)
    }

    /// The names whose words are new in most callbacks of a recording: subjects that people wrote.
    static func varied(_ callbacks: [ObservedCallback]) -> Set<String> {
        var counts: [String: (words: Set<String>, all: Int)] = [:]
        for callback in callbacks {
            for (name, word) in words(callback) {
                counts[name, default: ([], 0)].words.insert(word)
                counts[name, default: ([], 0)].all += 1
            }
        }
        return Set(counts.filter { $0.value.words.count > 8 && $0.value.words.count * 4 > $0.value.all }.keys)
    }

    /// The same, wherever it goes.
    var anywhere: CallbackKind {
        var kind = self
        (kind.receiver, kind.path) = ("anywhere", "")
        return kind
    }

    /// `POST /hooks order.paid`.
    var summary: String { "\(method) \(path)" + (event.isEmpty ? "" : " \(event)") }

    private static let eventNames: Set<String> = [
        "type", "event", "event_type", "eventtype", "event_name", "eventname", "kind", "action", "topic", "status",
        "state",
        "detail-type", "subject",
    ]

    private static let plainNames: Set<String> = [
        "event", "event_type", "eventtype", "event_name", "eventname", "event_code", "eventcode",
    ]

    private static let eventFields: Set<String> = [
        "x-github-event", "x-gitlab-event", "x-shopify-topic", "x-event-type", "x-event", "x-event-key",
        "x-webhook-event",
        "ce-type", "x-webhook-topic",
    ]

    /// Headers of messages: CloudEvents over Kafka, Spring.
    private static let eventHeaders: Set<String> = ["ce_type", "event-type", "event-name", "__typeid__"]

    private static func isWord(_ text: String) -> Bool {
        text.utf8.count <= 64 && !IdentifierShape.looksRandom(text)
            && text.utf8.allSatisfy {
                $0 == 0x2E || $0 == 0x5F || $0 == 0x2D || $0 == 0x3A || $0 == 0x2F || $0 == 0x20
                    || ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10
            }
            && text.utf8.count { $0 &- 0x30 < 10 } <= 2
    }
}

/// Paths with the segments that look like ids taken out.
enum RouteShape {
    /// `/orders/:/items`.
    static func path(_ target: String) -> String {
        let segments = RequestTarget(target).path.split(separator: "/", omittingEmptySubsequences: false)
        return segments.map { isIdentifier(PercentEncoding.decoded($0)) ? ":" : String($0) }.joined(separator: "/")
    }

    /// The path of a webhook; topic or exchange of AMQP and the shape of its routing key, `events order.:.paid`, of a message.
    static func path(of callback: ObservedCallback) -> String {
        guard case .message(let message) = callback else { return path(callback.target) }
        let words = message.routingKey.split(separator: ".", omittingEmptySubsequences: false)
        let key = words.map { isIdentifier(String($0)) ? ":" : String($0) }.joined(separator: ".")
        if case .kafka = message.place, message.body.length == 0 { return "\(message.topic) without a value" }
        return key.isEmpty ? message.topic : "\(message.topic) \(key)"
    }

    /// Whether a segment looks like a name of one thing among many: digits, UUIDs, prefixed and random ids, addresses.
    static func isIdentifier(_ segment: String) -> Bool {
        let bytes = segment.utf8
        guard !bytes.isEmpty else { return false }
        let digits = bytes.count { $0 &- 0x30 < 10 }
        if digits == bytes.count { return true }
        // `v1`, `2024-06`, `oauth2`: words of an API with a number.
        if digits == 0 { return bytes.contains(0x40) || IdentifierShape.looksRandom(segment) }
        if bytes.count <= 3, bytes.first == UInt8(ascii: "v") { return false }
        let letters = bytes.count { ($0 | 0x20) &- 0x61 < 26 }
        if letters >= 4, letters <= 10, digits == 1, bytes.count == letters + 1,
            bytes.last.map({ $0 &- 0x30 < 10 }) == true
        {
            return false
        }
        return digits >= 2 || IdentifierShape.looksRandom(segment) || segment.contains("-") || segment.contains("_")
    }
}
