internal import Model

/// The helpers of WireMock's response templates that have a counterpart.
struct WireMockHelpers {
    let templates: WireMockTemplates

    func meaning(_ name: String, _ call: HandlebarsCall) -> TemplateMeaning? {
        switch name {
        case "randomValue": return randomValue(call)
        case "randomInt": return random("IntBetween", call, default: ("0", "2147483647"), inclusive: -1)
        case "randomDecimal": return random("FloatRange", call, default: ("0", "1000000"), inclusive: 0)
        case "now": return now(call)
        case "jsonPath", "val": return withDefault(name == "val" ? first(call) : jsonPath(call), call)
        case "lookup": return lookup(call)
        case "base64":
            let decodes = call.options["decode"]?.text == "true"
            return wrapped(decodes ? "base64Decode" : "base64", call)
        case "lower", "upper", "trim", "urlEncode": return wrapped(name, call)
        case "math", "maths": return math(call)
        default: return nil
        }
    }

    // MARK: Arguments

    /// The expression of an argument, a literal in its quotes.
    private func expression(_ value: HandlebarsValue) -> String? {
        switch value {
        case .literal(.string(let text)): return TemplateArgument.quoted(text)
        case .literal(let value): return value.textValue
        case .call(let call):
            switch templates.meaning(of: call) {
            case .expression(let expression)?: return expression
            case .text(let text)?: return TemplateArgument.quoted(text)
            case nil: return nil
            }
        }
    }

    private func first(_ call: HandlebarsCall) -> String? {
        call.options["assign"] == nil && call.arguments.count == 1 ? expression(call.arguments[0]) : nil
    }

    private func wrapped(_ function: String, _ call: HandlebarsCall) -> TemplateMeaning? {
        guard call.arguments.count == 1, let argument = expression(call.arguments[0]) else { return nil }
        return .expression("$.\(function)(\(argument))")
    }

    private func withDefault(_ expression: String?, _ call: HandlebarsCall) -> TemplateMeaning? {
        guard let expression, expression.hasPrefix("$.") else { return nil }
        guard let fallback = call.options["default"] ?? call.options["or"] else { return .expression(expression) }
        return self.expression(fallback).map { .expression("\(expression) || \($0)") }
    }

    // MARK: Request

    private func jsonPath(_ call: HandlebarsCall) -> String? {
        guard call.arguments.count == 2, case .call(let subject) = call.arguments[0], subject.isPath,
            subject.path == [templates.root, "body"], let path = call.arguments[1].text
        else { return nil }
        return RequestExpression.body(path)
    }

    /// `lookup request.query 'ids[].1'`: names that braces cannot hold.
    private func lookup(_ call: HandlebarsCall) -> TemplateMeaning? {
        guard call.arguments.count == 2, case .call(let subject) = call.arguments[0], subject.isPath,
            let text = call.arguments[1].text
        else { return nil }
        let dot = text.lastIndex(of: ".")
        if let dot, let index = Int(text[text.index(after: dot)...]) {
            return templates.meaning(of: HandlebarsCall(path: subject.path + [String(text[..<dot]), String(index)]))
        }
        return templates.meaning(of: HandlebarsCall(path: subject.path + [text]))
    }

    // MARK: Values made anew

    private func randomValue(_ call: HandlebarsCall) -> TemplateMeaning? {
        let type = call.options["type"]?.text ?? "ALPHANUMERIC"
        if type == "UUID" { return .expression("$.fake.UUID") }
        let isUpper = call.options["uppercase"]?.text == "true"
        let letters = isUpper ? "A-Z" : "a-z"
        let classes = [
            "ALPHANUMERIC": "\(letters)0-9", "ALPHABETIC": letters, "NUMERIC": "0-9",
            "HEXADECIMAL": isUpper ? "0-9A-F" : "0-9a-f", "ALPHANUMERIC_AND_SYMBOLS": "\(letters)0-9!#%&*+=?@^_~",
        ]
        guard let length = Int(call.options["length"]?.text ?? "36"), (1...1_000).contains(length),
            let kind = classes[type]
        else { return nil }
        return .expression("$.fake.pattern('[\(kind)]{\(length)}')")
    }

    /// WireMock's upper bound for integers is exclusive, ours is not.
    private func random(
        _ faker: String,
        _ call: HandlebarsCall,
        default bounds: (String, String),
        inclusive difference: Int
    ) -> TemplateMeaning? {
        let lower = call.options["lower"]?.text ?? bounds.0
        var upper = call.options["upper"]?.text ?? bounds.1
        if difference != 0, let number = Int(upper), call.options["upper"] != nil {
            upper = String(number + difference)
        }
        guard let first = Double(lower), let second = Double(upper), first <= second, (second - first).isFinite else {
            return nil
        }
        return .expression("$.fake.\(faker)(\(lower), \(upper))")
    }

    private func now(_ call: HandlebarsCall) -> TemplateMeaning? {
        guard call.arguments.isEmpty, call.options["timezone"] == nil,
            let format = ClockSpelling.java(call.options["format"]?.text)
        else { return nil }
        guard let offset = call.options["offset"]?.text else { return .expression("$.time('\(format)')") }
        return ClockSpelling.offset(words: offset).map { .expression("$.time('\(format)', '\($0)')") }
    }

    private func math(_ call: HandlebarsCall) -> TemplateMeaning? {
        let functions = ["+": "sum", "-": "subtract", "*": "multiply"]
        guard call.arguments.count == 3, let function = call.arguments[1].text.flatMap({ functions[$0] }),
            let left = expression(call.arguments[0]), let right = expression(call.arguments[2])
        else { return nil }
        return .expression("$.\(function)(\(left), \(right))")
    }
}
