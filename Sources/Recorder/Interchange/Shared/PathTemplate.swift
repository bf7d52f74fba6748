internal import Model

/// A path with `{names}` in it, as a route.
struct PathTemplate {
    private(set) var route: String
    /// For segments that are more than a name.
    private(set) var conditions: [Condition] = []
    /// What the names are called in the route.
    private(set) var parameters: [String: String] = [:]

    init(_ path: String) {
        route = ""
        var names = ParameterNames()
        let segments = (path.hasPrefix("/") ? path.dropFirst() : path[...])
            .split(separator: "/", omittingEmptySubsequences: false)
        route = "/" + segments.map { segment($0, &names) }.joined(separator: "/")
    }

    private mutating func segment(_ text: Substring, _ names: inout ParameterNames) -> String {
        guard let open = text.firstIndex(of: "{"), let close = text[open...].firstIndex(of: "}") else {
            return RouteText.segment(text)
        }
        let source = text[text.index(after: open)..<close]
        let name = names.name(source)
        parameters[String(source)] = name
        if open > text.startIndex || text.index(after: close) < text.endIndex {
            let pattern = "^\(Self.pattern(text))$"
            conditions.append(.check(name, .matches, .string(pattern)))
        }
        return ":\(name)"
    }

    private static func pattern(_ segment: Substring) -> String {
        var pattern = ""
        var rest = segment
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            pattern += PatternText.quoted(rest[..<open]) + ".+"
            rest = rest[rest.index(after: close)...]
        }
        return pattern + PatternText.quoted(rest)
    }
}
