internal import Model

/// The steps after a root: those of JSONPath, without blanks between them, and with templates in the keys of stores.
extension ExpressionParser {
    /// As many steps as follow. A dot or two that no name follows ends a sentence, not a path.
    mutating func steps(allowingHyphens: Bool) throws(TemplateError) -> [PathSegment] {
        var steps: [PathSegment] = []
        while let step = try step(allowingHyphens: allowingHyphens) { steps.append(step) }
        return steps
    }

    private mutating func step(allowingHyphens: Bool) throws(TemplateError) -> PathSegment? {
        if peek == UInt8(ascii: "[") { return .children(try bracket()) }
        let start = position
        guard take(".") else { return nil }
        let isDescending = take(".")
        if let name = name(allowingHyphens: allowingHyphens) {
            return isDescending ? .descendants([.name(name)]) : .children([.name(name)])
        }
        if isDescending, peek == UInt8(ascii: "[") { return .descendants(try bracket()) }
        if take("*") { return isDescending ? .descendants([.wildcard]) : .children([.wildcard]) }
        position = start
        return nil
    }

    private mutating func bracket() throws(TemplateError) -> [PathSelector] {
        var parser = JSONPathParser(bytes, at: position)
        do throws(JSONPathError) {
            let selectors = try parser.bracket()
            position = parser.position
            return selectors
        } catch {
            throw TemplateError(
                text: text,
                position: error.position,
                reason: "\(error.reason); text in brackets after an expression needs braces: \"${$.…}[…]\""
            )
        }
    }

    private mutating func name(allowingHyphens: Bool) -> String? {
        guard allowingHyphens else {
            var parser = JSONPathParser(bytes, at: position)
            let name = parser.memberName()
            position = parser.position
            return name
        }
        let start = position
        while let byte = peek, JSONPathParser.isNameStart(byte) || byte &- 0x30 < 10 || byte == 0x2D { position += 1 }
        return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    /// What follows `$.gS`, `$.cS` or `$.mS`.
    mutating func store(_ scope: StoreReference.Scope) throws(TemplateError) -> StoreReference {
        if bytes[position...].starts(with: [0x5B, 0x27]) || bytes[position...].starts(with: [0x5B, 0x22]) {
            position += 1
            let start = position
            let key = try quoted()
            guard take("]") else { throw error("\"]\" is missing after the key") }
            do throws(TemplateError) {
                let path = ValuePath(try steps(allowingHyphens: false))
                return StoreReference(scope: scope, key: .template(try Template(key)), path: path)
            } catch {
                guard error.text == key, key != text else { throw error }
                throw TemplateError(text: text, position: start + 1 + error.position, reason: error.reason)
            }
        }
        var names: [String] = []
        while true {
            let start = position
            guard take("."), let name = name(allowingHyphens: false) else {
                position = start
                break
            }
            names.append(name)
        }
        let path = ValuePath(try steps(allowingHyphens: false))
        return StoreReference(scope: scope, key: names.isEmpty ? .whole : .names(names), path: path)
    }
}
