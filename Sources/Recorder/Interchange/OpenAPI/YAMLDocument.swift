internal import Model
internal import Yams

/// Reads YAML 1.2 as JSON, the order of members kept. Scalars are resolved by the core schema, so that `NO` is a text
/// and `200` a member's name.
struct YAMLDocument {
    /// Without aliases a document has fewer values than bytes; with them it must not have many more.
    private let valueLimit: Int
    private var valueCount = 0

    private init(byteCount: Int) { valueLimit = byteCount + 50_000 }

    static func json(_ text: String) throws(ImportError) -> JSON {
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw Self.error(error)
        }
        guard let node else { throw .syntax(line: 1, column: 1, reason: "the document is empty") }
        var document = YAMLDocument(byteCount: text.utf8.count)
        return try document.json(node, depth: 0)
    }

    private mutating func json(_ node: Node, depth: Int) throws(ImportError) -> JSON {
        valueCount += 1
        guard valueCount <= valueLimit else {
            throw Self.error(node, "aliases multiply it to more than \(valueLimit) values")
        }
        guard depth <= Interchange.depthLimit else {
            throw Self.error(node, "it nests deeper than \(Interchange.depthLimit) levels")
        }
        switch node {
        case .scalar(let scalar): return YAMLScalar.json(scalar)
        case .sequence(let sequence):
            var elements: [JSON] = []
            for element in sequence { elements.append(try json(element, depth: depth + 1)) }
            return .array(elements)
        case .mapping(let mapping): return .object(try object(mapping, depth: depth))
        case .alias: throw Self.error(node, "an alias stands for nothing")
        }
    }

    /// `<<` brings members of other mappings in; a mapping's own come first.
    private mutating func object(_ mapping: Node.Mapping, depth: Int) throws(ImportError) -> JSONObject {
        var object = JSONObject()
        var merged: [JSON] = []
        for (key, value) in mapping {
            guard let scalar = key.scalar else { throw Self.error(key, "a member's name should be a text") }
            let json = try json(value, depth: depth + 1)
            if scalar.string == "<<", scalar.style == .plain {
                merged += json.array ?? [json]
            } else {
                object.members.append(.init(scalar.string, json))
            }
        }
        var names = Set(object.members.map(\.name))
        for member in merged.flatMap({ $0.object?.members ?? [] }) where names.insert(member.name).inserted {
            object.members.append(member)
        }
        return object
    }

    // MARK: Errors

    private static func error(_ node: Node, _ reason: String) -> ImportError {
        .syntax(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, reason: reason)
    }

    private static func error(_ error: any Error) -> ImportError {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            .syntax(line: mark.line, column: mark.column, reason: "this is no YAML: \(problem)")
        case YamlError.reader(let problem, _, _, _): .syntax(line: 1, column: 1, reason: "this is no YAML: \(problem)")
        case YamlError.duplicatedKeysInMapping(let names, let context):
            .syntax(
                line: context.mark.line,
                column: context.mark.column,
                reason: "\"\(names.joined(separator: "\", \""))\" stands twice in one mapping"
            )
        default: .syntax(line: 1, column: 1, reason: "this is no YAML")
        }
    }
}

/// Scalars of YAML 1.2's core schema (§10.3.2).
enum YAMLScalar {
    static func json(_ scalar: Node.Scalar) -> JSON {
        let isTagged = scalar.tag.description.hasSuffix(":str") || scalar.tag.description == "!"
        guard scalar.style == .plain, !isTagged else { return .string(scalar.string) }
        switch scalar.string {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: return number(scalar.string).map { .number($0) } ?? .string(scalar.string)
        }
    }

    /// The spelling is kept where JSON has it too.
    private static func number(_ text: String) -> JSONNumber? {
        guard text.utf8.first.map({ $0 &- 0x30 < 10 || "+-.".utf8.contains($0) }) == true else { return nil }
        if case .number(let number)? = try? JSON.parse(text) { return number }
        if text.hasPrefix("0x") { return Int64(text.dropFirst(2), radix: 16).map { JSONNumber($0) } }
        if text.hasPrefix("0o") { return Int64(text.dropFirst(2), radix: 8).map { JSONNumber($0) } }
        guard text.utf8.allSatisfy({ $0 &- 0x30 < 10 || "+-.eE".utf8.contains($0) }),
            text.utf8.contains(where: { $0 &- 0x30 < 10 })
        else { return nil }
        if let integer = Int64(text) { return JSONNumber(integer) }
        return Double(text.hasPrefix("+") ? String(text.dropFirst()) : text)
            .flatMap { $0.isFinite ? JSONNumber($0) : nil }
    }
}
