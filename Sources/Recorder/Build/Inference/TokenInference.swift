internal import Model

/// JSON Web Tokens made anew: the claims as values of their own, the signature as random text of the same length, since
/// nobody but the issuer has the key.
extension MockInference {
    /// The expression that makes such tokens; nil when the values are none, or when a claim stays unexplained.
    mutating func token(_ values: [JSON], at place: String, name: String?, in setting: Setting) -> JSON? {
        let tokens = values.compactMap(\.string).compactMap { WebToken($0) }
        guard tokens.count == values.count, let first = tokens.first, Set(values).count > 1 || values.count == 1,
            tokens.allSatisfy({ $0.header == first.header && $0.signatureLength == first.signatureLength })
        else { return nil }
        let before = self
        var arguments = [Self.quoted(first.header)]
        for member in first.claims.members {
            let column = tokens.compactMap { $0.claims[member.name] }
            guard column.count == tokens.count,
                let claim = argument(column, at: "\(place).claims.\(member.name)", name: member.name, in: setting)
            else {
                self = before
                return nil
            }
            arguments += [Self.quoted(member.name), claim]
        }
        var maker = "${$.jwt(\(arguments.joined(separator: ", ")))}."
        if first.signatureLength > 0 { maker += "${$.fake.pattern('[A-Za-z0-9]{\(first.signatureLength)}')}" }
        let expression = make(values, by: maker, name: name ?? "token")
        note(place, "generator", maker, "a token with claims that follow in \(ClockInference.count(values.count))")
        return .string(expression)
    }

    /// A value as an argument of a function: a literal or one whole expression; nil where it stays unexplained.
    mutating func argument(_ values: [JSON], at place: String, name: String, in setting: Setting) -> String? {
        let count = unexplained.count
        let template = template(values, at: place, name: name, in: setting)
        guard unexplained.count == count else { return nil }
        switch template {
        case .string(let text):
            guard text.contains("$.") else { return Self.quoted(text) }
            // Text with expressions in it begins with one in braces, if with any.
            return text.hasPrefix("$.") ? text : nil
        case .object, .array: return "$.json(\(Self.quoted(String(decoding: template.serialized(), as: UTF8.self))))"
        default: return template.textValue
        }
    }

    static func quoted(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
