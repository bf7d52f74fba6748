internal import Model
internal import Templating

extension JSON {
    /// The value spelled so that a template gives it back unchanged, names of members too.
    var escapedForTemplates: JSON {
        switch self {
        case .string(let text): .string(Template.escaped(text))
        case .array(let elements): .array(elements.map(\.escapedForTemplates))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.map { .init(Template.escaped($0.name), $0.value.escapedForTemplates) }
                )
            )
        case .null, .bool, .number: self
        }
    }
}

extension Condition {
    /// A single check.
    static func check(_ path: String, _ action: Action, _ value: JSON? = nil) -> Condition {
        .check(Check(path: path, action: action, value: value))
    }
}

/// Spells the arguments of expressions.
enum TemplateArgument {
    /// A text in quotes. A backslash needs another one only where it would take the meaning from what follows.
    static func quoted(_ text: String) -> String {
        var quoted = "'"
        let characters = Array(text)
        for (index, character) in characters.enumerated() {
            let next = index + 1 < characters.count ? characters[index + 1] : "'"
            if character == "'" || character == "\\" && (next == "'" || next == "\\") { quoted.append("\\") }
            quoted.append(character)
        }
        return quoted + "'"
    }
}
