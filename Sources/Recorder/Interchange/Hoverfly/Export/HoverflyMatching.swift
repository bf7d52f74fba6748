internal import Model

/// Conditions of ours as Hoverfly's matchers.
enum HoverflyMatching {
    /// The name and the matchers of a named value; nil for what has no counterpart.
    static func named(_ condition: Condition) -> (name: String, matcher: JSON)? {
        guard case .check(let check) = condition else { return nil }
        return textual(check).map { (check.path, $0) }
    }

    /// The matcher of a value as text.
    static func textual(_ check: Condition.Check) -> JSON? {
        guard check.valuePath == nil, !check.decodesBase64 else { return nil }
        let text = check.value?.textValue ?? ""
        switch check.action {
        case .equals: return matcher("exact", .string(text))
        case .notEquals: return matcher("negation", .string(text))
        case .contains: return matcher("regex", .string(PatternText.quoted(text)))
        case .any: return matcher("glob", "*")
        case .notEmpty: return matcher("regex", "(?s).+")
        case .matches: return matcher("regex", .string(text))
        case .isIn:
            let values = check.value?.array ?? []
            return values.isEmpty
                ? nil
                : matcher(
                    "regex",
                    .string("^(?:\(values.map { PatternText.quoted($0.textValue) }.joined(separator: "|")))$")
                )
        default: return nil
        }
    }

    /// A matcher of the body; nil for what has no counterpart.
    static func body(_ condition: Condition) -> JSON? {
        guard case .check(let check) = condition, check.valuePath == nil, !check.decodesBase64 else { return nil }
        let path = BodyPath.spelling(check.path)
        guard path != "$" else { return whole(check) }
        switch check.action {
        case .any: return matcher("jsonpath", .string(path))
        case .equals where check.value?.isScalar == false:
            return found(path, check.value.map { matcher("json", .string($0.textValue)) })
        case .contains where check.value?.isScalar == false:
            return found(path, check.value.map { matcher("jsonpartial", .string($0.textValue)) })
        case .equals where check.value == .null: return nil
        default: return found(path, textual(check))
        }
    }

    private static func found(_ path: String, _ next: JSON?) -> JSON? {
        next.map { ["matcher": "jsonpath", "value": .string(path), "doMatch": $0] }
    }

    private static func whole(_ check: Condition.Check) -> JSON? {
        guard let value = check.value, value.string == nil, check.sortsArrays != true else { return textual(check) }
        switch check.action {
        case .equals: return matcher("json", .string(value.textValue))
        case .contains: return matcher("jsonpartial", .string(value.textValue))
        default: return textual(check)
        }
    }

    static func matcher(_ name: String, _ value: JSON) -> JSON { ["matcher": .string(name), "value": value] }
}
