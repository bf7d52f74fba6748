internal import Model

/// Reads expressions out of a text, from a `$` on.
struct ExpressionParser {
    let text: String
    let bytes: [UInt8]
    var position: Int
    private var depth = 0

    init(_ text: String) { (self.text, bytes, position) = (text, Array(text.utf8), 0) }

    /// `a || b || …` with blanks around the bars; nil when what starts here is no expression at all.
    mutating func alternatives() throws(TemplateError) -> Expression? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 32 else { throw error("expressions nest deeper than 32 levels") }
        guard let first = try operand() else { return nil }
        var choices = [first]
        while true {
            let end = position
            skipBlanks()
            guard take("||") else {
                position = end
                return choices.count == 1 ? choices[0] : .fallback(choices)
            }
            skipBlanks()
            guard let next = try operand() else {
                throw error("a default should follow \"||\": a text in quotes, a number or an expression")
            }
            choices.append(next)
        }
    }

    private mutating func operand() throws(TemplateError) -> Expression? {
        switch peek {
        case UInt8(ascii: "$"): return try term()
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return .literal(.string(try quoted()))
        case .some(let byte) where byte == UInt8(ascii: "-") || byte &- 0x30 < 10 || byte &- 0x61 < 26:
            return try literal()
        default: return nil
        }
    }

    private mutating func literal() throws(TemplateError) -> Expression? {
        let start = position
        while let byte = peek, Self.belongsToLiteral(byte) { position += 1 }
        guard let value = try? JSON.parse(Array(bytes[start..<position])) else {
            position = start
            throw error("a text needs quotes here; without them only numbers, true, false and null may stand")
        }
        return .literal(value)
    }

    private static func belongsToLiteral(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x2B || byte == 0x2D || byte == 0x2E
    }

    /// `$.NAME…`, as it stands in text: it ends before the first character that cannot belong to it. Nil when no name
    /// follows, as in `$.50`.
    mutating func term() throws(TemplateError) -> Expression? {
        let start = position
        guard take("$."), let name = identifier() else {
            position = start
            return nil
        }
        if let scope = StoreReference.Scope(name: name) { return .store(try store(scope)) }
        if let root = Reference.Root(name: name) {
            return .reference(Reference(root: root, path: ValuePath(try steps(allowingHyphens: root.allowsHyphens))))
        }
        switch name {
        case "fake": return try fake()
        case "time":
            let place = position
            let arguments = try constants(of: "$.time")
            do {
                return .time(try TimeFormat(arguments.map(\.textValue)))
            } catch {
                throw TemplateError(
                    text: text,
                    position: place,
                    reason: "$.time does not know '\(error.argument)'; it takes 'rfc3339', 'rfc3339ms', 'rfc3339us',"
                        + " 'rfc3339ns', 'unix', 'unixms', 'http' or 'date', then an offset like '+24h'"
                )
            }
        default:
            guard let function = Function(rawValue: name), peek == UInt8(ascii: "(") else { return unknown() }
            return .call(function, try arguments(of: function))
        }
    }

    /// The rest of a name that means nothing, so that it is reported as a whole.
    private mutating func unknown() -> Expression {
        var parser = JSONPathParser(bytes, at: position)
        while parser.take("."), parser.memberName() != nil { position = parser.position }
        return .unknown
    }

    private mutating func fake() throws(TemplateError) -> Expression {
        let start = position
        guard take("."), let name = identifier() else {
            throw TemplateError(text: text, position: start, reason: "a generator's name should follow \"$.fake\"")
        }
        guard let kind = FakerKind.named(name) else { return .unknown }
        let place = position
        var arguments: [JSON] = []
        if peek == UInt8(ascii: "("), kind.takesArguments || bytes[position...].starts(with: [0x28, 0x29]) {
            arguments = try constants(of: "$.fake.\(name)")
        }
        do {
            return .fake(try kind.make(arguments))
        } catch {
            throw TemplateError(text: text, position: place, reason: "$.fake.\(name) \(error.reason)")
        }
    }

    // MARK: Arguments

    private mutating func arguments(of function: Function) throws(TemplateError) -> [Expression] {
        let start = position
        let arguments = try list(of: "$.\(function.rawValue)")
        guard function.argumentCounts.contains(arguments.count) else {
            let counts = function.argumentCounts
            let wanted = counts.count == 1 ? "\(counts.lowerBound)" : "\(counts.lowerBound) to \(counts.upperBound)"
            throw TemplateError(
                text: text,
                position: start,
                reason: "$.\(function.rawValue) takes \(wanted) arguments, not \(arguments.count)"
            )
        }
        return arguments
    }

    /// Arguments that must be known when the template is compiled.
    private mutating func constants(of name: String) throws(TemplateError) -> [JSON] {
        let start = position
        var values: [JSON] = []
        for argument in try list(of: name) {
            guard case .literal(let value) = argument else {
                throw TemplateError(
                    text: text,
                    position: start,
                    reason: "\(name) takes only numbers and texts in quotes as arguments"
                )
            }
            values.append(value)
        }
        return values
    }

    private mutating func list(of name: String) throws(TemplateError) -> [Expression] {
        guard take("(") else { throw error("\"(\" should follow \(name)") }
        var arguments: [Expression] = []
        skipBlanks()
        if take(")") { return arguments }
        while true {
            skipBlanks()
            guard let argument = try alternatives() else {
                throw error("an argument of \(name) should stand here: a text in quotes, a number or an expression")
            }
            arguments.append(argument)
            skipBlanks()
            if take(")") { return arguments }
            guard take(",") else { throw error("a comma or \")\" is missing in the arguments of \(name)") }
        }
    }

    /// A text in quotes; a backslash takes the meaning from a quote or a backslash and is itself before all else, so
    /// that patterns need no double ones.
    mutating func quoted() throws(TemplateError) -> String {
        let start = position
        let quote = bytes[position]
        position += 1
        var content: [UInt8] = []
        while let byte = peek {
            position += 1
            if byte == quote { return String(decoding: content, as: UTF8.self) }
            if byte == UInt8(ascii: "\\"), let next = peek, next == quote || next == byte {
                content.append(next)
                position += 1
            } else {
                content.append(byte)
            }
        }
        throw TemplateError(text: text, position: start, reason: "this text in quotes has no end")
    }

    // MARK: Bytes

    private mutating func identifier() -> String? {
        let start = position
        while let byte = peek, (byte | 0x20) &- 0x61 < 26 || byte == 0x5F || (position > start && byte &- 0x30 < 10) {
            position += 1
        }
        return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func take(_ wanted: StaticString) -> Bool {
        let wanted = UnsafeBufferPointer(start: wanted.utf8Start, count: wanted.utf8CodeUnitCount)
        guard bytes[position...].starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }

    mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x09 { position += 1 }
    }

    func error(_ reason: String) -> TemplateError { TemplateError(text: text, position: position, reason: reason) }
}
