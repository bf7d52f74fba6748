internal import Model
internal import Templating

/// What an expression of another tool becomes.
enum TemplateMeaning {
    /// An expression of ours, `$.req.a`.
    case expression(String)
    /// A text that never changes.
    case text(String)
}

/// Turns Handlebars templates into ours, with the vocabulary of one tool.
struct HandlebarsTranslation {
    /// What a call means; nil when there is nothing like it here.
    let meaning: (HandlebarsCall) -> TemplateMeaning?
    /// What was not translated, as it stood.
    private(set) var untranslated: [String] = []

    init(meaning: @escaping (HandlebarsCall) -> TemplateMeaning?) { self.meaning = meaning }

    /// The template of a text.
    mutating func text(_ source: String) -> String {
        let parts = HandlebarsReader.parts(of: source)
        if parts.count == 1, case .call(let call, _) = parts[0], case .expression(let expression)? = checked(call) {
            return expression
        }
        return parts.map { text(of: $0) }.joined()
    }

    /// The template of a value; texts in it stay texts, whatever their expressions give.
    mutating func json(_ value: JSON) -> JSON {
        switch value {
        case .string(let source):
            let template = text(source)
            let isTyped = (try? Template(template))?.isWhole == true && !Self.isAlwaysText(template)
            return .string(isTyped ? "$.toString(\(template))" : template)
        case .array(let elements):
            var result: [JSON] = []
            for element in elements { result.append(json(element)) }
            return .array(result)
        case .object(let object):
            var result = JSONObject()
            for member in object.members { result.members.append(.init(text(member.name), json(member.value))) }
            return .object(result)
        case .null, .bool, .number: return value
        }
    }

    /// Whether an expression gives texts only, so that nothing must make one of it.
    private static func isAlwaysText(_ expression: String) -> Bool {
        let roots = [
            "$.queryParams", "$.reqHeader", "$.pathParam", "$.cookies", "$.path", "$.method", "$.toString(",
            "$.fake.UUID",
            "$.fake.pattern(", "$.time('rfc3339", "$.time('date", "$.time('http",
        ]
        return roots.contains { expression.hasPrefix($0) }
    }

    private mutating func text(of part: HandlebarsPart) -> String {
        switch part {
        case .text(let text): return Template.escaped(text)
        case .other(let source): return unknown(source)
        case .call(let call, let source):
            switch checked(call) {
            case .expression(let expression)?: return "${\(expression)}"
            case .text(let text)?: return Template.escaped(text)
            case nil: return unknown(source)
            }
        }
    }

    private mutating func unknown(_ source: String) -> String {
        untranslated.append(source)
        return Template.escaped(source)
    }

    /// Takes no expression that would not compile: paths come from users.
    private func checked(_ call: HandlebarsCall) -> TemplateMeaning? {
        let meaning = meaning(call)
        guard case .expression(let expression)? = meaning else { return meaning }
        return (try? Template("${\(expression)}"))?.isWhole == true ? meaning : nil
    }

    /// Says what was not translated.
    func noteUntranslated(_ path: String, in draft: inout ImportDraft) {
        for source in untranslated { draft.note(path, "\(source) has no counterpart; it is sent as it stands") }
    }
}
