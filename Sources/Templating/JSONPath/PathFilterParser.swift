internal import Model

/// The filter half of JSONPath's grammar (RFC 9535 §2.3.5) with the types of functions (§2.4.3).
extension JSONPathParser {
    /// `a || b`, and everything that binds more tightly.
    mutating func filter() throws(JSONPathError) -> PathFilter {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 64 else { throw error("filters nest deeper than 64 levels") }
        var alternatives = [try conjunction()]
        while takeOperator("||") { alternatives.append(try conjunction()) }
        return alternatives.count == 1 ? alternatives[0] : .or(alternatives)
    }

    private mutating func conjunction() throws(JSONPathError) -> PathFilter {
        var conditions = [try test()]
        while takeOperator("&&") { conditions.append(try test()) }
        return conditions.count == 1 ? conditions[0] : .and(conditions)
    }

    private mutating func takeOperator(_ text: StaticString) -> Bool {
        let start = position
        skipBlanks()
        guard take(text) else {
            position = start
            return false
        }
        skipBlanks()
        return true
    }

    private mutating func test() throws(JSONPathError) -> PathFilter {
        if take("!") {
            skipBlanks()
            if peek == UInt8(ascii: "(") { return .not(try group()) }
            let start = position
            let term = try term()
            guard let filter = term.asTest else {
                throw JSONPathError(position: start, reason: "\"!\" stands before a query, a test or \"(\"")
            }
            return .not(filter)
        }
        return peek == UInt8(ascii: "(") ? try group() : try comparisonOrTest()
    }

    private mutating func group() throws(JSONPathError) -> PathFilter {
        position += 1
        skipBlanks()
        let filter = try filter()
        skipBlanks()
        guard take(")") else { throw error("\")\" is missing") }
        return filter
    }

    private mutating func comparisonOrTest() throws(JSONPathError) -> PathFilter {
        let start = position
        let left = try term()
        let afterLeft = position
        skipBlanks()
        guard let comparison = takeComparison() else {
            position = afterLeft
            guard let filter = left.asTest else {
                throw JSONPathError(position: start, reason: "a literal or a value alone is no test; compare it")
            }
            return filter
        }
        skipBlanks()
        let rightStart = position
        let right = try term()
        return .comparison(
            try comparable(left, at: start),
            comparison,
            try comparable(right, at: rightStart)
        )
    }

    private func comparable(_ term: Term, at start: Int) throws(JSONPathError) -> PathOperand {
        guard let operand = term.asOperand else {
            throw JSONPathError(position: start, reason: "only what gives a single value can be compared")
        }
        return operand
    }

    private mutating func takeComparison() -> PathComparison? {
        if take("==") { return .equal }
        if take("!=") { return .notEqual }
        if take("<=") { return .lessOrEqual }
        if take(">=") { return .greaterOrEqual }
        if take("<") { return .less }
        return take(">") ? .greater : nil
    }

    /// What stands on one side of an operator, before it is known what it is used for.
    enum Term {
        case literal(JSON)
        case query(PathQuery)
        /// `length`, `count`, `value`: a value.
        case call(PathOperand)
        /// `match`, `search`: true or false, not a value.
        case pattern(PathPatternTest)

        var asTest: PathFilter? {
            switch self {
            case .query(let query): .exists(query)
            case .pattern(let test): .pattern(test)
            case .literal, .call: nil
            }
        }

        var asOperand: PathOperand? {
            switch self {
            case .literal(let value): .literal(value)
            case .query(let query): query.isSingular ? .query(query) : nil
            case .call(let operand): operand
            case .pattern: nil
            }
        }
    }

    private mutating func term() throws(JSONPathError) -> Term {
        switch peek {
        case UInt8(ascii: "@"), UInt8(ascii: "$"):
            let isRelative = peek == UInt8(ascii: "@")
            position += 1
            return .query(PathQuery(isRelative: isRelative, segments: try segments()))
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return .literal(.string(try string()))
        case .some(let byte) where byte == UInt8(ascii: "-") || byte &- 0x30 < 10: return .literal(try number())
        case .some(let byte) where byte &- 0x61 < 26: return try wordOrCall()
        default: throw error("a query, a literal or a function should stand here")
        }
    }

    private mutating func wordOrCall() throws(JSONPathError) -> Term {
        let start = position
        while let byte = peek, byte &- 0x61 < 26 || byte == 0x5F || byte &- 0x30 < 10 { position += 1 }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        if peek == UInt8(ascii: "(") { return try call(word, at: start) }
        switch word {
        case "true": return .literal(true)
        case "false": return .literal(false)
        case "null": return .literal(nil)
        default: throw JSONPathError(position: start, reason: "\"\(word)\" is neither a literal nor a function")
        }
    }

    private mutating func number() throws(JSONPathError) -> JSON {
        let start = position
        while let byte = peek, byte &- 0x30 < 10 || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard case .number(let number)? = try? JSON.parse(text) else {
            throw JSONPathError(position: start, reason: "\"\(text)\" is no number")
        }
        return .number(number)
    }

    private mutating func call(_ name: String, at start: Int) throws(JSONPathError) -> Term {
        position += 1
        var arguments: [Term] = []
        skipBlanks()
        if peek != UInt8(ascii: ")") {
            repeat {
                skipBlanks()
                arguments.append(try term())
                skipBlanks()
            } while take(",")
        }
        guard take(")") else { throw error("\")\" or a comma is missing") }
        guard let call = Self.typed(name, arguments) else {
            throw JSONPathError(position: start, reason: "\(name)() is unknown or called with the wrong arguments")
        }
        return call
    }

    private static func typed(_ name: String, _ arguments: [Term]) -> Term? {
        switch (name, arguments.count) {
        case ("length", 1): return arguments[0].asOperand.map { .call(.length($0)) }
        case ("count", 1), ("value", 1):
            guard case .query(let query) = arguments[0] else { return nil }
            return .call(name == "count" ? .count(query) : .value(query))
        case ("match", 2), ("search", 2):
            guard let subject = arguments[0].asOperand, let pattern = arguments[1].asOperand else { return nil }
            var test = PathPatternTest(subject: subject, pattern: pattern, isWhole: name == "match")
            if case .literal(.string(let text)) = pattern {
                test.compiled = IRegexp.compile(text, isWhole: test.isWhole)
            }
            return .pattern(test)
        default: return nil
        }
    }
}
