internal import Model

/// Expressions that look at the request.
enum RequestExpression {
    static func query(_ name: String, _ index: Int? = nil) -> String { "$.queryParams" + step(name) + step(index) }

    static func field(_ name: String, _ index: Int? = nil) -> String { "$.reqHeader" + step(name) + step(index ?? 0) }

    static func cookie(_ name: String) -> String { "$.cookies" + step(name) }

    static func parameter(_ name: String) -> String { "$.pathParam" + step(name) }

    /// A value of the body by JSONPath, with `$` or without.
    static func body(_ jsonPath: String) -> String {
        var path = jsonPath.hasPrefix("$") ? jsonPath.dropFirst() : jsonPath[...]
        if let first = path.first, first != ".", first != "[" { path = "." + path }
        return "$.req" + path
    }

    /// A member of the body by its name.
    static func member(_ name: String) -> String { "$.req" + ValuePath(steps: [.member(name)]).spelling }

    /// A segment of the path, counted from zero: a text where the route has one, else what the parameter binds. Nil
    /// behind the route's end and where `*` binds it.
    static func segment(_ index: Int, of route: String) -> TemplateMeaning? {
        let segments = route.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        guard segments.indices.contains(index), let first = segments[index].first else { return nil }
        switch first {
        case "*": return nil
        case ":": return RouteParameter(segments[index]).map { .expression(parameter($0.name)) }
        default: return .text(PercentEncoding.decoded(segments[index]))
        }
    }

    /// Fields and parameters may be named with hyphens.
    private static func step(_ name: String) -> String {
        let isPlain = ValuePath.isPlain(String(name.map { $0 == "-" ? "_" : $0 }))
        return isPlain ? ".\(name)" : ValuePath(steps: [.member(name)]).spelling
    }

    private static func step(_ index: Int?) -> String { index.map { "[\($0)]" } ?? "" }
}
