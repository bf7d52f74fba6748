internal import Model
internal import Storage

/// A recorded request on its way to the real target once more.
struct ReplayedRequest: Sendable {
    private(set) var method: String
    private(set) var url: AbsoluteURL
    private(set) var fields: FieldSection
    private(set) var body: [UInt8]

    /// Belong to the connection that was, or are made anew by who sends.
    private static let ours: Set<String> = [
        "host", "content-length", "connection", "proxy-connection", "keep-alive", "transfer-encoding", "te", "trailer",
        "upgrade", "expect", "proxy-authorization",
    ]

    /// The request as it was recorded, with what the options say.
    init(_ exchange: Exchange, _ options: ReplayOptions) {
        method = exchange.request.method
        let recorded = AbsoluteURL(exchange.request.target)
        let origin = recorded?.origin ?? exchange.origin
        let target = recorded?.target ?? exchange.request.target
        if let base = options.target {
            let prefix = RequestTarget(base.target).path
            url = AbsoluteURL(
                origin: base.origin,
                target: (prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix) + target
            )
        } else {
            url = AbsoluteURL(origin: origin, target: target)
        }
        let replaced = Set(options.fields.map { $0.name.lowercased() })
        fields = FieldSection()
        for field in exchange.request.fields {
            let name = field.name.lowercased()
            if !Self.ours.contains(name), !replaced.contains(name) {
                fields.append(field.name, bytes: field.valueBytes)
            }
        }
        for field in options.fields { fields.append(field.name, field.value) }
        body = exchange.requestBody.bytes
    }

    /// Where an answer sends the client (RFC 9110 §15.4); nil when it sends it nowhere.
    func redirected(by status: Int, _ answer: FieldSection) -> ReplayedRequest? {
        guard [301, 302, 303, 307, 308].contains(status), let place = answer.first("Location"),
            let next = url.resolving(place)
        else { return nil }
        var request = self
        if next.origin != url.origin { for name in ["Authorization", "Cookie"] { request.fields.remove(name) } }
        request.url = next
        if status == 303 || status < 303 && method == "POST" {
            (request.method, request.body) = (method == "HEAD" ? "HEAD" : "GET", [])
            for name in ["Content-Type", "Content-Encoding"] { request.fields.remove(name) }
        }
        return request
    }
}

extension AbsoluteURL {
    /// A reference as seen from here (RFC 3986 §5.2), as far as servers send them; nil for other schemes.
    func resolving(_ reference: String) -> AbsoluteURL? {
        if let url = AbsoluteURL(reference) { return url }
        if reference.hasPrefix("//") { return AbsoluteURL("\(origin.scheme.rawValue):\(reference)") }
        guard !reference.prefix(while: { $0 != "/" && $0 != "?" && $0 != "#" }).contains(":") else { return nil }
        let plain = String(reference.prefix { $0 != "#" })
        if plain.hasPrefix("/") { return AbsoluteURL(origin: origin, target: plain) }
        let path = RequestTarget(target).path
        if plain.isEmpty || plain.hasPrefix("?") { return AbsoluteURL(origin: origin, target: path + plain) }
        let folder = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
        return AbsoluteURL(origin: origin, target: folder + plain)
    }
}
