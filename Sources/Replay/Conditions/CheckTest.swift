internal import Model
internal import Templating

/// One value of a request held against one operand, compiled.
struct CheckTest: Sendable {
    /// Where the value is.
    enum Source: Sendable {
        /// `fallback` reads `$.body.a` as `$.a` where the body has no member of that name.
        case body(JSONPath, fallback: JSONPath?)
        case query(String)
        case field(String)
        case parameter(String)
        case cookie(String)
        /// Whoever asks brings the value.
        case rendered
    }

    let source: Source
    let check: Condition.Check
    private let operand: JSON
    private let pattern: Pattern?
    private let sortsArrays: Bool

    init(_ check: Condition.Check, in part: RequestPart, sortsArrays: Bool) throws(ConditionError) {
        source = try Self.source(check.path, in: part)
        pattern = try Self.pattern(of: check)
        operand = check.value ?? .null
        self.check = check
        self.sortsArrays = check.sortsArrays ?? sortsArrays
    }

    /// A test of values that are not looked up in the request.
    init(ofRendered check: Condition.Check) throws(ConditionError) {
        source = .rendered
        pattern = try Self.pattern(of: check)
        operand = check.value ?? .null
        self.check = check
        sortsArrays = check.sortsArrays ?? false
    }

    /// Whether it holds of a value, or of its being missing.
    func holds(ofRendered value: JSON?) -> Bool {
        let values = value.map { [check.decodesBase64 ? decoded($0) : $0] } ?? []
        return holds(of: values, isUntyped: true)
    }

    /// Whether it holds.
    func holds(of request: RequestView) -> Bool { holds(of: values(in: request), isUntyped: isUntyped(request)) }

    /// The values that the path selects, base64 undone where it is asked for.
    func values(in request: RequestView) -> [JSON] {
        let values = rawValues(in: request)
        return check.decodesBase64 ? values.map(decoded) : values
    }

    private func rawValues(in request: RequestView) -> [JSON] {
        switch source {
        case .body(let path, let fallback):
            guard let body = request.body.value else { return [] }
            let values = path.values(in: body)
            return values.isEmpty ? fallback?.values(in: body) ?? [] : values
        case .query(let name): return request.queryValues(name).map { .string($0) }
        case .field(let name): return request.head.fields.all(named: name).map { .string($0) }
        case .parameter(let name): return request.pathParameter(name).map { [.string($0)] } ?? []
        case .cookie(let name): return request.cookieValues(name).map { .string($0) }
        case .rendered: return []
        }
    }

    private func isUntyped(_ request: RequestView) -> Bool {
        if case .body = source { request.body.isUntyped } else { true }
    }

    /// What is no base64 stays as it is and then hardly equals anything.
    private func decoded(_ value: JSON) -> JSON {
        guard case .string(let text) = value, let bytes = Base64.decoded(text) else { return value }
        if operand.string == nil, let json = try? JSON.parse(bytes) { return json }
        return .string(String(decoding: bytes, as: UTF8.self))
    }

    private func holds(of values: [JSON], isUntyped: Bool) -> Bool {
        let comparison = ValueComparison(sortsArrays: sortsArrays, isUntyped: isUntyped)
        switch check.action {
        case .any: return !values.isEmpty
        case .absent: return values.isEmpty
        case .notEmpty: return values.contains { !ValueComparison.isEmpty($0) }
        case .empty: return values.allSatisfy { ValueComparison.isEmpty($0) }
        case .equals: return equals(values, comparison)
        case .notEquals: return !equals(values, comparison)
        case .contains: return contains(values, comparison)
        case .notContains: return !contains(values, comparison)
        case .matches: return values.contains { pattern?.isFound(in: $0.textValue) ?? false }
        case .luhn, .divisibleBy, .jwt, .e164, .ipv4:
            return values.contains { ShapeTest(action: check.action, operand: operand).holds(of: $0.textValue) }
        case .isIn:
            return values.contains { value in operand.array?.contains { comparison.isEqual(value, $0) } ?? false }
        case .greater: return values.contains { comparison.order($0, operand).map { $0 > 0 } ?? false }
        case .greaterOrEqual: return values.contains { comparison.order($0, operand).map { $0 >= 0 } ?? false }
        case .less: return values.contains { comparison.order($0, operand).map { $0 < 0 } ?? false }
        case .lessOrEqual: return values.contains { comparison.order($0, operand).map { $0 <= 0 } ?? false }
        }
    }

    /// One of the values equals the operand; or all of them together, where the path selects several and the operand
    /// is a list.
    private func equals(_ values: [JSON], _ comparison: ValueComparison) -> Bool {
        if values.contains(where: { comparison.isEqual($0, operand) }) { return true }
        guard case .body(let path, _) = source, !path.isSingular, operand.array != nil else { return false }
        return comparison.isEqual(.array(values), operand)
    }

    private func contains(_ values: [JSON], _ comparison: ValueComparison) -> Bool {
        if values.contains(where: { comparison.contains($0, operand) }) { return true }
        guard case .body(let path, _) = source, !path.isSingular else { return false }
        return comparison.contains(.array(values), operand)
    }

    // MARK: Compiling

    private static func source(_ path: String, in part: RequestPart) throws(ConditionError) -> Source {
        let name = path.hasPrefix("$.") ? String(path.dropFirst(2)) : path
        switch part {
        case .body: return try bodySource(path)
        case .query: return .query(name)
        case .fields: return .field(name)
        case .pathParameters: return .parameter(name)
        case .cookies: return .cookie(name)
        }
    }

    private static func bodySource(_ path: String) throws(ConditionError) -> Source {
        var text = path
        if !text.hasPrefix("$") { text = text.isEmpty || text.hasPrefix("[") ? "$" + text : "$." + text }
        do throws(JSONPathError) {
            let query = try JSONPath(text)
            for prefix in ["$.body", "$.req"] where text.hasPrefix(prefix) {
                guard let fallback = try? JSONPath("$" + text.dropFirst(prefix.count)) else { continue }
                return .body(query, fallback: fallback)
            }
            return .body(query, fallback: nil)
        } catch {
            // A name such as "first-name" needs no quotes as long as it is only a name.
            if !path.isEmpty, !path.contains(where: { "$.[]'\"".contains($0) }),
                let query = try? JSONPath("$['\(path)']")
            {
                return .body(query, fallback: nil)
            }
            throw ConditionError(member: "path", reason: "\"\(path)\" is no JSONPath: \(error)")
        }
    }

    private static func pattern(of check: Condition.Check) throws(ConditionError) -> Pattern? {
        guard check.action == .matches else { return nil }
        do {
            return try Pattern(check.value?.textValue ?? "")
        } catch {
            throw ConditionError(member: "value", reason: "this is no regular expression: \(error)")
        }
    }
}

/// The parts of a request that have lists of conditions of their own; the raw values are their keys in JSON.
enum RequestPart: String, Sendable, CaseIterable {
    case pathParameters = "pathParams"
    case query = "queryParams"
    case fields = "header"
    case cookies = "cookies"
    case body = "conditions"
}

/// Why a condition cannot be compiled.
struct ConditionError: Error {
    /// The member of the condition that is wrong.
    let member: String
    let reason: String
}
