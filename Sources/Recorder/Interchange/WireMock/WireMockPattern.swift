internal import Model
internal import Templating

/// A matcher of one value: `{"equalTo": "a"}`, `{"matchesJsonPath": "$.a"}` and the others.
enum WireMockPattern {
    /// The condition; nil, with a note, when there is nothing like it.
    static func condition(
        _ pattern: ImportCursor,
        on subject: MatchSubject,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> Condition? {
        if let text = pattern.value.string { return subject.equals(text) }
        guard pattern.value.object != nil else { throw pattern.wrongKind("a matcher") }
        var condition = try textual(pattern, subject)
        if condition == nil { condition = try numeric(pattern, subject) }
        if condition == nil { condition = try combined(pattern, subject, &draft) }
        if condition == nil { condition = try structured(pattern, subject, &draft) }
        let looksAtText = ["contains", "doesNotContain", "matches", "doesNotMatch"].contains { pattern[$0] != nil }
        if looksAtText, let remark = subject.patternRemark { draft.noteOnce(pattern.path, remark) }
        guard let condition, condition.hasReadablePatterns else {
            draft.note(pattern.path, "\(pattern.value.textValue.prefix(120)) has no counterpart; it is not asked for")
            return nil
        }
        return condition
    }

    private static func textual(_ pattern: ImportCursor, _ subject: MatchSubject) throws(ImportError) -> Condition? {
        if let text = try pattern.text("equalTo") {
            let ignoresCase = try pattern.bool("caseInsensitive") ?? false
            return ignoresCase ? subject.equalsIgnoringCase(text) : subject.equals(text)
        }
        if let text = try pattern.text("contains") { return subject.contains(text) }
        if let text = try pattern.text("doesNotContain") { return .not(subject.contains(text)) }
        if let text = try pattern.text("matches") { return subject.matches(whole: text) }
        if let text = try pattern.text("doesNotMatch") { return .not(subject.matches(whole: text)) }
        if let isAbsent = try pattern.bool("absent") { return .check(subject.path, isAbsent ? .absent : .any) }
        return pattern["anything"] == nil ? nil : .check(subject.path, .any)
    }

    private static func numeric(_ pattern: ImportCursor, _ subject: MatchSubject) throws(ImportError) -> Condition? {
        let actions: [(name: String, action: Condition.Action)] = [
            ("equalToNumber", .equals), ("greaterThanNumber", .greater), ("greaterThanEqualNumber", .greaterOrEqual),
            ("lessThanNumber", .less), ("lessThanEqualNumber", .lessOrEqual),
        ]
        for (name, action) in actions {
            guard let number = pattern[name] else { continue }
            guard number.value.number != nil else { throw number.wrongKind("a number") }
            return .check(subject.path, action, number.value)
        }
        return nil
    }

    private static func combined(
        _ pattern: ImportCursor,
        _ subject: MatchSubject,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> Condition? {
        if let list = pattern["and"] { return try all(list, subject, &draft) }
        if let list = pattern["includes"] { return try all(list, subject, &draft) }
        if let list = pattern["hasExactly"] {
            draft.note(list.path, "further values are allowed too")
            return try all(list, subject, &draft)
        }
        if let list = pattern["or"] {
            let conditions = try conditions(list, subject, &draft)
            // A choice of which one part is unknown allows everything.
            return conditions.count == list.value.array?.count && !conditions.isEmpty ? .any(conditions) : nil
        }
        return try pattern["not"].flatMap { inner throws(ImportError) in try condition(inner, on: subject, &draft) }
            .map { .not($0) }
    }

    private static func all(
        _ list: ImportCursor,
        _ subject: MatchSubject,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> Condition? {
        let conditions = try conditions(list, subject, &draft)
        return conditions.isEmpty ? nil : conditions.count == 1 ? conditions[0] : .all(conditions)
    }

    private static func conditions(
        _ list: ImportCursor,
        _ subject: MatchSubject,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> [Condition] {
        var conditions: [Condition] = []
        for element in try list.elements() {
            if let condition = try condition(element, on: subject, &draft) { conditions.append(condition) }
        }
        return conditions
    }

    private static func structured(
        _ pattern: ImportCursor,
        _ subject: MatchSubject,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> Condition? {
        if case .named = subject { return nil }
        if let json = pattern["equalToJson"] { return try WireMockJSON.condition(pattern, json, subject, &draft) }
        if let path = pattern["matchesJsonPath"] { return try jsonPath(path, &draft) }
        if let xml = try pattern.string("equalToXml"), let value = MatchSubject.content(xml, "application/xml"),
            value.object != nil, try pattern.bool("enablePlaceholders") != true
        {
            draft.noteOnce(
                pattern.path,
                "XML is compared by its values: namespaces and the order of siblings do not count"
            )
            return .check(subject.path, .equals, value)
        }
        return nil
    }

    /// A path that must select something, or a matcher of what it selects.
    private static func jsonPath(_ path: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> Condition? {
        guard path.value.string == nil else { return JSONPathFilter.condition(try path.string()) }
        let expression = try path.required("expression").string()
        if path.value.object?.members.count == 1 { return JSONPathFilter.condition(expression) }
        guard (try? JSONPath(expression)) != nil else { return nil }
        return try condition(path, on: .value(expression), &draft)
    }
}
