internal import Model

/// JSON Schema (2020-12, as OpenAPI 3.1 has it) of shapes; the named ones are gathered once and referred to.
struct ShapeSchema {
    /// The named shapes met so far, in the order in which they were met.
    private(set) var named: [(name: String, schema: JSON)] = []

    /// The schema of a shape, or where it stands.
    mutating func schema(of shape: Shape) -> JSON {
        guard !shape.name.isEmpty else { return plain(shape.kind) }
        if !named.contains(where: { $0.name == shape.name }) {
            let place = named.count
            named.append((shape.name, .null))
            named[place].schema = plain(shape.kind)
        }
        return ["$ref": .string("#/components/schemas/\(shape.name)")]
    }

    private mutating func plain(_ kind: Shape.Kind) -> JSON {
        switch kind {
        case .none, .any, .bytes: true
        case .text: ["type": "string"]
        case .filledText: ["type": "string", "minLength": 1]
        case .matching(let pattern): ["type": "string", "pattern": .string(pattern)]
        case .choice(let words): ["type": "string", "enum": .array(words.map { .string($0) })]
        case .integer: ["type": "integer"]
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        case .list(let element): ["type": "array", "items": schema(of: element)]
        case .filledList(let element): ["type": "array", "items": schema(of: element), "minItems": 1]
        case .nullable(let shape): ["anyOf": [schema(of: shape), ["type": "null"]]]
        case .map(let value): ["type": "object", "additionalProperties": schema(of: value)]
        case .object(let members): object(members)
        }
    }

    private mutating func object(_ members: [Shape.Member]) -> JSON {
        var properties = JSONObject()
        for member in members { properties[member.name] = schema(of: member.shape) }
        var schema: JSONObject = ["type": "object", "properties": .object(properties)]
        let required = members.filter(\.isRequired).map { JSON.string($0.name) }
        if !required.isEmpty { schema["required"] = .array(required) }
        return .object(schema)
    }
}

extension Parameter {
    /// What may stand for it in a query.
    var schema: JSON {
        switch kind {
        case .text, .words: ["type": "string"]
        case .integer(let range):
            range.upperBound == .max
                ? ["type": "integer", "minimum": .int(range.lowerBound)]
                : ["type": "integer", "minimum": .int(range.lowerBound), "maximum": .int(range.upperBound)]
        case .seconds(let range):
            ["type": "number", "minimum": .int(Int(range.lowerBound)), "maximum": .int(Int(range.upperBound))]
        case .flag: ["type": "boolean"]
        case .choice(let words): ["type": "string", "enum": .array(words.map { .string($0) })]
        }
    }
}
