import Model

/// JSON Schemas of a description, as people read them: `{"id": text, "parts"?: [integer]}`.
struct ShapeText {
    private let schemas: [(name: String, value: JSON)]
    /// Those that more than one place refers to; the others are told where they are needed.
    private let shared: Set<String>

    init(_ description: JSON) {
        schemas = (description["components"]?["schemas"]?.object?.members ?? []).map { ($0.name, $0.value) }
        var counts: [String: Int] = [:]
        Self.countReferences(in: description, &counts)
        shared = Set(counts.filter { $0.value > 1 }.keys)
    }

    private static func countReferences(in json: JSON, _ counts: inout [String: Int]) {
        if let name = name(json) { counts[name, default: 0] += 1 }
        for element in json.array ?? [] { countReferences(in: element, &counts) }
        for member in json.object?.members ?? [] { countReferences(in: member.value, &counts) }
    }

    private static func name(_ schema: JSON?) -> String? {
        schema?["$ref"]?.string.map { String($0.split(separator: "/").last ?? "") }
    }

    /// The shapes that more than one place refers to, in the order of the alphabet.
    var section: String {
        schemas.filter { shared.contains($0.name) }
            .map { "### \($0.name)\n\n`\(text($0.value))`\n" }
            .joined(separator: "\n")
    }

    /// A schema, or a link to where it stands.
    func link(_ schema: JSON?) -> String {
        guard let name = Self.name(schema), shared.contains(name) else { return code(schema) }
        return "[\(name)](#\(name.lowercased()))"
    }

    func code(_ schema: JSON?) -> String { "`\(text(schema))`" }

    private func text(_ schema: JSON?) -> String {
        guard let schema else { return "anything" }
        if let name = Self.name(schema) {
            return shared.contains(name) ? name : text(schemas.first { $0.name == name }?.value)
        }
        if let words = schema["enum"]?.array { return words.map { "\"\($0.string ?? "")\"" }.joined(separator: " | ") }
        if let others = schema["anyOf"]?.array { return others.map(text).joined(separator: " | ") }
        switch schema["type"]?.string {
        case "string": return schema["pattern"]?.string.map { "text like \($0)" } ?? "text"
        case "array": return "[\(text(schema["items"]))]"
        case "object": return object(schema)
        case "integer", "number": return interval(schema)
        case let type: return type ?? "anything"
        }
    }

    private func object(_ schema: JSON) -> String {
        if let value = schema["additionalProperties"] { return "{name: \(text(value))}" }
        let needed = Set((schema["required"]?.array ?? []).compactMap(\.string))
        let members = (schema["properties"]?.object?.members ?? [])
            .map { "\"\($0.name)\"\(needed.contains($0.name) ? "" : "?"): \(text($0.value))" }
        return "{\(members.joined(separator: ", "))}"
    }

    private func interval(_ schema: JSON) -> String {
        let type = schema["type"]?.string ?? ""
        let bounds = [schema["minimum"], schema["maximum"]]
            .map { $0.map { String(decoding: $0.serialized(), as: UTF8.self) } }
        switch (bounds[0], bounds[1]) {
        case (let low?, let high?): return "\(type) from \(low) to \(high)"
        case (let low?, nil): return "\(type) from \(low)"
        default: return type
        }
    }
}
