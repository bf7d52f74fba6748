internal import Model

/// A request and its answer as a mock's templates see them, to know what fresh values must become.
struct TemplateView {
    let query: [(name: String, value: String)]
    let fields: FieldSection
    let body: JSON?
    /// The path's parameters under the names of the mock's route.
    let parameters: [String: String]
    /// The answer's content, for callbacks.
    var response: JSON?

    init(_ head: RequestHead, body: JSON?, route: String) {
        let target = RequestTarget(head.target)
        (query, fields, self.body) = (target.queryPairs, head.fields, body)
        let names = PathSegments.of(route: route)
        let segments = PathSegments.of(target.path)
        var parameters: [String: String] = [:]
        if names.count == segments.count {
            for (name, segment) in zip(names, segments) where name.hasPrefix(":") {
                parameters[String(name.dropFirst())] = PercentEncoding.decoded(segment)
            }
        }
        self.parameters = parameters
    }
}

/// A template that reads nothing but the request and the answer, worked out here: by other code than replay's, so that
/// a mistake there shows.
struct RequestTemplate {
    private let view: TemplateView
    private var rest: Substring

    /// The template reads something else, or uses a function that is not known here.
    private struct Unknown: Error {}

    /// What the template gives; nil when it reads anything else.
    static func value(_ template: String, in view: TemplateView) -> JSON? {
        if template.hasPrefix("$.") {
            var reader = RequestTemplate(view: view, rest: template[...])
            if let value = try? reader.expression(), reader.rest.isEmpty { return value }
        }
        var result = ""
        var rest = template[...]
        while let range = rest.firstRange(of: "${") {
            result += rest[..<range.lowerBound]
            var reader = RequestTemplate(view: view, rest: rest[range.upperBound...])
            guard let value = try? reader.expression(), reader.rest.first == "}" else { return nil }
            result += value.textValue
            rest = reader.rest.dropFirst()
        }
        guard !rest.contains("$."), template.contains("${") else { return nil }
        return .string(result + rest)
    }

    /// Whether the template gives what the request holds, not what a store holds under its name.
    static func readsRequest(_ template: String) -> Bool {
        if template.contains("$.gS[") { return false }
        return template.contains("$.req") || template.contains("$.queryParams") || template.contains("$.pathParam")
    }

    // MARK: Reading

    private mutating func expression() throws -> JSON? {
        var value = try primary()
        while rest.hasPrefix(" || ") {
            rest = rest.dropFirst(4)
            let other = try primary()
            if value == nil { value = other }
        }
        return value
    }

    private mutating func primary() throws -> JSON? {
        if rest.hasPrefix("$.") { return try reference() }
        if rest.first == "'" {
            rest = rest.dropFirst()
            let text = rest.prefix { $0 != "'" && $0 != "\\" }
            rest = rest.dropFirst(text.count)
            guard rest.first == "'" else { throw Unknown() }
            rest = rest.dropFirst()
            return .string(String(text))
        }
        for (word, value) in [("true", true), ("false", false), ("null", .null)] as [(String, JSON)]
        where rest.hasPrefix(word) {
            rest = rest.dropFirst(word.count)
            return value
        }
        let digits = rest.prefix { $0.isNumber || $0 == "." || $0 == "-" }
        guard Double(digits) != nil, let number = try? JSON.parse(String(digits)) else { throw Unknown() }
        rest = rest.dropFirst(digits.count)
        return number
    }

    private mutating func reference() throws -> JSON? {
        let name = rest.dropFirst(2).prefix { $0.isASCII && $0.isLetter }
        rest = rest.dropFirst(2 + name.count)
        if rest.first == "(" { return try call(name) }
        if name == "reqHeader" || name == "respHeader" { return try field(name) }
        let path = FreshRequest.readPath(&rest)
        switch name {
        case "req": return view.body.flatMap { path.value(in: $0) }
        case "resp":
            guard let response = view.response else { throw Unknown() }
            return path.value(in: response)
        case "queryParams":
            return path.name.flatMap { name in view.query.first { $0.name == name }.map { .string($0.value) } }
        case "pathParam":
            guard let value = path.name.flatMap({ view.parameters[$0] }) else { throw Unknown() }
            return .string(value)
        default: throw Unknown()
        }
    }

    /// `.X-Name[0]`
    private mutating func field(_ kind: Substring) throws -> JSON? {
        guard kind == "reqHeader", rest.first == "." else { throw Unknown() }
        let name = rest.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
        rest = rest.dropFirst(1 + name.count)
        guard rest.hasPrefix("[0]") else { throw Unknown() }
        rest = rest.dropFirst(3)
        return view.fields.first(named: String(name)).map { .string($0) }
    }

    /// A time in another format, perhaps later by an offset or by a number of units.
    private func time(_ time: JSON, _ arguments: ArraySlice<JSON?>) throws -> JSON? {
        var words = arguments.compactMap { $0?.textValue }
        var later: Int64 = 0
        if words.count > 2, let unit = Link.TimeUnit(rawValue: words[words.count - 1]),
            let count = Int64(words[words.count - 2]), abs(count) <= 1_000_000_000_000_000_000 / unit.nanoseconds
        {
            later = count * unit.nanoseconds
            words.removeLast(2)
        } else if let offset = words.last.flatMap(ClockFormat.offset) {
            later = offset
            words.removeLast()
        }
        guard let format = ClockFormat(arguments: words) else { throw Unknown() }
        return Link.apply(.time(format, later: .by(later)), time)
    }

    private mutating func call(_ name: Substring) throws -> JSON? {
        var arguments: [JSON?] = []
        repeat {
            rest = rest.dropFirst()
            if rest.first == " " { rest = rest.dropFirst() }
            arguments.append(try expression())
        } while rest.first == ","
        guard rest.first == ")", let first = arguments[0] else { throw Unknown() }
        rest = rest.dropFirst()
        let steps: [String: Link.Step] = [
            "toString": .toText, "toNumber": .toNumber, "lower": .lower, "upper": .upper, "base64": .base64,
            "base64Decode": .base64Decoded, "urlEncode": .urlEncoded, "trim": .trim, "slug": .slug,
        ]
        if let step = steps[String(name)] { return Link.apply(step, first) }
        if name == "formatTime" { return try time(first, arguments.dropFirst()) }
        if let cut = TextCut(name, Array(arguments.dropFirst())) { return Link.apply(.cut(cut), first) }
        if name == "slice", arguments.count == 3, let start = arguments[1]?.int, arguments[2] == 4_096 {
            return Link.apply(.tail(start), first)
        }
        if let value = TemplateLists.value(name, of: first, arguments.dropFirst()) { return value }
        guard arguments.count == 2, let left = first.number?.double, let right = arguments[1]?.number?.double else {
            throw Unknown()
        }
        switch name {
        case "multiply": return .number(JSONNumber(left * right))
        case "sum": return .number(JSONNumber(left + right))
        case "subtract": return .number(JSONNumber(left - right))
        default: throw Unknown()
        }
    }
}
