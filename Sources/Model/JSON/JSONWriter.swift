extension JSON {
    /// The value as UTF-8 text.
    ///
    /// - Parameter indented: with line breaks and two spaces a level, for people; otherwise without any white space.
    public func serialized(indented: Bool = false) -> [UInt8] {
        var result: [UInt8] = []
        append(to: &result, indented: indented)
        return result
    }

    /// Writes the value at the end of a buffer.
    public func append(to output: inout [UInt8], indented: Bool = false, level: Int = 0) {
        switch self {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let number): output.append(contentsOf: number.text.utf8)
        case .string(let text): Self.appendQuoted(text, to: &output)
        case .array(let elements):
            appendList(elements, brackets: ("[", "]"), to: &output, indented: indented, level: level) {
                element,
                output in
                element.append(to: &output, indented: indented, level: level + 1)
            }
        case .object(let object):
            appendList(object.members, brackets: ("{", "}"), to: &output, indented: indented, level: level) {
                member,
                output in
                Self.appendQuoted(member.name, to: &output)
                output.append(contentsOf: (indented ? ": " : ":").utf8)
                member.value.append(to: &output, indented: indented, level: level + 1)
            }
        }
    }

    private func appendList<Element>(
        _ elements: [Element],
        brackets: (String, String),
        to output: inout [UInt8],
        indented: Bool,
        level: Int,
        appendElement: (Element, inout [UInt8]) -> Void
    ) {
        output.append(contentsOf: brackets.0.utf8)
        for (index, element) in elements.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            if indented { Self.appendLineBreak(level: level + 1, to: &output) }
            appendElement(element, &output)
        }
        if indented, !elements.isEmpty { Self.appendLineBreak(level: level, to: &output) }
        output.append(contentsOf: brackets.1.utf8)
    }

    private static func appendLineBreak(level: Int, to output: inout [UInt8]) {
        output.append(0x0A)
        output.append(contentsOf: repeatElement(0x20, count: 2 * level))
    }

    /// Writes a string in quotes, with the escapes that RFC 8259 §7 demands and no others.
    public static func appendQuoted(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { bytes in
            if bytes.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
                output.append(contentsOf: bytes)
            } else {
                for byte in bytes { appendEscaped(byte, to: &output) }
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func appendEscaped(_ byte: UInt8, to output: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""): output.append(contentsOf: #"\""#.utf8)
        case UInt8(ascii: "\\"): output.append(contentsOf: #"\\"#.utf8)
        case 0x0A: output.append(contentsOf: #"\n"#.utf8)
        case 0x0D: output.append(contentsOf: #"\r"#.utf8)
        case 0x09: output.append(contentsOf: #"\t"#.utf8)
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            output.append(contentsOf: #"\u00"#.utf8)
            output.append(digits[Int(byte >> 4)])
            output.append(digits[Int(byte & 15)])
        default: output.append(byte)
        }
    }
}
