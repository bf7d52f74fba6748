internal import Model

/// The vocabulary of WireMock's response templates.
struct WireMockTemplates {
    /// What the request is called: `request`, and `originalRequest` in webhooks.
    let root: String
    let route: String
    /// `transformerParameters`.
    var parameters: JSON = .null

    func meaning(of call: HandlebarsCall) -> TemplateMeaning? {
        if call.isPath, call.path.first == root { return request(Array(call.path.dropFirst())) }
        if call.isPath, call.path.first == "parameters" { return parameter(call.path.dropFirst()) }
        guard call.path.count == 1 else { return nil }
        return WireMockHelpers(templates: self).meaning(call.path[0], call)
    }

    private func parameter(_ path: ArraySlice<String>) -> TemplateMeaning? {
        var value: JSON? = parameters
        for name in path { value = value?[name] }
        return value.flatMap { $0.isScalar && $0 != .null ? .text($0.textValue) : nil }
    }

    private func request(_ path: [String]) -> TemplateMeaning? {
        guard let name = path.first else { return nil }
        let index = path.count > 2 ? Int(path[2] == "first" ? "0" : path[2]) : nil
        switch (name, path.count) {
        case ("path", 1): return .expression("$.path")
        case ("method", 1): return .expression("$.method")
        case ("body", 1): return .expression("$.req")
        case ("host", 1): return .expression("$.reqHeader.Host[0]")
        case ("path", 2), ("pathSegments", 2): return segment(path[1])
        case ("query", 2): return .expression(RequestExpression.query(path[1]))
        case ("query", 3): return index.map { .expression(RequestExpression.query(path[1], $0)) }
        case ("headers", 2): return .expression(RequestExpression.field(path[1]))
        case ("headers", 3): return index.map { .expression(RequestExpression.field(path[1], $0)) }
        case ("cookies", 2): return .expression(RequestExpression.cookie(path[1]))
        case ("formData", 2): return .expression(RequestExpression.member(path[1]))
        case ("parts", 3) where path[2] == "body": return .expression(RequestExpression.member(path[1]))
        default: return nil
        }
    }

    /// By number, or by the name in a path template.
    private func segment(_ text: String) -> TemplateMeaning? {
        if let index = Int(text) { return RequestExpression.segment(index, of: route) }
        let name = PathTemplate("{\(text)}").parameters[text] ?? text
        return route.split(separator: "/").contains(":\(name)") ? .expression(RequestExpression.parameter(name)) : nil
    }
}
