internal import Model

/// The vocabulary of Hoverfly's templates.
struct HoverflyTemplates {
    let route: String
    /// `data` of the simulation, for its literals and variables.
    let data: JSON

    func meaning(of call: HandlebarsCall) -> TemplateMeaning? {
        switch call.path.first {
        case "Request": return request(Array(call.path.dropFirst()), call)
        case "Literals" where call.path.count == 2: return literal(call.path[1])
        case "Vars" where call.path.count == 2: return variable(call.path[1])
        default: return call.path.count == 1 ? helper(call.path[0], call.arguments.map { $0.text ?? "" }) : nil
        }
    }

    private func request(_ path: [String], _ call: HandlebarsCall) -> TemplateMeaning? {
        let index = path.count > 2 ? Int(path[2]) : nil
        switch (path.first ?? "", path.count) {
        case ("Body", 1): return call.isPath ? .expression("$.req") : body(call.arguments.map { $0.text ?? "" })
        case _ where !call.isPath: return nil
        case ("Method", 1): return .expression("$.method")
        case ("Host", 1): return .expression("$.reqHeader.Host[0]")
        case ("Path", 2): return Int(path[1]).flatMap { RequestExpression.segment($0, of: route) }
        case ("QueryParam", 2): return .expression(RequestExpression.query(path[1]))
        case ("QueryParam", 3): return index.map { .expression(RequestExpression.query(path[1], $0)) }
        case ("Header", 2): return .expression(RequestExpression.field(path[1]))
        case ("Header", 3): return index.map { .expression(RequestExpression.field(path[1], $0)) }
        case ("FormData", 2): return .expression(RequestExpression.member(path[1]))
        default: return nil
        }
    }

    private func body(_ arguments: [String]) -> TemplateMeaning? {
        arguments.count == 2 && arguments[0] == "jsonpath" ? .expression(RequestExpression.body(arguments[1])) : nil
    }

    // MARK: Defined in the simulation

    private func named(_ name: String, in list: String) -> JSON? {
        data[list]?.array?.first { $0["name"]?.string == name }
    }

    private func literal(_ name: String) -> TemplateMeaning? {
        guard let value = named(name, in: "literals")?["value"], value.isScalar else { return nil }
        return .text(value.textValue)
    }

    private func variable(_ name: String) -> TemplateMeaning? {
        guard let variable = named(name, in: "variables"), let function = variable["function"]?.string else {
            return nil
        }
        let arguments = (variable["arguments"]?.array ?? []).map(\.textValue)
        return function == "requestBody" ? body(arguments) : helper(function, arguments)
    }

    // MARK: Helpers

    private func helper(_ name: String, _ arguments: [String]) -> TemplateMeaning? {
        switch (name, arguments.count) {
        case ("randomUuid", 0): return .expression("$.fake.UUID")
        case ("randomString", 0): return .expression("$.fake.pattern('[A-Za-z]{10}')")
        case ("randomStringLength", 1):
            return count(arguments[0]).map { .expression("$.fake.pattern('[A-Za-z]{\($0)}')") }
        case ("randomBoolean", 0): return .expression("$.fake.Bool")
        case ("randomInteger", 0): return .expression("$.fake.PositiveInt")
        case ("randomIntegerRange", 2): return range("IntBetween", arguments)
        case ("randomFloat", 0): return .expression("$.fake.Float64")
        case ("randomFloatRange", 2): return range("FloatRange", arguments)
        case ("randomEmail", 0): return .expression("$.fake.Email")
        case ("randomIPv4", 0): return .expression("$.fake.IPv4")
        case ("randomIPv6", 0): return .expression("$.fake.IPv6")
        case ("faker", 1): return Self.fakers.contains(arguments[0]) ? .expression("$.fake.\(arguments[0])") : nil
        case ("now", 0): return .expression("$.time('rfc3339')")
        case ("now", 1), ("now", 2): return now(arguments)
        case ("iso8601DateTime", 0): return .expression("$.time('rfc3339')")
        default: return nil
        }
    }

    /// Generators of gofakeit that have a namesake here.
    private static let fakers: Set<String> = [
        "Name", "FirstName", "LastName", "Gender", "JobTitle", "Username", "Phone", "Email", "DomainName", "URL",
        "UserAgent",
        "IPv4Address", "MacAddress", "City", "State", "Zip", "Country", "Latitude", "Longitude", "Word", "Sentence",
        "Paragraph", "Company", "ProductName", "HexColor", "UUID", "Bool",
    ]

    private func count(_ text: String) -> Int? { Int(text).flatMap { (1...1_000).contains($0) ? $0 : nil } }

    private func range(_ faker: String, _ bounds: [String]) -> TemplateMeaning? {
        guard let lower = Double(bounds[0]), let upper = Double(bounds[1]), lower <= upper, (upper - lower).isFinite
        else { return nil }
        return .expression("$.fake.\(faker)(\(bounds[0]), \(bounds[1]))")
    }

    private func now(_ arguments: [String]) -> TemplateMeaning? {
        guard let format = ClockSpelling.go(arguments.count > 1 ? arguments[1] : nil) else { return nil }
        if arguments[0].isEmpty { return .expression("$.time('\(format)')") }
        return ClockSpelling.offset(go: arguments[0]).map { .expression("$.time('\(format)', '\($0)')") }
    }
}
