internal import Model

/// What tells one sort of webhook from another: method, receiver, shape of the path, and the words that name its event.
struct WebhookKind: Hashable, Sendable {
    let method: String
    let origin: Origin
    let path: String
    /// Words such as `order.paid` from members and fields called `type`, `event`, `status`, ….
    let event: String

    init(_ webhook: Exchange) {
        method = webhook.request.method
        origin = webhook.origin
        path = RouteShape.path(webhook.request.target)
        var words: [String] = []
        for field in webhook.request.fields where Self.eventFields.contains(field.name.lowercased()) {
            words.append(field.value)
        }
        if let body = Content.request(webhook.requestBody, fields: webhook.request.fields),
            case .object(let object) = body
        {
            for member in object.members where Self.eventNames.contains(member.name.lowercased()) {
                if let word = member.value.string, Self.isWord(word) { words.append(word) }
            }
        }
        event = words.joined(separator: " ")
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
