internal import Model
internal import Templating

/// An expression of ours in its parts, for writing it in another tool's words.
indirect enum ReadExpression: Hashable {
    /// A number, a text in quotes, `true`, `false` or `null`.
    case literal(JSON)
    /// `$.req.items[0]`: the name after `$.` and the steps behind it.
    case path(root: String, ValuePath)
    /// `$.upper(x)`.
    case call(String, [ReadExpression])
    /// `$.fake.UUID`, `$.fake.pattern('…')`.
    case fake(String, [ReadExpression])
    /// `a || b`.
    case fallback([ReadExpression])

    /// Reads `$.…` or `${$.…}`; nil for what has no such parts.
    init?(_ source: String) {
        let isBraced = source.hasPrefix("${") && source.hasSuffix("}")
        var reader = Reader(text: Array(isBraced ? source.dropFirst(2).dropLast() : source[...]))
        guard let expression = reader.alternatives(), reader.isAtEnd else { return nil }
        self = expression
    }

    /// The expression that a text is; nil for plain texts, and for texts with more than one part.
    static func whole(_ template: String) -> ReadExpression? {
        guard let template = try? Template(template), template.isWhole,
            case .expression(let source)? = template.pieces.first
        else { return nil }
        return ReadExpression(source)
    }

    private struct Reader {
        let text: [Character]
        var position = 0

        var isAtEnd: Bool { position == text.count }
        private var next: Character? { position < text.count ? text[position] : nil }

        mutating func alternatives() -> ReadExpression? {
            guard var first = term() else { return nil }
            var choices = [first]
            while true {
                skipBlanks()
                guard take("|"), take("|") else { break }
                skipBlanks()
                guard let other = term() else { return nil }
                choices.append(other)
            }
            if choices.count > 1 { first = .fallback(choices) }
            return first
        }

        private mutating func term() -> ReadExpression? {
            if next == "'" || next == "\"" { return quoted().map { .literal(.string($0)) } }
            if next != "$" {
                let start = position
                while let character = next, character.isNumber || character.isLetter || "+-.".contains(character) {
                    position += 1
                }
                return (try? JSON.parse(String(text[start..<position]))).map { .literal($0) }
            }
            guard take("$"), take("."), let root = word() else { return nil }
            if root == "fake" {
                guard take("."), let name = word() else { return nil }
                guard next == "(" else { return .fake(name, []) }
                return arguments().map { .fake(name, $0) }
            }
            if next == "(" { return arguments().map { .call(root, $0) } }
            return steps(
                allowHyphens: ["reqHeader", "respHeader", "queryParams", "cookies", "pathParam"].contains(root)
            )
            .map { .path(root: root, $0) }
        }

        private mutating func arguments() -> [ReadExpression]? {
            guard take("(") else { return nil }
            var all: [ReadExpression] = []
            skipBlanks()
            if take(")") { return all }
            repeat {
                skipBlanks()
                guard let argument = alternatives() else { return nil }
                all.append(argument)
                skipBlanks()
            } while take(",")
            return take(")") ? all : nil
        }

        private mutating func steps(allowHyphens: Bool) -> ValuePath? {
            var path = ValuePath()
            while let character = next {
                if character == "." {
                    position += 1
                    guard let name = word(allowHyphens: allowHyphens) else { return nil }
                    path = path.appending(.member(name))
                } else if character == "[" {
                    position += 1
                    if next == "'" || next == "\"" {
                        guard let name = quoted() else { return nil }
                        path = path.appending(.member(name))
                    } else {
                        let digits = text[position...].prefix { $0.isNumber }
                        guard let index = Int(String(digits)) else { return nil }
                        position += digits.count
                        path = path.appending(.element(index))
                    }
                    guard take("]") else { return nil }
                } else {
                    break
                }
            }
            return path
        }

        private mutating func word(allowHyphens: Bool = false) -> String? {
            let start = position
            while let character = next,
                character == "_" || character.isLetter || character.isNumber || (allowHyphens && character == "-")
            {
                position += 1
            }
            return start == position ? nil : String(text[start..<position])
        }

        private mutating func quoted() -> String? {
            guard let quote = next else { return nil }
            position += 1
            var result = ""
            while let character = next, character != quote {
                position += 1
                // A backslash takes the meaning from a quote and from another backslash only.
                if character == "\\", let escaped = next, escaped == quote || escaped == "\\" {
                    position += 1
                    result.append(escaped)
                } else {
                    result.append(character)
                }
            }
            return take(quote) ? result : nil
        }

        private mutating func take(_ character: Character) -> Bool {
            guard next == character else { return false }
            position += 1
            return true
        }

        private mutating func skipBlanks() { while next == " " { position += 1 } }
    }
}

extension ReadExpression {
    /// What type its value has.
    enum ValueType { case text, number, any }

    var valueType: ValueType {
        switch self {
        case .literal(let value): value.string != nil ? .text : value.number != nil ? .number : .any
        case .path(let root, _):
            switch root {
            case "queryParams", "reqHeader", "respHeader", "pathParam", "cookies", "method", "path", "namespace": .text
            case "statusCode": .number
            default: .any
            }
        case .call(let name, let arguments):
            switch name {
            case "sum", "subtract", "multiply", "increment", "toNumber": .number
            case "time":
                if case .literal(let style)? = arguments.first, style.textValue.hasPrefix("unix") {
                    .number
                } else {
                    .text
                }
            default: .text
            }
        case .fake(let name, _):
            Self.numbers.contains(name) ? .number : name == "Bool" ? .any : .text
        case .fallback(let choices):
            choices.allSatisfy { $0.valueType == .text }
                ? .text : choices.allSatisfy { $0.valueType == .number } ? .number : .any
        }
    }

    private static let numbers: Set<String> = [
        "counter", "IntBetween", "PositiveInt", "Int", "FloatRange", "Float64", "Float32", "Latitude", "Longitude",
        "UnixTime",
    ]
}
