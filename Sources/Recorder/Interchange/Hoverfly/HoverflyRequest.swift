internal import Model

/// The request of a pair.
struct HoverflyRequest {
    private(set) var matcher = HTTPMatcher(route: "/*")
    /// Host and path when both are said exactly: what the patterns of delays look at.
    private(set) var exactURL: String?

    private static let known: Set<String> = [
        "method", "path", "destination", "scheme", "body", "query", "headers", "requiresState",
    ]

    init(_ request: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) {
        try draft.noteMembers(of: request, besides: Self.known)
        if let states = request["requiresState"], states.value.object?.members.isEmpty == false {
            draft.note(states.path, "states are not imported: the mock answers in every state")
        }
        try readPath(request, &draft)
        try readOrigin(request, &draft)
        matcher.query = try Self.conditions(request["query"], &draft)
        matcher.fields = try Self.conditions(request["headers"], &draft)
        let type = request["headers"].map { Self.contentType($0) } ?? ""
        for body in try request.list("body") {
            if let condition = try HoverflyMatcher.condition(body, on: .content(type: type), &draft) {
                matcher.body.append(condition)
            }
        }
        if let host = try Self.exact(request["destination"]), let path = try Self.exact(request["path"]) {
            exactURL = host + path
        }
    }

    /// The value when it must be equal to a text.
    private static func exact(_ matchers: ImportCursor?) throws(ImportError) -> String? {
        for matcher in try matchers?.elements() ?? [] where try HoverflyMatcher.kind(matcher) == "exact" {
            return matcher["value"]?.value.string
        }
        return nil
    }

    private mutating func readPath(_ request: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) {
        for (index, path) in try request.list("path").enumerated() {
            guard index == 0 else {
                draft.note(path.path, "a mock has one route; this second matcher of the path is not asked for")
                continue
            }
            let value = try path.required("value").string()
            switch try HoverflyMatcher.kind(path) {
            case "exact": matcher.route = RouteText.literal(value)
            case "glob": take(PathPattern(glob: value), path, &draft)
            case "regex": take(PathPattern(found: value), path, &draft)
            case let kind:
                draft.note(path.path, "the matcher \"\(kind)\" has no counterpart for paths; every path matches")
            }
        }
    }

    private mutating func take(_ pattern: PathPattern, _ path: ImportCursor, _ draft: inout ImportDraft) {
        (matcher.route, matcher.pathParameters) = (pattern.route, pattern.conditions)
        if let remark = pattern.remark { draft.note(path.path, "this is no route: \(remark)") }
    }

    private mutating func readOrigin(_ request: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) {
        if let method = try Self.value(request["method"], "methods", &draft) { matcher.method = method.uppercased() }
        if let host = try Self.value(request["destination"], "hosts", &draft) {
            guard let authority = Authority(host) else {
                throw .shape(path: "\(request.path).destination", reason: "\"\(host)\" is no host")
            }
            matcher.host = authority
        }
        if let scheme = try Self.value(request["scheme"], "schemes", &draft) {
            matcher.scheme = Scheme(rawValue: scheme.lowercased())
        }
    }

    /// The one text that the matchers take; nil, with a note, when they take several.
    private static func value(
        _ matchers: ImportCursor?,
        _ name: String,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> String? {
        guard let matchers else { return nil }
        if let exact = try exact(matchers) { return exact }
        for matcher in try matchers.elements() {
            let value = try matcher.text("value") ?? ""
            if !["", "*", ".*", ".+"].contains(value) {
                draft.note(matcher.path, "\"\(value)\" is not one text; all \(name) match")
            }
        }
        return nil
    }

    private static func conditions(
        _ group: ImportCursor?,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> [Condition] {
        var conditions: [Condition] = []
        for (name, matchers) in try group?.members() ?? [] {
            for matcher in try matchers.elements() {
                if let condition = try HoverflyMatcher.condition(matcher, on: .named(name), &draft) {
                    conditions.append(condition)
                }
            }
        }
        return conditions
    }

    private static func contentType(_ headers: ImportCursor) -> String {
        let field = headers.value.object?.members.first { $0.name.lowercased() == "content-type" }
        return field?.value[0]?["value"]?.string ?? ""
    }
}
