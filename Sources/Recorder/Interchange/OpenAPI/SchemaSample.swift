internal import Model

/// Makes a value that a schema allows: its example or default where it has one, else of its type, with generators where
/// the format names one.
struct SchemaSample {
    let document: OpenAPIDocument
    /// Whether it is a request's content, which leaves out what is only read.
    let isRequest: Bool
    /// The references that led to what is being made, so that a schema within itself ends; empty where none did.
    private var open: [String] = []
    /// How many lists and objects are open, and how many may be.
    private var (depth, deepest) = (0, 0)
    /// Schemas that name others many times over could make values without end.
    private var budget = 0

    /// Tried in turn, until a value is small enough.
    private static let depths = [8, 4, 3, 2]
    private static let (largest, smallest) = (1_000, 100)

    init(document: OpenAPIDocument, isRequest: Bool) { (self.document, self.isRequest) = (document, isRequest) }

    /// A value, its texts being templates; nil for a schema that allows none.
    mutating func sample(_ schema: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> JSON? {
        if let said = try document.resolved(schema, &draft).flatMap({ Self.said($0.value) }) {
            return said.escapedForTemplates
        }
        let limit = max(Self.smallest, min(Self.largest, draft.valueBudget))
        var value: JSON?
        for depth in Self.depths {
            (deepest, budget) = (depth, limit)
            value = try self.value(schema, &draft)
            draft.valueBudget -= limit - budget
            if budget > 0 {
                if depth != Self.depths[0] {
                    draft.note(schema.path, "the schema is large; what lies deeper than \(depth) levels is left out")
                }
                return value
            }
        }
        draft.note(schema.path, "the schema is too large; it is cut after \(limit) values")
        return value
    }

    /// How much of the budget a value takes: its parts, and long texts more.
    private static func cost(_ value: JSON) -> Int {
        var cost = 0
        value.visit { _, part in cost += 1 + (part.string?.utf8.count ?? 0) / 256 }
        return cost
    }

    private mutating func value(_ schema: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> JSON? {
        budget -= 1
        let reference = schema.value["$ref"]?.string
        if let reference, open.contains(reference) { return nil }
        guard budget > 0, open.count < 96, let resolved = try document.resolved(schema, &draft) else { return nil }
        open.append(reference ?? "")
        defer { open.removeLast() }
        if let flag = resolved.value.bool { return flag ? [:] : nil }
        guard resolved.value.object != nil else { throw resolved.wrongKind("a schema") }
        if let said = Self.said(resolved.value) {
            budget -= Self.cost(said)
            return budget > 0 ? said.escapedForTemplates : nil
        }
        if let composed = try composed(resolved, &draft) { return composed }
        return try typed(resolved, &draft)
    }

    /// What the schema says itself.
    private static func said(_ schema: JSON) -> JSON? {
        schema["example"] ?? schema["const"] ?? schema["examples"]?[0] ?? schema["default"]
            ?? schema["enum"]?.array?.first { $0 != .null }
    }

    // MARK: Composition

    private mutating func composed(_ schema: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> JSON? {
        if schema["allOf"] != nil { return try merged(schema, &draft) }
        for key in ["oneOf", "anyOf"] {
            for choice in try schema.list(key) where choice.value["type"] != "null" {
                guard let value = try value(choice, &draft) else { continue }
                guard schema["properties"] != nil, case .object(let own)? = try object(schema, &draft) else {
                    return value
                }
                return Self.merging([.object(own), value])
            }
        }
        return nil
    }

    private mutating func merged(_ schema: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> JSON? {
        var parts: [JSON] = []
        for part in try schema.list("allOf") {
            if let value = try value(part, &draft) { parts.append(value) }
        }
        if schema["properties"] != nil, let own = try object(schema, &draft) { parts.append(own) }
        return Self.merging(parts)
    }

    /// Objects become one; of other values the last that says something stays.
    private static func merging(_ parts: [JSON]) -> JSON? {
        let objects = parts.compactMap(\.object)
        guard !objects.isEmpty else { return parts.last }
        var merged = JSONObject()
        for member in objects.flatMap(\.members) { merged[member.name] = member.value }
        return merged.members.isEmpty ? parts.last : .object(merged)
    }

    // MARK: Types

    private mutating func typed(_ schema: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> JSON? {
        switch Self.type(schema.value) {
        case "object", "array": return try nested(schema, &draft)
        case "string": return SchemaText.sample(schema, &draft)
        case "integer": return SchemaNumber.integer(schema.value)
        case "number": return SchemaNumber.fraction(schema.value)
        case "boolean": return true
        case "null": return .null
        default: return [:]
        }
    }

    /// A list or an object; nil where it would lie too deep.
    private mutating func nested(_ schema: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> JSON? {
        guard depth < deepest else { return nil }
        depth += 1
        defer { depth -= 1 }
        return try Self.type(schema.value) == "array" ? array(schema, &draft) : object(schema, &draft)
    }

    /// In 3.1 a type may be a list. A schema without one is known by its other members.
    private static func type(_ schema: JSON) -> String? {
        if let types = schema["type"]?.array { return types.compactMap(\.string).first { $0 != "null" } ?? "null" }
        if let type = schema["type"]?.string { return type }
        if schema["properties"] != nil || schema["additionalProperties"] != nil { return "object" }
        if schema["items"] != nil || schema["prefixItems"] != nil { return "array" }
        if schema["pattern"] != nil || schema["format"] != nil || schema["minLength"] != nil { return "string" }
        return schema["minimum"] != nil || schema["maximum"] != nil ? "number" : nil
    }

    private mutating func object(_ schema: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> JSON? {
        var object = JSONObject()
        for (name, property) in try schema["properties"]?.members() ?? [] {
            let hidden = property.value[isRequest ? "readOnly" : "writeOnly"]?.bool ?? false
            if !hidden, let value = try value(property, &draft) {
                object.members.append(.init(JSON.string(name).escapedForTemplates.textValue, value))
            }
        }
        if object.members.isEmpty, let others = schema["additionalProperties"], others.value.object != nil,
            let value = try value(others, &draft)
        {
            object["key"] = value
        }
        return .object(object)
    }

    private mutating func array(_ schema: ImportCursor, _ draft: inout ImportDraft) throws(ImportError) -> JSON? {
        var elements: [JSON] = []
        for item in try schema.list("prefixItems") {
            if let element = try value(item, &draft) { elements.append(element) }
        }
        let most = try schema.int("maxItems") ?? .max
        if elements.isEmpty, let items = schema["items"], most > 0, let element = try value(items, &draft) {
            let count = min(max(try schema.int("minItems") ?? 1, 1), 5, most)
            let cost = Self.cost(element) * (count - 1)
            elements = Array(repeating: element, count: cost < budget ? count : 1)
            budget -= cost
        }
        return .array(elements)
    }
}
