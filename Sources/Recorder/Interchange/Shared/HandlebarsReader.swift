internal import Model

/// A part of a Handlebars template.
enum HandlebarsPart {
    case text(String)
    case call(HandlebarsCall, source: String)
    /// A block, a partial, or something that does not read.
    case other(source: String)
}

/// What stands in braces: a path, or a helper with its arguments.
struct HandlebarsCall {
    /// The names of a path, or the helper's name alone.
    var path: [String]
    var arguments: [HandlebarsValue] = []
    var options: [String: HandlebarsValue] = [:]

    /// Whether it is only a path.
    var isPath: Bool { arguments.isEmpty && options.isEmpty }
}

/// An argument.
indirect enum HandlebarsValue {
    case literal(JSON)
    case call(HandlebarsCall)

    /// The text of a literal.
    var text: String? { if case .literal(let value) = self { value.textValue } else { nil } }
}

/// Takes a Handlebars template apart, as far as single expressions go.
struct HandlebarsReader {
    private let characters: [Character]
    private var position = 0
    /// Calls within calls; bounds the stack that a text can take.
    private var depth = 0

    private init(_ text: String) { characters = Array(text) }

    static func parts(of text: String) -> [HandlebarsPart] {
        guard text.contains("{{") else { return [.text(text)] }
        var reader = HandlebarsReader(text)
        return reader.parts()
    }

    private mutating func parts() -> [HandlebarsPart] {
        var parts: [HandlebarsPart] = []
        var plain = ""
        while position < characters.count {
            if take("\\{{") {
                plain += "{{"
            } else if starts(with: "{{"), let end = tagEnd() {
                if !plain.isEmpty { parts.append(.text(plain)) }
                plain = ""
                if let part = Self.part(String(characters[position..<end])) { parts.append(part) }
                position = end
            } else {
                plain.append(characters[position])
                position += 1
            }
        }
        return plain.isEmpty ? parts : parts + [.text(plain)]
    }

    /// The place behind the braces that close the tag which starts here.
    private func tagEnd() -> Int? {
        let close: [Character] =
            starts(with: "{{!--") ? Array("--}}") : starts(with: "{{{") ? Array("}}}") : Array("}}")
        var quote: Character?
        var index = position + 2
        while index + close.count <= characters.count {
            let character = characters[index]
            if quote == nil, characters[index..<index + close.count].elementsEqual(close) { return index + close.count }
            if character == quote {
                quote = nil
            } else if quote == nil, character == "'" || character == "\"", characters[position + 2] != "!" {
                quote = character
            }
            index += 1
        }
        return nil
    }

    /// Nil for a comment.
    private static func part(_ source: String) -> HandlebarsPart? {
        var content = source[...]
        while let first = content.first, first == "{" || first == "~" || first == "&" { content.removeFirst() }
        while let last = content.last, last == "}" || last == "~" { content.removeLast() }
        if content.first == "!" { return nil }
        var reader = HandlebarsReader(String(content))
        guard let first = content.first(where: { !$0.isWhitespace }), !"#/^>".contains(first),
            let call = reader.call(), reader.position == reader.characters.count, call.path != ["else"]
        else { return .other(source: source) }
        return .call(call, source: source)
    }

    // MARK: Inside the braces

    /// As much as belongs to one call.
    private mutating func call() -> HandlebarsCall? {
        depth += 1
        defer { depth -= 1 }
        skipBlanks()
        guard depth <= 16, let path = path() else { return nil }
        var call = HandlebarsCall(path: path)
        while true {
            skipBlanks()
            guard position < characters.count, characters[position] != ")" else { return call }
            let start = position
            if let name = self.path(), name.count == 1, take("=") {
                guard let value = value() else { return nil }
                call.options[name[0]] = value
            } else {
                position = start
                guard let value = value() else { return nil }
                call.arguments.append(value)
            }
        }
    }

    private mutating func value() -> HandlebarsValue? {
        guard position < characters.count else { return nil }
        switch characters[position] {
        case "'", "\"": return quoted().map { .literal(.string($0)) }
        case "(":
            position += 1
            guard let call = call(), take(")") else { return nil }
            return .call(call)
        default:
            guard let path = path() else { return nil }
            let word = path.joined(separator: ".")
            if let literal = try? JSON.parse(word) { return .literal(literal) }
            return .call(HandlebarsCall(path: path))
        }
    }

    private mutating func quoted() -> String? {
        let quote = characters[position]
        guard let end = characters[(position + 1)...].firstIndex(of: quote) else { return nil }
        defer { position = end + 1 }
        return String(characters[position + 1..<end])
    }

    /// Names with dots between; a name in brackets may hold anything.
    private mutating func path() -> [String]? {
        var names: [String] = []
        repeat {
            if take("[") {
                guard let end = characters[position...].firstIndex(of: "]") else { return nil }
                names.append(String(characters[position..<end]))
                position = end + 1
            } else {
                let start = position
                while position < characters.count, Self.belongsToName(characters[position]) { position += 1 }
                guard position > start else { return nil }
                names.append(String(characters[start..<position]))
            }
        } while take(".")
        return names
    }

    private static func belongsToName(_ character: Character) -> Bool {
        !character.isWhitespace && !".[]()='\"{}|,".contains(character)
    }

    private mutating func skipBlanks() {
        while position < characters.count, characters[position].isWhitespace { position += 1 }
    }

    private func starts(with text: String) -> Bool { characters[position...].starts(with: text) }

    private mutating func take(_ text: String) -> Bool {
        guard position < characters.count, starts(with: text) else { return false }
        position += text.count
        return true
    }
}
