internal import Model

/// `equalToJson`, with the placeholders of JsonUnit.
enum WireMockJSON {
    static func condition(
        _ pattern: ImportCursor,
        _ json: ImportCursor,
        _ subject: MatchSubject,
        _ draft: inout ImportDraft
    ) throws(ImportError) -> Condition {
        let value = try parsed(json)
        let ignoresOrder = try pattern.bool("ignoreArrayOrder") ?? false
        let ignoresExtra = try pattern.bool("ignoreExtraElements") ?? false
        if hasPlaceholders(value) {
            if !ignoresExtra { draft.note(json.path, "with placeholders, further members are allowed too") }
            return placeholders(value, subject, json.path, &draft)
        }
        var check = Condition.Check(path: subject.path, action: ignoresExtra ? .contains : .equals, value: value)
        if ignoresOrder { check.sortsArrays = true }
        return .check(check)
    }

    /// JSON as such, or as text.
    private static func parsed(_ json: ImportCursor) throws(ImportError) -> JSON {
        guard let text = json.value.string else { return json.value }
        do throws(JSONError) {
            return try JSON.parse(Array(text.utf8), depthLimit: Interchange.depthLimit)
        } catch {
            throw json.error("this is no JSON: \(error)")
        }
    }

    private static func hasPlaceholders(_ value: JSON) -> Bool {
        var isFound = false
        value.visit { _, part in if placeholder(part) != nil { isFound = true } }
        return isFound
    }

    /// What stands behind `${json-unit.`.
    private static func placeholder(_ value: JSON) -> Substring? {
        guard let text = value.string else { return nil }
        for prefix in ["${json-unit.", "#{json-unit."] where text.hasPrefix(prefix) {
            return text.dropFirst(prefix.count)
        }
        return nil
    }

    /// A condition for each value.
    private static func placeholders(
        _ value: JSON,
        _ subject: MatchSubject,
        _ path: String,
        _ draft: inout ImportDraft
    ) -> Condition {
        var conditions: [Condition] = []
        value.visit { place, part in
            let path = subject.path + place.spelling
            if let placeholder = placeholder(part) {
                conditions.append(self.condition(placeholder, path))
            } else if part.isLeaf {
                conditions.append(.check(path, .equals, part))
            }
        }
        return conditions.count == 1 ? conditions[0] : .all(conditions)
    }

    /// `regex}^[a-z]+$`, `any-number}`, `ignore}`.
    private static func condition(_ placeholder: Substring, _ path: String) -> Condition {
        let name = placeholder.prefix { $0 != "}" }
        switch name {
        case "regex":
            return .check(path, .matches, .string(PatternText.whole(String(placeholder.dropFirst(name.count + 1)))))
        case "any-number": return .check(path, .matches, "^-?[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$")
        case "any-boolean": return .check(path, .isIn, [true, false])
        default: return .check(path, .any)
        }
    }
}
