internal import Model

/// Expressions of ours in the words of WireMock's response templates.
struct WireMockSpelling {
    /// What the request is called: `request`, and `originalRequest` in webhooks.
    let root: String
    /// What stands for values of the mock store and, in webhooks, of the answer; nil where nothing does.
    var substitute: (String, ValuePath) -> ReadExpression? = { _, _ in nil }

    func spell(_ expression: ReadExpression) -> ForeignSpelling? {
        switch expression {
        case .literal(let value): literal(value)
        case .path(let name, let path): self.path(name, path) ?? substitute(name, path).flatMap(spell)
        case .fake(let name, let arguments): fake(name, arguments)
        case .call(let name, let arguments): call(name, arguments)
        case .fallback(let choices): fallback(choices)
        }
    }

    private func literal(_ value: JSON) -> ForeignSpelling? {
        guard value.isScalar else { return nil }
        return ForeignSpelling(
            text: value.textValue,
            argument: value.string.map { HandlebarsWriting.quoted($0) } ?? value.textValue,
            literal: value
        )
    }

    // MARK: Request

    private func path(_ name: String, _ path: ValuePath) -> ForeignSpelling? {
        switch name {
        case "req", "body":
            guard !path.steps.isEmpty else { return .tag("\(root).body", isPath: true) }
            return HandlebarsWriting.quoted("$" + path.spelling).map { .tag("jsonPath \(root).body \($0)") }
        case "reqHeader": return named("headers", path, first: true)
        case "queryParams": return named("query", path, first: false)
        case "cookies": return named("cookies", path, first: true)
        case "pathParam": return named("path", path, first: true)
        case "method", "path": return path.steps.isEmpty ? .tag("\(root).\(name)", isPath: true) : nil
        default: return nil
        }
    }

    /// - Parameter first: whether the index 0 goes without saying.
    private func named(_ part: String, _ path: ValuePath, first: Bool) -> ForeignSpelling? {
        guard case .member(let name)? = path.steps.first,
            name.allSatisfy({ $0.isLetter || $0.isNumber || "-_".contains($0) })
        else { return nil }
        switch path.steps.dropFirst().first {
        case nil: return path.steps.count == 1 ? .tag("\(root).\(part).\(name)", isPath: true) : nil
        case .element(0)? where first && path.steps.count == 2: return .tag("\(root).\(part).\(name)", isPath: true)
        case .element(let index)? where path.steps.count == 2:
            return .tag("\(root).\(part).\(name).[\(index)]", isPath: true)
        default: return nil
        }
    }

    // MARK: Made anew

    private func fake(_ name: String, _ arguments: [ReadExpression]) -> ForeignSpelling? {
        switch (name, arguments.count) {
        case ("UUID", 0), ("uuid", 0): return .tag("randomValue type='UUID'")
        case ("pattern", 1):
            if case .literal(let value) = arguments[0], let pattern = value.string { return self.pattern(pattern) }
            return nil
        case ("IntBetween", 2):
            guard case .literal(let lower) = arguments[0], case .literal(let upper) = arguments[1], let last = upper.int
            else { return nil }
            return .tag("randomInt lower=\(lower.textValue) upper=\(last + 1)")
        case ("FloatRange", 2):
            guard case .literal(let lower) = arguments[0], case .literal(let upper) = arguments[1] else { return nil }
            return .tag("randomDecimal lower=\(lower.textValue) upper=\(upper.textValue)")
        default: return nil
        }
    }

    /// `ord_[a-z0-9]{14}`: literals, and classes that `randomValue` knows.
    private func pattern(_ pattern: String) -> ForeignSpelling? {
        var text = ""
        for piece in PatternSpelling.pieces(pattern) {
            switch piece {
            case .literal(let literal): text += literal
            case .random(let alphabet, let length):
                guard let type = Self.types[alphabet] else { return nil }
                text += "{{{randomValue length=\(length) \(type)}}}"
            case .other: return nil
            }
        }
        return ForeignSpelling(text: text, argument: nil)
    }

    /// `randomValue` draws letters of one case only, so that both cases together become the lower one.
    private static let types = [
        "0-9": "type='NUMERIC'", "a-z": "type='ALPHABETIC'", "A-Z": "type='ALPHABETIC' uppercase=true",
        "a-z0-9": "type='ALPHANUMERIC'", "A-Z0-9": "type='ALPHANUMERIC' uppercase=true",
        "0-9a-f": "type='HEXADECIMAL'", "0-9A-F": "type='HEXADECIMAL' uppercase=true",
        "A-Za-z0-9": "type='ALPHANUMERIC'", "A-Za-z": "type='ALPHABETIC'",
    ]

    // MARK: Functions

    private func call(_ name: String, _ arguments: [ReadExpression]) -> ForeignSpelling? {
        if name == "time" { return time(arguments) }
        let all = arguments.compactMap { spell($0)?.argument }
        guard all.count == arguments.count, let first = all.first else { return nil }
        switch (name, all.count) {
        case ("toString", 1), ("toNumber", 1): return spell(arguments[0])
        case ("lower", 1), ("upper", 1), ("trim", 1), ("urlEncode", 1), ("base64", 1): return .tag("\(name) \(first)")
        case ("base64Decode", 1): return .tag("base64 \(first) decode=true")
        case ("sum", 2): return .tag("math \(first) '+' \(all[1])")
        case ("subtract", 2): return .tag("math \(first) '-' \(all[1])")
        case ("multiply", 2): return .tag("math \(first) '*' \(all[1])")
        default: return nil
        }
    }

    private func time(_ arguments: [ReadExpression]) -> ForeignSpelling? {
        guard let (style, offset) = ForeignClock.parts(arguments), let format = ForeignClock.java(style) else {
            return nil
        }
        var content = "now"
        if let offset {
            guard let words = ForeignClock.words(offset) else { return nil }
            content += " offset='\(words)'"
        }
        if !format.isEmpty { content += " format=\"\(format)\"" }
        return .tag(content)
    }

    /// Only `jsonPath` takes a default.
    private func fallback(_ choices: [ReadExpression]) -> ForeignSpelling? {
        guard choices.count == 2, case .path(let name, let path) = choices[0], name == "req" || name == "body",
            let reference = HandlebarsWriting.quoted("$" + path.spelling), let other = spell(choices[1])?.argument
        else { return nil }
        return .tag("jsonPath \(root).body \(reference) default=\(other)")
    }
}
