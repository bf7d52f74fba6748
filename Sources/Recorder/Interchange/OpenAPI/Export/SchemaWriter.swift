internal import Model

/// Spells shapes as schemas of OpenAPI 3.1, which are those of JSON Schema 2020-12.
enum SchemaWriter {
    /// The schema that all values seen meet.
    static func schema(_ shape: ValueShape) -> JSON {
        let kinds = shape.kinds
        var schema: JSONObject = [:]
        switch kinds.count {
        case 0: return .object(schema)
        case 1: schema["type"] = .string(kinds[0].rawValue)
        default: schema["type"] = .array(kinds.map { .string($0.rawValue) })
        }
        if kinds.contains(.string) {
            describe(
                shape.texts,
                isNullable: kinds.contains(.null),
                alone: kinds.allSatisfy { $0 == .string || $0 == .null },
                &schema
            )
        }
        if kinds.contains(.integer), shape.hasLongIntegers { schema["format"] = "int64" }
        if kinds.contains(.array) { schema["items"] = shape.element.map(Self.schema) ?? [:] }
        if kinds.contains(.object) { describe(members: shape, &schema) }
        return .object(schema)
    }

    /// The schema of a text outside of JSON, as in a query or a field: what is only sometimes a number is a text.
    static func textual(_ shape: ValueShape) -> JSON {
        if shape.counts[.array] != nil {
            return [
                "type": "array",
                "items": shape.kinds == [.array] ? textual(shape.element ?? ValueShape()) : ["type": "string"],
            ]
        }
        return shape.kinds.count == 1 ? schema(shape) : ["type": "string"]
    }

    private static func describe(_ texts: ShapeOfTexts, isNullable: Bool, alone: Bool, _ schema: inout JSONObject) {
        if let format = texts.format { schema["format"] = .string(format.rawValue) }
        // A choice would forbid values of the other types.
        guard alone, let choice = texts.choice else { return }
        schema["enum"] = .array(choice.map { .string($0) } + (isNullable ? [.null] : []))
    }

    private static func describe(members shape: ValueShape, _ schema: inout JSONObject) {
        guard !shape.isDictionary else {
            schema["additionalProperties"] = Self.schema(shape.dictionaryValue)
            return
        }
        guard !shape.members.isEmpty else { return }
        schema["properties"] = .object(JSONObject(shape.members.map { .init($0.name, Self.schema($0.shape)) }))
        let required = shape.members.filter(shape.isRequired).map { JSON.string($0.name) }
        if !required.isEmpty { schema["required"] = .array(required) }
    }
}
