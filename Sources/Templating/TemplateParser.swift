/// Takes a text apart into plain text and expressions.
struct TemplateParser {
    private var parser: ExpressionParser
    private var plain: [UInt8] = []
    private var result: [Template.Part] = []

    init(_ text: String) { parser = ExpressionParser(text) }

    mutating func parts() throws(TemplateError) -> [Template.Part] {
        guard parser.bytes.contains(UInt8(ascii: "$")) else {
            return parser.text.isEmpty ? [] : [.text(parser.text)]
        }
        if let whole = try whole() { return [.expression(whole, source: parser.text)] }
        parser.position = 0
        while let byte = parser.peek { try read(byte) }
        flush()
        return result
    }

    /// The expression that the whole text is; here `||` needs no braces.
    private mutating func whole() throws(TemplateError) -> Expression? {
        guard parser.bytes.starts(with: [0x24, 0x2E]), let first = try parser.term() else { return nil }
        if parser.position == parser.bytes.count { return first }
        parser.skipBlanks()
        guard parser.take("||") else { return nil }
        parser.position = 0
        guard let expression = try? parser.alternatives(), parser.position == parser.bytes.count else { return nil }
        return expression
    }

    private mutating func read(_ byte: UInt8) throws(TemplateError) {
        let start = parser.position
        if byte == UInt8(ascii: "\\"), parser.take("\\$.") {
            plain += [0x24, 0x2E]
        } else if byte == UInt8(ascii: "$"), let expression = try expression() {
            flush()
            let source = String(decoding: parser.bytes[start..<parser.position], as: UTF8.self)
            result.append(.expression(expression, source: source))
        } else {
            parser.position = start + 1
            plain.append(byte)
        }
    }

    private mutating func expression() throws(TemplateError) -> Expression? {
        guard parser.bytes[parser.position...].starts(with: [0x24, 0x7B, 0x24, 0x2E]) else { return try parser.term() }
        let start = parser.position
        parser.position += 2
        guard let expression = try parser.alternatives() else { return nil }
        parser.skipBlanks()
        guard parser.take("}") else {
            throw TemplateError(
                text: parser.text,
                position: parser.position,
                reason: "\"}\" is missing for the \"${\" at character \(start + 1)"
            )
        }
        return expression
    }

    private mutating func flush() {
        guard !plain.isEmpty else { return }
        result.append(.text(String(decoding: plain, as: UTF8.self)))
        plain = []
    }
}
