internal import Model

/// What tells one sort of webhook from another: method, receiver, shape of the path, and the words that name its event.
struct WebhookKind: Hashable, Sendable {
    let method: String
    private(set) var origin: Origin
    private(set) var path: String
    /// Words such as `order.paid` from members and fields called `type`, `event`, `status`, ….
    let event: String

    /// - Parameter ignored: members and fields whose words are new in most webhooks and so name none of their sorts.
    init(_ webhook: Exchange, ignoring ignored: Set<String> = []) {
        method = webhook.request.method
        origin = webhook.origin
        path = RouteShape.path(webhook.request.target)
        event = Self.words(webhook).filter { !ignored.contains($0.name) }.map(\.word).joined(separator: " ")
    }

    /// The words that may name an event, with the names under which they stand.
    static func words(_ webhook: Exchange) -> [(name: String, word: String)] {
        var words: [(name: String, word: String)] = []
        for field in webhook.request.fields where Self.eventFields.contains(field.name.lowercased()) {
            words.append((field.name.lowercased(), field.value))
        }
        if let body = Content.request(webhook.requestBody, fields: webhook.request.fields),
            case .object(let object) = body
        {
            for member in object.members where Self.eventNames.contains(member.name.lowercased()) {
                if let word = member.value.string, Self.isWord(word) { words.append((member.name, word)) }
            }
        }
        return words
    }

    /// The names whose words are new in most webhooks of a recording: subjects that people wrote.
    static func varied(_ webhooks: [Exchange]) -> Set<String> {
        var counts: [String: (words: Set<String>, all: Int)] = [:]
        for webhook in webhooks {
            for (name, word) in words(webhook) {
                counts[name, default: ([], 0)].words.insert(word)
                counts[name, default: ([], 0)].all += 1
            }
        }
        return Set(counts.filter { $0.value.words.count > 8 && $0.value.words.count * 4 > $0.value.all }.keys)
    }

    /// The same, wherever it goes.
    var anywhere: WebhookKind {
        var kind = self
        (kind.origin, kind.path) = (Origin(scheme: .http, authority: Authority(host: "anywhere")), "")
        return kind
    }

    /// `POST /hooks order.paid`.
    var summary: String { "\(method) \(path)" + (event.isEmpty ? "" : " \(event)") }

    private static let eventNames: Set<String> = [
        "type", "event", "event_type", "eventtype", "event_name", "eventname", "kind", "action", "topic", "status",
        "state",
        "detail-type", "subject",
    ]

    private static let eventFields: Set<String> = [
        "x-github-event", "x-gitlab-event", "x-shopify-topic", "x-event-type", "x-event", "x-event-key",
        "x-webhook-event",
        "ce-type", "x-webhook-topic",
    ]

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
