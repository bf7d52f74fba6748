internal import Model

/// Where a request went: the parts of its URL that a mock matches.
struct RequestPlace: Hashable {
    /// Nil when the URL names no host that is known.
    var origin: Origin?
    /// As a route.
    var route: String
    /// Percent-decoded.
    var query: [QueryPair]

    struct QueryPair: Hashable {
        var name: String
        var value: String
    }

    /// Reads an absolute `http` or `https` URL; nil when the text is something else.
    init?(url text: String) {
        guard let url = AbsoluteURL(text) else { return nil }
        self.init(origin: url.origin, target: url.target)
    }

    /// A path with its query.
    init(origin: Origin?, target: String) {
        let parts = RequestTarget(String(target.prefix { $0 != "#" }))
        self.origin = origin
        route = RouteText.literal(parts.path)
        query = parts.queryPairs.map { QueryPair(name: $0.name, value: $0.value) }
    }

    /// A matcher of this place: the host, the path, and every pair of the query.
    func matcher(method: String?) -> HTTPMatcher {
        var matcher = HTTPMatcher(method: method?.uppercased(), route: route)
        matcher.host = origin?.authority
        matcher.scheme = origin?.scheme
        matcher.query = query.map { .check($0.name, .equals, .string($0.value)) }
        return matcher
    }
}
