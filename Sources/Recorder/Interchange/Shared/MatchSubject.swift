internal import Model
internal import Templating

/// A part of a request that matchers of other tools look at as text, and conditions of ours as what it is.
enum MatchSubject {
    /// A field, parameter or cookie by its name.
    case named(String)
    /// A value in the content by its JSONPath.
    case value(String)
    /// The whole content, of this media type when it is known.
    case content(type: String)

    var path: String {
        switch self {
        case .named(let name): name
        case .value(let path): path
        case .content: "$"
        }
    }

    /// Equal as text. In JSON a number and the text that spells it are the same to tools that compare text.
    func equals(_ text: String) -> Condition {
        switch self {
        case .named: return .check(path, .equals, .string(text))
        case .value:
            guard let scalar = try? JSON.parse(text), scalar.isScalar, scalar.string == nil else {
                return .check(path, .equals, .string(text))
            }
            return .check(path, .isIn, [.string(text), scalar])
        case .content(let type):
            guard let value = Self.content(text, type) else { return .check(path, .empty) }
            let equals = Condition.check(path, .equals, value)
            // Without a media type the same text may come as a form.
            guard type.isEmpty, value == .string(text), let form = Self.form(text) else { return equals }
            return .any([equals, .check(path, .equals, form)])
        }
    }

    func equalsIgnoringCase(_ text: String) -> Condition {
        var text = text
        if case .content(let type) = self, let value = Self.content(text, type) { text = value.textValue }
        return .check(path, .matches, .string("(?i)^(?:\(PatternText.quoted(text)))$"))
    }

    /// A content is compared by its JSON without white space, hence a pattern that does not care for it.
    func contains(_ text: String) -> Condition {
        guard case .content = self else { return .check(path, .contains, .string(text)) }
        let asText = Condition.check(path, .matches, .string(PatternText.ignoringSpace(text)))
        guard let field = Self.formField(text) else { return asText }
        return .any([asText, field])
    }

    /// All of it matches.
    func matches(whole pattern: String) -> Condition { .check(path, .matches, .string(PatternText.whole(pattern))) }

    /// A part of it matches.
    func matches(found pattern: String) -> Condition { .check(path, .matches, .string(pattern)) }

    /// The value as replay will read a content like this; nil for none.
    static func content(_ text: String, _ type: String) -> JSON? {
        RequestBody(content: Array(text.utf8), contentType: type).value
    }

    /// The fields of a text that is spelled like a form.
    private static func form(_ text: String) -> JSON? {
        let pairs = text.split(separator: "&", omittingEmptySubsequences: false)
        guard pairs.allSatisfy({ formField(String($0)) != nil }) else { return nil }
        return content(text, "application/x-www-form-urlencoded")
    }

    /// What patterns look at, for a note.
    var patternRemark: String? {
        guard case .content = self else { return nil }
        return "patterns look at the body as conditions do: JSON without white space, a form as an object of its fields"
    }

    /// `name=value` as a part of a form.
    private static func formField(_ text: String) -> Condition? {
        guard let mark = text.firstIndex(of: "="), mark > text.startIndex,
            !text.contains(where: { "{}\"<>& ".contains($0) })
        else { return nil }
        let name = PercentEncoding.decoded(text[..<mark], plusIsSpace: true)
        let value = PercentEncoding.decoded(text[text.index(after: mark)...], plusIsSpace: true)
        return .check("$" + ValuePath(steps: [.member(name)]).spelling, .contains, .string(value))
    }
}
