internal import Model

/// Expressions of ours in the words of Hoverfly's templates (<https://docs.hoverfly.io/en/latest/pages/keyconcepts/templates/templates.html>).
struct HoverflySpelling {
    /// The segments of the route, which templates count.
    let route: String
    /// What stands for values of the mock store; nil where nothing does.
    var substitute: (String, ValuePath) -> ReadExpression? = { _, _ in nil }

    func spell(_ expression: ReadExpression) -> ForeignSpelling? {
        switch expression {
        case .literal(let value):
            value.isScalar
                ? ForeignSpelling(
                    text: value.textValue,
                    argument: value.string.flatMap(HandlebarsWriting.quoted),
                    literal: value
                ) : nil
        case .path(let name, let path): self.path(name, path) ?? substitute(name, path).flatMap(spell)
        case .fake(let name, let arguments): fake(name, arguments)
        case .call("time", let arguments): time(arguments)
        case .call("toString", let arguments), .call("toNumber", let arguments): arguments.first.flatMap(spell)
        case .call, .fallback: nil
        }
    }

    private func path(_ name: String, _ path: ValuePath) -> ForeignSpelling? {
        switch name {
        case "req", "body":
            guard !path.steps.isEmpty else { return .tag("Request.Body", isPath: true) }
            return HandlebarsWriting.quoted("$" + path.spelling).map { .tag("Request.Body 'jsonpath' \($0)") }
        case "reqHeader": return named("Header", path)
        case "queryParams": return named("QueryParam", path)
        case "pathParam": return segment(path)
        case "method": return path.steps.isEmpty ? .tag("Request.Method", isPath: true) : nil
        default: return nil
        }
    }

    private func named(_ part: String, _ path: ValuePath) -> ForeignSpelling? {
        guard case .member(let name)? = path.steps.first,
            name.allSatisfy({ $0.isLetter || $0.isNumber || "-_".contains($0) })
        else { return nil }
        switch path.steps.dropFirst().first {
        case nil, .element(0)?: return path.steps.count <= 2 ? .tag("Request.\(part).\(name)", isPath: true) : nil
        case .element(let index)?:
            return path.steps.count == 2 ? .tag("Request.\(part).\(name).[\(index)]", isPath: true) : nil
        default: return nil
        }
    }

    private func segment(_ path: ValuePath) -> ForeignSpelling? {
        guard path.steps.count == 1, case .member(let name) = path.steps[0] else { return nil }
        let segments = route.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        return segments.firstIndex(of: ":\(name)").map { .tag("Request.Path.[\($0)]", isPath: true) }
    }

    private func fake(_ name: String, _ arguments: [ReadExpression]) -> ForeignSpelling? {
        let bounds = arguments.compactMap { if case .literal(let value) = $0 { value.textValue } else { String?.none } }
        switch (name, bounds.count) {
        case ("UUID", 0), ("uuid", 0): return .tag("randomUuid", isPath: true)
        case ("pattern", 1): return pattern(bounds[0])
        case ("IntBetween", 2): return .tag("randomIntegerRange \(bounds[0]) \(bounds[1])")
        case ("FloatRange", 2): return .tag("randomFloatRange \(bounds[0]) \(bounds[1])")
        case ("PositiveInt", 0): return .tag("randomInteger", isPath: true)
        case ("Float64", 0): return .tag("randomFloat", isPath: true)
        case ("Bool", 0): return .tag("randomBoolean", isPath: true)
        case ("Email", 0): return .tag("randomEmail", isPath: true)
        case ("IPv4", 0): return .tag("randomIPv4", isPath: true)
        case ("IPv6", 0): return .tag("randomIPv6", isPath: true)
        default: return nil
        }
    }

    /// Hoverfly draws letters and digits of both cases, and nothing narrower.
    private func pattern(_ pattern: String) -> ForeignSpelling? {
        var text = ""
        for piece in PatternSpelling.pieces(pattern) {
            switch piece {
            case .literal(let literal): text += literal
            case .random(let alphabet, let length) where Self.alphabets.contains(alphabet):
                text += "{{{randomStringLength \(length)}}}"
            case .random, .other: return nil
            }
        }
        return ForeignSpelling(text: text, argument: nil)
    }

    private static let alphabets: Set<String> = ["A-Za-z0-9", "A-Za-z"]

    private func time(_ arguments: [ReadExpression]) -> ForeignSpelling? {
        guard let (style, offset) = ForeignClock.parts(arguments), let layout = ForeignClock.go(style) else {
            return nil
        }
        return .tag("now '\(offset.map { String($0.drop { $0 == "+" }) } ?? "")' '\(layout)'")
    }
}
