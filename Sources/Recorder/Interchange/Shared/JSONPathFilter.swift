internal import Model
internal import Templating

/// JSONPath as Jayway's library reads it: a filter at the root of an object looks at the object itself, where RFC 9535
/// looks at its members.
enum JSONPathFilter {
    private static let actions: [(sign: String, action: Condition.Action)] = [
        ("==", .equals), ("!=", .notEquals), (">=", .greaterOrEqual), ("<=", .lessOrEqual), (">", .greater),
        ("<", .less),
    ]

    /// A condition that holds when the path selects something; nil when it cannot be said.
    static func condition(_ path: String) -> Condition? {
        if let inner = rootFilter(path) { return comparison(inner) }
        return (try? JSONPath(path)) == nil ? nil : .check(path, .any)
    }

    /// What stands in `$[?(…)]`.
    private static func rootFilter(_ path: String) -> String? {
        let text = path.filter { $0 != " " }
        guard text.hasPrefix("$[?(") || text.hasPrefix("$.[?("), text.hasSuffix(")]"),
            let open = path.firstIndex(of: "("), let close = path.lastIndex(of: ")")
        else { return nil }
        return String(path[path.index(after: open)..<close])
    }

    /// `@.a.b == 'c'`, `@.a =~ /c/i`, `@.a`.
    private static func comparison(_ filter: String) -> Condition? {
        guard !filter.contains("&&"), !filter.contains("||") else { return nil }
        if let range = filter.firstRange(of: "=~") {
            guard let path = singlePath(filter[..<range.lowerBound]), let pattern = pattern(filter[range.upperBound...])
            else { return nil }
            return .check(path, .matches, .string(pattern))
        }
        for (sign, action) in actions {
            guard let range = filter.firstRange(of: sign) else { continue }
            guard let path = singlePath(filter[..<range.lowerBound]), let value = literal(filter[range.upperBound...])
            else { return nil }
            return .check(path, action, value)
        }
        return singlePath(filter[...]).map { .check($0, .any) }
    }

    private static func singlePath(_ text: Substring) -> String? {
        let path = text.filter { !$0.isWhitespace }
        guard path.hasPrefix("@"), let query = try? JSONPath("$" + path.dropFirst()), query.isSingular else {
            return nil
        }
        return query.text
    }

    private static func literal(_ text: Substring) -> JSON? {
        let text = trimmed(text)
        if text.count >= 2, text.first == "'", text.last == "'" { return .string(String(text.dropFirst().dropLast())) }
        guard let value = try? JSON.parse(text), value.isScalar else { return nil }
        return value
    }

    /// `/expression/flags`.
    private static func pattern(_ text: Substring) -> String? {
        let text = trimmed(text)
        guard text.first == "/", let end = text.lastIndex(of: "/"), end > text.startIndex else { return nil }
        let flags = text[text.index(after: end)...]
        guard flags.allSatisfy({ "ims".contains($0) }) else { return nil }
        let expression = PatternText.whole(String(text[text.index(after: text.startIndex)..<end]))
        return flags.isEmpty ? expression : "(?\(flags))\(expression)"
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
