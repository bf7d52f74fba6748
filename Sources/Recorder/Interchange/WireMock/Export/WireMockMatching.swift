internal import Model

/// Conditions of ours as WireMock's matchers.
enum WireMockMatching {
    /// The matcher of one named value; nil for what has no counterpart.
    static func named(_ condition: Condition) -> (name: String, matcher: JSON)? {
        switch condition {
        case .check(let check): return textual(check).map { (check.path, $0) }
        case .not(let inner): return named(inner).map { ($0.name, ["not": $0.matcher]) }
        case .any(let conditions), .all(let conditions):
            let parts = conditions.compactMap(named)
            guard parts.count == conditions.count, let name = parts.first?.name, parts.allSatisfy({ $0.name == name })
            else { return nil }
            if case .any = condition { return (name, ["or": .array(parts.map(\.matcher))]) }
            return (name, ["and": .array(parts.map(\.matcher))])
        }
    }

    /// The matcher of a value as text.
    static func textual(_ check: Condition.Check) -> JSON? {
        guard check.valuePath == nil, !check.decodesBase64 else { return nil }
        let text = check.value?.textValue ?? ""
        switch check.action {
        case .equals: return ["equalTo": .string(text)]
        case .notEquals: return ["not": ["equalTo": .string(text)]]
        case .contains: return ["contains": .string(text)]
        case .notContains: return ["doesNotContain": .string(text)]
        case .any: return ["matches": "(?s).*"]
        case .notEmpty: return ["matches": "(?s).+"]
        case .empty: return ["or": [["absent": true], ["equalTo": ""]]]
        case .absent: return ["absent": true]
        case .matches: return ["matches": .string(whole(text))]
        case .isIn:
            let values = check.value?.array ?? []
            return values.isEmpty ? nil : ["or": .array(values.map { ["equalTo": .string($0.textValue)] })]
        case .greater, .greaterOrEqual, .less, .lessOrEqual:
            guard let number = check.value, number.number != nil else { return nil }
            return .object(JSONObject([.init(comparison(check.action), number)]))
        case .luhn, .divisibleBy, .jwt, .e164, .ipv4: return nil
        }
    }

    private static func comparison(_ action: Condition.Action) -> String {
        switch action {
        case .greater: "greaterThanNumber"
        case .greaterOrEqual: "greaterThanEqualNumber"
        case .less: "lessThanNumber"
        default: "lessThanEqualNumber"
        }
    }

    /// WireMock wants all of a value to match, and we look for the pattern anywhere.
    static func whole(_ pattern: String) -> String {
        let isWhole =
            pattern.hasPrefix("^") && pattern.hasSuffix("$") && !pattern.hasSuffix("\\$") && !pattern.contains("|")
        return isWhole ? String(pattern.dropFirst().dropLast()) : "(?s).*(?:\(pattern)).*"
    }

    // MARK: Body

    /// A body pattern; nil for what has no counterpart.
    static func body(_ condition: Condition) -> JSON? {
        switch condition {
        case .check(let check): return body(check)
        case .not(let inner): return body(inner).map { ["not": $0] }
        case .any(let conditions), .all(let conditions):
            let parts = conditions.compactMap(body)
            guard parts.count == conditions.count, !parts.isEmpty else { return nil }
            if case .any = condition { return ["or": .array(parts)] }
            return ["and": .array(parts)]
        }
    }

    private static func body(_ check: Condition.Check) -> JSON? {
        guard check.valuePath == nil, !check.decodesBase64 else { return nil }
        let path = BodyPath.spelling(check.path)
        guard path != "$" else { return whole(check) }
        switch check.action {
        case .any: return ["matchesJsonPath": .string(path)]
        case .absent: return ["not": ["matchesJsonPath": .string(path)]]
        case .equals where check.value?.isScalar == false, .contains where check.value?.isScalar == false:
            return found(path, json(check))
        case .notEquals where check.value?.isScalar == false: return found(path, json(check)).map { ["not": $0] }
        case .equals where check.value == .null: return nil
        default: return found(path, textual(check))
        }
    }

    private static func found(_ path: String, _ matcher: JSON?) -> JSON? {
        guard case .object(let object)? = matcher else { return nil }
        // A matcher that is more than one comparison cannot stand beside an expression.
        return .object(["matchesJsonPath": .object(JSONObject([.init("expression", .string(path))] + object.members))])
    }

    /// The whole content: JSON where the operand is, else text.
    private static func whole(_ check: Condition.Check) -> JSON? {
        if let value = check.value, value.string == nil, [.equals, .contains, .notEquals].contains(check.action) {
            return check.action == .notEquals ? json(check).map { ["not": $0] } : json(check)
        }
        return textual(check)
    }

    private static func json(_ check: Condition.Check) -> JSON? {
        guard let value = check.value else { return nil }
        var object: JSONObject = ["equalToJson": value.object == nil ? .string(value.textValue) : value]
        if check.action == .contains { object["ignoreExtraElements"] = true }
        if check.sortsArrays == true { object["ignoreArrayOrder"] = true }
        return .object(object)
    }
}

/// The paths of conditions on bodies: `amount`, `$.amount` and `$.body.amount` are one (docs/mock-format.md).
enum BodyPath {
    static func spelling(_ path: String) -> String {
        for prefix in ["$.body.", "$.req."] where path.hasPrefix(prefix) { return "$." + path.dropFirst(prefix.count) }
        for root in ["$.body", "$.req"] where path == root { return "$" }
        for prefix in ["$.body[", "$.req["] where path.hasPrefix(prefix) { return "$[" + path.dropFirst(prefix.count) }
        return path.hasPrefix("$") ? path : path.hasPrefix("[") ? "$\(path)" : "$.\(path)"
    }
}
