internal import Model
internal import Templating

/// Says in words why a condition does not hold.
enum DifferenceWords {
    /// `$.amount: expected gt 1000, the request has 20`.
    static func sentence(_ test: RequestTest, _ part: RequestPart, _ view: RequestView) -> String {
        switch test {
        case .check(let check): "\(place(check, part)): expected \(expectation(check)), \(found(check, view))"
        case .not(let inner): "not expected: \(short(inner, part))"
        case .all(let tests):
            tests.filter { !$0.holds(of: view) }.map { sentence($0, part, view) }.joined(separator: "; ")
        case .any(let tests): "none of these holds: " + tests.map { sentence($0, part, view) }.joined(separator: "; ")
        }
    }

    private static func short(_ test: RequestTest, _ part: RequestPart) -> String {
        switch test {
        case .check(let check): "\(place(check, part)) \(expectation(check))"
        case .not(let inner): "not (\(short(inner, part)))"
        case .all(let tests): tests.map { short($0, part) }.joined(separator: " and ")
        case .any(let tests): tests.map { short($0, part) }.joined(separator: " or ")
        }
    }

    private static func place(_ check: CheckTest, _ part: RequestPart) -> String {
        switch part {
        case .body: check.check.path.isEmpty ? "body" : check.check.path
        case .query: "query parameter \(check.check.path)"
        case .fields: "field \(check.check.path)"
        case .pathParameters: "path parameter \(check.check.path)"
        case .cookies: "cookie \(check.check.path)"
        }
    }

    private static func expectation(_ check: CheckTest) -> String {
        let action = check.check.action
        switch action {
        case .any: return "to be there"
        case .absent: return "to be absent"
        case .notEmpty: return "not to be empty"
        case .empty: return "to be empty"
        case .luhn, .jwt, .e164, .ipv4: return action.rawValue
        default: return "\(action.rawValue) \(shown(check.check.value ?? nil))"
        }
    }

    private static func found(_ check: CheckTest, _ view: RequestView) -> String {
        let values = check.values(in: view)
        guard !values.isEmpty else { return "the request has nothing there" }
        return "the request has " + values.prefix(3).map { shown($0) }.joined(separator: ", ")
    }

    /// A value as JSON, cut where it is long.
    private static func shown(_ value: JSON) -> String {
        let text = String(decoding: value.serialized(), as: UTF8.self)
        return text.count > 120 ? text.prefix(119) + "…" : text
    }
}
