/// Turns the `http` member of a mock into a matcher.
enum HTTPMatcherReader {
    static func matcher(_ cursor: JSONCursor) throws(MockFormatError) -> HTTPMatcher {
        try cursor.allowOnly([
            "route", "routePattern", "httpMethod", "host", "scheme", "conditions", "queryParams", "header",
            "pathParams", "cookies", "when", "sortArray",
        ])
        let route = try cursor.required("route")
        var matcher = HTTPMatcher(
            method: try cursor.member("httpMethod")?.string().uppercased(),
            route: try validRoute(route)
        )
        if matcher.method == "" || matcher.method == "ANY" { matcher.method = nil }
        if let host = try cursor.member("host") {
            guard let authority = Authority(try host.string()) else {
                throw host.error("a host, with its port if it has one, should stand here, not \"\(try host.string())\"")
            }
            matcher.host = authority
        }
        if let scheme = try cursor.member("scheme") {
            guard let known = Scheme(rawValue: try scheme.string()) else {
                throw scheme.error("\"http\" or \"https\" should stand here, not \"\(try scheme.string())\"")
            }
            matcher.scheme = known
        }
        matcher.body = try conditions(cursor.member("conditions"))
        matcher.query = try conditions(cursor.member("queryParams"))
        matcher.fields = try conditions(cursor.member("header"))
        matcher.pathParameters = try conditions(cursor.member("pathParams"))
        matcher.cookies = try conditions(cursor.member("cookies"))
        matcher.when = try conditions(cursor.member("when"))
        matcher.sortsArrays = try cursor.member("sortArray")?.bool() ?? false
        return matcher
    }

    private static func validRoute(_ cursor: JSONCursor) throws(MockFormatError) -> String {
        let route = try cursor.string()
        guard route.hasPrefix("/") else {
            throw cursor.error("a path should stand here, starting with \"/\", not \"\(route)\"")
        }
        guard !route.utf8.contains(0x3F) else {
            throw cursor.error("a route holds no query; put the parameters under \"queryParams\"")
        }
        var names: Set<String> = []
        for parameter in route.split(separator: "/").compactMap({ RouteParameter($0) }) {
            guard names.insert(parameter.name).inserted else {
                throw cursor.error("the parameter \":\(parameter.name)\" stands twice; give each its own name")
            }
        }
        return route
    }

    static func conditions(_ cursor: JSONCursor?) throws(MockFormatError) -> [Condition] {
        var conditions: [Condition] = []
        for element in try cursor?.elements() ?? [] { conditions.append(try condition(element)) }
        return conditions
    }

    private static func condition(_ cursor: JSONCursor) throws(MockFormatError) -> Condition {
        if let any = try cursor.member("any") { return .any(try group(any, of: cursor)) }
        if let all = try cursor.member("all") { return .all(try group(all, of: cursor)) }
        if let not = try cursor.member("not") {
            try cursor.allowOnly(["not"])
            return .not(try condition(not))
        }
        try cursor.allowOnly(["path", "assertAction", "value", "valueFromFile", "sortArray", "decode"])
        let action = try cursor.member("assertAction")?.choice(Condition.Action.self) ?? .equals
        var check = Condition.Check(
            path: try cursor.required("path").string(),
            action: action,
            value: try cursor.object()["value"]
        )
        check.valuePath = try cursor.member("valueFromFile")?.nonEmptyString()
        if action == .isIn, check.value?.array == nil, check.valuePath == nil {
            throw cursor.error("\"in\" needs an array as its \"value\"")
        }
        if action == .matches, check.value?.string == nil, check.valuePath == nil {
            throw cursor.error("\"matches\" needs a regular expression as its \"value\"")
        }
        check.sortsArrays = try cursor.member("sortArray")?.bool()
        check.decodesBase64 = try cursor.member("decode").isBase64()
        return .check(check)
    }

    private static func group(_ list: JSONCursor, of cursor: JSONCursor) throws(MockFormatError) -> [Condition] {
        guard try cursor.object().members.count == 1 else {
            throw cursor.error("\"any\" and \"all\" stand alone, with a list of conditions as value")
        }
        let conditions = try conditions(list)
        guard !conditions.isEmpty else { throw list.error("at least one condition should stand here") }
        return conditions
    }
}
