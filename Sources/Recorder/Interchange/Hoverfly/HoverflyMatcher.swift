internal import Model
internal import Templating

/// A matcher of one value: `{"matcher": "glob", "value": "a*"}`.
enum HoverflyMatcher {
    /// The matcher's name in lower case; `exact` where none is said.
    static func kind(_ matcher: ImportCursor) throws(ImportError) -> String {
        let name = try matcher.string("matcher")?.lowercased() ?? ""
        return name.isEmpty ? "exact" : name
    }

    /// The condition; nil, with a note, when there is nothing like it.
    static func condition(
        _ matcher: ImportCursor,
        on subject: MatchSubject,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> Condition? {
        let kind = try kind(matcher)
        let value = try matcher.required("value")
        var condition = try textual(kind, value, subject)
        if condition == nil { condition = try listed(kind, value, subject, &draft) }
        if condition == nil { condition = try structured(kind, value, matcher["doMatch"], subject, &draft) }
        if ["glob", "regex"].contains(kind), let remark = subject.patternRemark {
            draft.noteOnce(matcher.path, remark)
        }
        guard var condition, condition.hasReadablePatterns else {
            draft.note(matcher.path, "the matcher \"\(kind)\" has no counterpart here; it is not asked for")
            return nil
        }
        if let next = matcher["doMatch"], kind != "jsonpath" {
            guard let second = try self.condition(next, on: subject, &draft) else { return condition }
            condition = .all([condition, second])
        }
        return condition
    }

    private static func textual(
        _ kind: String,
        _ value: ImportCursor,
        _ subject: MatchSubject
    ) throws(ImportError) -> Condition? {
        switch kind {
        case "exact": return try subject.equals(text(value))
        case "negation": return .not(try subject.equals(text(value)))
        case "glob":
            return try text(value) == "*"
                ? .check(subject.path, .any) : subject.matches(whole: PatternText.glob(text(value)))
        case "regex": return try subject.matches(found: text(value))
        default: return nil
        }
    }

    private static func text(_ value: ImportCursor) throws(ImportError) -> String {
        guard value.value.isScalar else { throw value.wrongKind("a text") }
        return value.value.textValue
    }

    /// Several values of one name.
    private static func listed(
        _ kind: String,
        _ value: ImportCursor,
        _ subject: MatchSubject,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> Condition? {
        guard ["array", "containsexactly"].contains(kind), case .named = subject, value.value.array != nil else {
            return nil
        }
        var conditions: [Condition] = []
        for element in try value.elements() { conditions.append(subject.equals(try text(element))) }
        draft.note(value.path, "each of the values must be there; their order and number do not count")
        return conditions.isEmpty ? .check(subject.path, .absent) : .all(conditions)
    }

    private static func structured(
        _ kind: String,
        _ value: ImportCursor,
        _ next: ImportCursor?,
        _ subject: MatchSubject,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> Condition? {
        if case .named = subject { return nil }
        switch kind {
        case "json": return .check(subject.path, .equals, try json(value))
        case "jsonpartial": return .check(subject.path, .contains, try json(value))
        case "jsonpath":
            let path = try value.string()
            guard let next, (try? JSONPath(path)) != nil else { return JSONPathFilter.condition(path) }
            return try condition(next, on: .value(path), &draft)
        case "xml", "xmltemplated": return try xml(value, subject, &draft)
        case "form": return try form(value, &draft)
        default: return nil
        }
    }

    /// JSON as such, or as text.
    private static func json(_ value: ImportCursor) throws(ImportError) -> JSON {
        guard let text = value.value.string else { return value.value }
        do throws(JSONError) {
            return try JSON.parse(Array(text.utf8), depthLimit: Interchange.depthLimit)
        } catch {
            throw value.error("this is no JSON: \(error)")
        }
    }

    /// An element's text may be `{{ignore}}` or `{{regex:…}}`.
    private static func xml(
        _ value: ImportCursor,
        _ subject: MatchSubject,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> Condition? {
        guard let tree = MatchSubject.content(try value.string(), "application/xml"), tree.object != nil else {
            throw value.error("this is no XML")
        }
        draft.noteOnce(value.path, "XML is compared by its values: namespaces and the order of siblings do not count")
        guard try value.string().contains("{{") else { return .check(subject.path, .equals, tree) }
        var conditions: [Condition] = []
        tree.visit { place, part in
            if part.isLeaf { conditions.append(Self.condition(templated: part, subject.path + place.spelling)) }
        }
        return .all(conditions)
    }

    private static func condition(templated value: JSON, _ path: String) -> Condition {
        let source = value.string ?? ""
        let text = source.filter { !$0.isWhitespace }
        if text == "{{ignore}}" { return .check(path, .any) }
        guard text.hasPrefix("{{regex:"), text.hasSuffix("}}"), let start = source.firstIndex(of: ":"),
            let end = source.lastIndex(of: "}")
        else { return .check(path, .equals, value) }
        return .check(path, .matches, .string(String(source[source.index(after: start)..<source.index(before: end)])))
    }

    private static func form(_ value: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> Condition? {
        var conditions: [Condition] = []
        for (name, matchers) in try value.members() {
            let subject = MatchSubject.value("$" + ValuePath(steps: [.member(name)]).spelling)
            for matcher in try matchers.elements() {
                if let condition = try condition(matcher, on: subject, &draft) { conditions.append(condition) }
            }
        }
        return conditions.isEmpty ? nil : conditions.count == 1 ? conditions[0] : .all(conditions)
    }
}
