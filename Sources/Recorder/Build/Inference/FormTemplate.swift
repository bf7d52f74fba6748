internal import Model

/// Content that is a form (`application/x-www-form-urlencoded`): what a callback sends field by field.
enum FormTemplate {
    /// Whether fields announce a form.
    static func isForm(_ fields: FieldSection) -> Bool {
        fields.first("Content-Type")?.lowercased().contains("form-urlencoded") ?? false
    }

    /// The fields of a form in their order, decoded.
    static func pairs(_ text: String) -> [(name: String, value: String)] {
        text.split(separator: "&")
            .map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let value = parts.count > 1 ? PercentEncoding.decoded(parts[1], plusIsSpace: true) : ""
                return (PercentEncoding.decoded(parts[0], plusIsSpace: true), value)
            }
    }

    /// The forms of all samples as one template; nil when they have different fields.
    static func template(
        _ texts: [String],
        at place: String,
        in setting: Setting,
        _ inference: inout MockInference
    )
        -> String?
    {
        let forms = texts.map(pairs)
        let names = forms[0].map(\.name)
        guard !names.isEmpty, forms.allSatisfy({ $0.map(\.name) == names }) else { return nil }
        var fields: [String] = []
        for (index, name) in names.enumerated() {
            let values = forms.map { $0[index].value }
            let template = inference.text(values, at: "\(place).\(name)", name: name, in: setting)
            let isPlain = values.allSatisfy { PercentEncoding.encoded($0) == $0 }
            fields.append("\(PercentEncoding.encoded(name))=\(encoded(template, isPlain: isPlain))")
        }
        return fields.joined(separator: "&")
    }

    /// A template of a value with everything in it encoded.
    ///
    /// - Parameter isPlain: whether no recorded value needed that: then what is made new in its shape does not, either.
    private static func encoded(_ template: String, isPlain: Bool) -> String {
        if template.hasPrefix("$.") { return wrapped(template[...], isPlain) }
        var (result, rest) = ("", template[...])
        while let start = rest.firstRange(of: "${"), let end = end(of: rest[start.upperBound...]) {
            result += literal(rest[..<start.lowerBound]) + wrapped(rest[start.upperBound..<end], isPlain)
            rest = rest[rest.index(after: end)...]
        }
        return result + literal(rest)
    }

    /// Where the expression ends that a text begins with: it may hold others in its quotes.
    private static func end(of text: Substring) -> String.Index? {
        var depth = 0
        for index in text.indices {
            if text[index] == "{" { depth += 1 }
            guard text[index] == "}" else { continue }
            if depth == 0 { return index }
            depth -= 1
        }
        return nil
    }

    private static func wrapped(_ expression: Substring, _ isPlain: Bool) -> String {
        let isMade = expression.hasPrefix("$.mS.") || expression.hasPrefix("$.fake.") || expression.hasPrefix("$.time(")
        return isPlain && isMade ? "${\(expression)}" : "${$.urlEncode(\(expression))}"
    }

    private static func literal(_ text: Substring) -> String {
        Spelling.literal(PercentEncoding.encoded(String(text).replacing("\\$.", with: "$.")))
    }

    /// The templates of the fields by their names, as they are before they are encoded, to compare forms with.
    static func members(of template: String) -> JSON {
        var object = JSONObject()
        for field in template.split(separator: "&") {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let name = PercentEncoding.decoded(parts[0], plusIsSpace: true)
            object.members.append(JSONObject.Member(name, .string(decoded(String(parts[1])))))
        }
        return .object(object)
    }

    private static func decoded(_ template: String) -> String {
        if template.hasPrefix("${"), template.hasSuffix("}"), template.ranges(of: "${").count == 1 {
            let expression = template.dropFirst(2).dropLast()
            guard expression.hasPrefix("$.urlEncode("), expression.hasSuffix(")") else { return String(expression) }
            return String(expression.dropFirst("$.urlEncode(".count).dropLast())
        }
        return template.contains("${") ? template : PercentEncoding.decoded(template, plusIsSpace: true)
    }
}
