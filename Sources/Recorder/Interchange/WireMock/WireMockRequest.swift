internal import Model
internal import Templating

/// The request pattern of a mapping.
struct WireMockRequest {
    /// One for each method.
    private(set) var matchers: [HTTPMatcher] = []
    private(set) var route = "/*"
    private var base = HTTPMatcher(route: "/*")
    /// The parameters of a path template by the names that the template gives them.
    private var parameters: [String: String] = [:]

    private static let known: Set<String> = [
        "method", "url", "urlPath", "urlPattern", "urlPathPattern", "urlPathTemplate", "host", "port", "scheme",
        "headers",
        "queryParameters", "pathParameters", "cookies", "formParameters", "basicAuthCredentials", "basicAuth",
        "bodyPatterns",
        "multipartPatterns",
    ]

    init(_ request: ImportCursor?, _ draft: inout ImportDraft) throws(ImportError) {
        guard let request else {
            matchers = [base]
            return
        }
        for (name, member) in try request.members() where !Self.known.contains(name) {
            draft.note(member.path, "\"\(name)\" has no counterpart; the mock takes requests that do not meet it")
        }
        try readPlace(request, &draft)
        try readHost(request, &draft)
        try readConditions(request, &draft)
        base.route = route
        for method in try Self.methods(request, &draft) {
            var matcher = base
            matcher.method = method
            matchers.append(matcher)
        }
    }

    /// Nil stands for any.
    private static func methods(_ request: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> [String?] {
        guard let method = request["method"] else { return [nil] }
        if let one = method.value.string { return [one.uppercased() == "ANY" ? nil : one.uppercased()] }
        var methods: [String?] = []
        for one in try method.list("oneOf") { methods.append(try one.string().uppercased()) }
        if methods.isEmpty {
            draft.note(method.path, "this matcher of methods has no counterpart; every method matches")
        }
        return methods.isEmpty ? [nil] : methods
    }

    // MARK: Place

    private mutating func readPlace(_ request: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) {
        if let url = try request.string("url") {
            let place = RequestPlace(origin: nil, target: url)
            route = place.route
            base.query = place.query.map { .check($0.name, .equals, .string($0.value)) }
            if place.query.isEmpty {
                draft.noteOnce("\(request.path).url", "\"url\" forbids a query; the mock takes requests with one too")
            }
        } else if let path = try request.string("urlPath") {
            route = RouteText.literal(path)
        } else if let template = try request.string("urlPathTemplate") {
            let path = PathTemplate(template)
            (route, base.pathParameters, parameters) = (path.route, path.conditions, path.parameters)
        } else if let pattern = try request.string("urlPathPattern") {
            readPattern(pattern, "\(request.path).urlPathPattern", &draft)
        } else if let pattern = try request.string("urlPattern") {
            readPattern(pattern, "\(request.path).urlPattern", &draft)
        }
    }

    private mutating func readPattern(_ pattern: String, _ path: String, _ draft: inout ImportDraft) {
        let place = PathPattern(whole: pattern)
        (route, base.pathParameters) = (place.route, place.conditions)
        if let remark = place.remark { draft.note(path, "\"\(pattern)\" is no route: \(remark)") }
        guard let query = PatternPieces.alternatives(of: pattern)[0].query else { return }
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
            if parts.count == 2, let name = PatternPieces.literal(parts[0]) {
                let value =
                    parts[1].hasSuffix("$") && !parts[1].hasSuffix("\\$") ? String(parts[1].dropLast()) : parts[1]
                let literal = PatternPieces.literal(value).map { MatchSubject.named(name).equals($0) }
                base.query.append(literal ?? MatchSubject.named(name).matches(whole: value))
            } else if pair != ".*" {
                draft.note(path, "\"\(pair)\" in the query is no pair; it is not asked for")
            }
        }
        base.query.removeAll { !$0.hasReadablePatterns }
    }

    private mutating func readHost(_ request: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) {
        base.scheme = try request.string("scheme").flatMap { Scheme(rawValue: $0.lowercased()) }
        let port = try request.int("port")
        guard let host = request["host"] else {
            if port != nil { draft.note("\(request.path).port", "a port without a host is not asked for") }
            return
        }
        if let text = host.value.string ?? host["equalTo"]?.value.string, let authority = Authority(text) {
            base.host = Authority(host: authority.host, port: port ?? authority.port)
        } else {
            draft.note(host.path, "a host must be equal to a name; every host matches")
        }
    }

    // MARK: Conditions

    private mutating func readConditions(_ request: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) {
        base.fields = try Self.conditions(request["headers"], &draft)
        base.cookies = try Self.conditions(request["cookies"], &draft)
        base.query += try Self.conditions(request["queryParameters"], &draft)
        for (name, pattern) in try request["pathParameters"]?.members() ?? [] {
            let subject = MatchSubject.named(parameters[name] ?? name)
            base.pathParameters += try WireMockPattern.condition(pattern, on: subject, &draft).map { [$0] } ?? []
        }
        if let credentials = request["basicAuthCredentials"] ?? request["basicAuth"] {
            let pair = try "\(credentials.required("username").string()):\(credentials.required("password").string())"
            base.fields.append(.check("Authorization", .equals, .string("Basic \(Base64.encoded(Array(pair.utf8)))")))
        }
        base.body = try WireMockBody.conditions(request, &draft)
    }

    private static func conditions(
        _ patterns: ImportCursor?,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> [Condition] {
        var conditions: [Condition] = []
        for (name, pattern) in try patterns?.members() ?? [] {
            if let condition = try WireMockPattern.condition(pattern, on: .named(name), &draft) {
                conditions.append(condition)
            }
        }
        return conditions
    }
}
