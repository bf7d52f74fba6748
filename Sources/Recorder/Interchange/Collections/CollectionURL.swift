internal import Model

/// A URL of a collection, whose parts may be variables, as what a mock matches.
struct CollectionURL {
    private(set) var host: Authority?
    private(set) var scheme: Scheme?
    private(set) var path: PathTemplate
    private(set) var query: [Condition] = []
    /// The name of a host that is no host.
    private(set) var unknownHost: String?

    /// Reads a URL with its variables.
    ///
    /// - Parameter query: pairs that stand beside the URL, a value being nil where any will do; nil to take the URL's own.
    init(_ text: String, query pairs: [(name: String, value: String?)]?, variables: CollectionVariables) {
        var rest = variables.resolved(text).prefix { $0 != "#" }
        if let mark = rest.firstRange(of: "://") {
            scheme = Scheme(rawValue: rest[..<mark.lowerBound].lowercased())
            rest = rest[mark.upperBound...]
        }
        let hostText = Self.upToSlash(rest)
        rest = rest.dropFirst(hostText.count)
        let pathText = rest.prefix { $0 != "?" }
        path = PathTemplate(Self.template(pathText.isEmpty ? "/" : pathText))
        setHost(hostText)
        let own = FormEncoding.pairs(of: rest.dropFirst(pathText.count + 1)).map { ($0.name, Optional($0.value)) }
        for (name, value) in pairs ?? own { add(name, value, variables) }
    }

    /// A variable may hold a slash only in its braces.
    private static func upToSlash(_ text: Substring) -> Substring { text.prefix { $0 != "/" && $0 != "?" } }

    private mutating func setHost(_ text: Substring) {
        guard !text.isEmpty else { return }
        let name = text.lastIndex(of: "@").map { text[text.index(after: $0)...] } ?? text
        host = Authority(name)
        if host == nil { (unknownHost, scheme) = (String(name), nil) }
    }

    /// `:id` and `{{id}}` as `{id}`; braces that mean nothing are encoded.
    private static func template(_ path: Substring) -> String {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
            .map { segment -> String in
                if segment.first == ":", segment.count > 1 { return "{\(segment.dropFirst())}" }
                guard segment.contains("{{") else {
                    return segment.map { $0 == "{" ? "%7B" : $0 == "}" ? "%7D" : String($0) }.joined()
                }
                var result = ""
                var rest = segment
                while let start = rest.firstRange(of: "{{"), let end = rest.firstRange(of: "}}"),
                    start.upperBound <= end.lowerBound
                {
                    let name = rest[start.upperBound..<end.lowerBound].filter { !$0.isWhitespace }
                    result += rest[..<start.lowerBound] + "{\(name)}"
                    rest = rest[end.upperBound...]
                }
                return result + rest
            }
        return segments.joined(separator: "/")
    }

    private mutating func add(_ name: String, _ value: String?, _ variables: CollectionVariables) {
        let name = PercentEncoding.decoded(variables.resolved(name), plusIsSpace: true)
        guard CollectionVariables.names(in: name).isEmpty, !name.isEmpty else { return }
        query.append(CollectionText.condition(name, value, variables))
    }

    var matcher: HTTPMatcher {
        var matcher = HTTPMatcher(route: path.route)
        (matcher.host, matcher.scheme) = (host, scheme)
        (matcher.query, matcher.pathParameters) = (query, path.conditions)
        return matcher
    }
}
