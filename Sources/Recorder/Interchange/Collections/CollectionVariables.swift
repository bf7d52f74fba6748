internal import Model

/// The variables of a collection: `{{name}}` in its texts.
struct CollectionVariables {
    /// Stands in a text for a variable that nobody knows. Private use, so that no text has it by itself.
    static let unknown: Character = "\u{F8FF}"
    /// Values may hold variables again, and a text must not grow without end.
    private static let (rounds, lengthLimit) = (8, 1 << 20)

    private(set) var values: [String: String] = [:]
    /// Whether `{% … %}` is computed when the request is sent, as Insomnia does.
    var hasTags = false

    mutating func define(_ name: String, as value: String) { values[name] = value }

    /// The text with all variables that are known replaced.
    func resolved(_ text: String) -> String {
        var text = text
        for _ in 0..<Self.rounds where text.contains("{{") {
            text = Self.replaced(in: text) { name in text.utf8.count < Self.lengthLimit ? values[name] : nil }
            guard text.utf8.count < Self.lengthLimit else { break }
        }
        return text
    }

    /// The text with known variables replaced, and a mark in the place of each other one.
    func marked(_ text: String) -> String {
        Self.replaced(in: withoutTags(resolved(text))) { _ in String(Self.unknown) }
    }

    /// Tags are as good as variables that nobody knows.
    private func withoutTags(_ text: String) -> String {
        hasTags ? text.replacing(/\{%[^%]*%\}/, with: "{{tag}}") : text
    }

    /// As `marked`, in JSON: outside of quotes the mark needs some of its own.
    func markedJSON(_ text: String) -> String {
        var result = ""
        var isQuoted = false
        var rest = withoutTags(resolved(text))[...]
        while let first = rest.first {
            if rest.hasPrefix("{{"), let end = rest.firstRange(of: "}}"),
                Self.name(rest[..<end.lowerBound].dropFirst(2)) != nil
            {
                result += isQuoted ? String(Self.unknown) : "\"\(Self.unknown)\""
                rest = rest[end.upperBound...]
            } else if first == "\\", isQuoted {
                result += rest.prefix(2)
                rest = rest.dropFirst(2)
            } else {
                if first == "\"" { isQuoted.toggle() }
                result.append(rest.removeFirst())
            }
        }
        return result
    }

    /// The names of variables that stand in a text.
    static func names(in text: String) -> [String] {
        var names: [String] = []
        _ = replaced(in: text) { name in
            names.append(name)
            return nil
        }
        return names
    }

    private static func replaced(in text: String, _ value: (String) -> String?) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "{{") {
            guard let end = rest[start.upperBound...].firstRange(of: "}}") else { break }
            result += rest[..<start.lowerBound]
            if let name = name(rest[start.upperBound..<end.lowerBound]), let value = value(name) {
                result += value
            } else {
                result += rest[start.lowerBound..<end.upperBound]
            }
            rest = rest[end.upperBound...]
        }
        return result + rest
    }

    /// Insomnia writes `_.name`; a name holds no quotes and braces, so that JSON objects are none.
    private static func name(_ text: Substring) -> String? {
        var name = text
        while name.first?.isWhitespace == true { name.removeFirst() }
        while name.last?.isWhitespace == true { name.removeLast() }
        if name.hasPrefix("_.") { name = name.dropFirst(2) }
        return name.isEmpty || name.contains(where: { "{}\"'\n:,".contains($0) }) ? nil : String(name)
    }
}
