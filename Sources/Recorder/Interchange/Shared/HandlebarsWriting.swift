internal import Model
internal import Templating

/// What an expression of ours is in another tool's templates.
struct ForeignSpelling {
    /// Text with tags in braces.
    var text: String
    /// The same as an argument of a helper, without braces; nil for more than one tag.
    var argument: String?
    /// The value, where it is always the same.
    var literal: JSON?

    /// A path or a helper with its arguments.
    static func tag(_ content: String, isPath: Bool = false) -> ForeignSpelling {
        ForeignSpelling(text: "{{{\(content)}}}", argument: isPath ? content : "(\(content))")
    }
}

extension JSON {
    /// The value as a part of JSON, without white space.
    fileprivate var textInJSON: String { String(decoding: serialized(), as: UTF8.self) }
}

/// Turns templates of ours into Handlebars, with the vocabulary of one tool.
struct HandlebarsWriting {
    /// Spells an expression; nil when the tool has nothing like it.
    let spell: (ReadExpression) -> ForeignSpelling?
    /// Spells a value as JSON whatever its type; nil when the tool cannot.
    let asJSON: (ForeignSpelling) -> String?
    /// What was not translated, as it stood.
    private(set) var untranslated: [String] = []
    /// Values of which nobody knows whether they are texts; written as texts.
    private(set) var untyped: [String] = []

    init(
        spell: @escaping (ReadExpression) -> ForeignSpelling?,
        asJSON: @escaping (ForeignSpelling) -> String? = { _ in nil }
    ) {
        (self.spell, self.asJSON) = (spell, asJSON)
    }

    /// Whether an expression stands in a value.
    static func holdsExpressions(_ value: JSON) -> Bool {
        var isFound = false
        value.visit { _, part in
            if let text = part.string, holdsExpressions(text) { isFound = true }
            if case .object(let object) = part, object.members.contains(where: { holdsExpressions($0.name) }) {
                isFound = true
            }
        }
        return isFound
    }

    static func holdsExpressions(_ text: String) -> Bool {
        text.contains("$.") && (try? Template(text))?.constant == nil
    }

    /// Whether an answer must be rendered for each request.
    static func holdsExpressions(_ reply: ReplyTemplate) -> Bool {
        reply.fields.contains { holdsExpressions($0.value) } || reply.payload.map { holdsExpressions($0) } ?? false
    }

    /// The text that a template without expressions is.
    static func literal(_ text: String) -> String { (try? Template(text))?.constant ?? text }

    static func literal(_ value: JSON) -> JSON {
        switch value {
        case .string(let text): .string(literal(text))
        case .array(let elements): .array(elements.map { literal($0) })
        case .object(let object): .object(JSONObject(object.members.map { .init(literal($0.name), literal($0.value)) }))
        case .null, .bool, .number: value
        }
    }

    /// The template of a text.
    mutating func text(_ source: String) -> String { text(source, quoting: { $0 }) }

    private mutating func text(_ source: String, quoting: (String) -> String) -> String {
        guard let template = try? Template(source) else { return escaped(quoting(source)) }
        var result = ""
        for piece in template.pieces {
            switch piece {
            case .text(let text): result += escaped(quoting(text))
            case .expression(let expression):
                if let spelling = ReadExpression(expression).flatMap(spell) {
                    result += spelling.text
                } else {
                    untranslated.append(expression)
                    result += escaped(quoting(expression))
                }
            }
        }
        return result
    }

    /// The template of a content that is JSON.
    mutating func json(_ value: JSON) -> String {
        switch value {
        case .string(let source): return string(source)
        case .array(let elements):
            var parts: [String] = []
            for element in elements { parts.append(json(element)) }
            return "[\(parts.joined(separator: ","))]"
        case .object(let object):
            var parts: [String] = []
            for member in object.members { parts.append("\(quotedText(member.name)):\(json(member.value))") }
            return "{\(parts.joined(separator: ","))}"
        case .null, .bool, .number: return value.textValue
        }
    }

    /// A string, or what an expression alone in it gives.
    private mutating func string(_ source: String) -> String {
        guard let expression = ReadExpression.whole(source), let spelling = spell(expression) else {
            return quotedText(source)
        }
        switch expression.valueType {
        case .text: return "\"\(spelling.text)\""
        case .number: return spelling.text
        case .any:
            if let literal = spelling.literal { return literal.textInJSON }
            if let text = asJSON(spelling) { return text }
            untyped.append(source)
            return "\"\(spelling.text)\""
        }
    }

    private mutating func quotedText(_ source: String) -> String {
        "\""
            + text(
                source,
                quoting: { String(decoding: JSON.string($0).serialized().dropFirst().dropLast(), as: UTF8.self) }
            ) + "\""
    }

    /// Braces that are meant as such.
    private func escaped(_ text: String) -> String { text.replacing("{{", with: "\\{{") }

    /// Text in quotes as an argument of a helper; nil when both quotes stand in it.
    static func quoted(_ text: String) -> String? {
        if !text.contains("'") { return "'\(text)'" }
        return text.contains("\"") ? nil : "\"\(text)\""
    }
}
