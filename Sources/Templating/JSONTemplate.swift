public import Model

/// A JSON value whose strings may hold expressions, compiled to pieces of ready bytes with the expressions in
/// between, so that rendering appends and never builds a tree.
public struct JSONTemplate: Sendable {
    private enum Piece: Sendable {
        /// JSON text, ready to be sent.
        case bytes([UInt8])
        /// An expression that is a whole value and keeps its type.
        case value(Template)
        /// A text in quotes.
        case text(Template)
    }

    private let pieces: [Piece]
    private let literal: JSON
    /// What it looks at.
    public let needs: TemplateNeeds

    /// Compiles a value.
    ///
    /// - Throws: what is wrong with an expression, and its path below the value (`.items[0].id`).
    public init(_ json: JSON) throws(JSONTemplateError) {
        var compiler = Compiler()
        try compiler.add(json, path: "")
        compiler.flush()
        (pieces, needs, literal) = (compiler.pieces, compiler.needs, json)
    }

    /// The value's bytes when there is no expression in it, else nil.
    public var constant: [UInt8]? {
        if pieces.count == 1, case .bytes(let bytes) = pieces[0] { bytes } else { nil }
    }

    /// Writes the value's JSON text at the end of a buffer.
    public func append(to output: inout [UInt8], in context: inout RenderContext) {
        for piece in pieces {
            switch piece {
            case .bytes(let bytes): output.append(contentsOf: bytes)
            case .value(let template): template.value(in: &context).append(to: &output)
            case .text(let template): JSON.appendQuoted(template.text(in: &context), to: &output)
            }
        }
    }

    /// The value.
    public func value(in context: inout RenderContext) -> JSON {
        if pieces.count == 1, case .value(let template) = pieces[0] { return template.value(in: &context) }
        var output: [UInt8] = []
        append(to: &output, in: &context)
        // What was just written is JSON, unless a store held a value deeper than the parser goes.
        return (try? JSON.parse(output)) ?? literal
    }

    private struct Compiler {
        var pieces: [Piece] = []
        var needs: TemplateNeeds = []
        private var bytes: [UInt8] = []

        mutating func add(_ json: JSON, path: String) throws(JSONTemplateError) {
            switch json {
            case .string(let text): try add(text, path: path, isValue: true)
            case .array(let elements):
                bytes.append(UInt8(ascii: "["))
                for (index, element) in elements.enumerated() {
                    if index > 0 { bytes.append(UInt8(ascii: ",")) }
                    try add(element, path: "\(path)[\(index)]")
                }
                bytes.append(UInt8(ascii: "]"))
            case .object(let object):
                bytes.append(UInt8(ascii: "{"))
                for (index, member) in object.members.enumerated() {
                    if index > 0 { bytes.append(UInt8(ascii: ",")) }
                    let path = "\(path).\(member.name)"
                    try add(member.name, path: path, isValue: false)
                    bytes.append(UInt8(ascii: ":"))
                    try add(member.value, path: path)
                }
                bytes.append(UInt8(ascii: "}"))
            case .null, .bool, .number: json.append(to: &bytes)
            }
        }

        private mutating func add(_ text: String, path: String, isValue: Bool) throws(JSONTemplateError) {
            let template: Template
            do {
                template = try Template(text)
            } catch {
                throw JSONTemplateError(path: path, error: error)
            }
            if let constant = template.constant { return JSON.appendQuoted(constant, to: &bytes) }
            flush()
            needs.formUnion(template.needs)
            pieces.append(isValue && template.isWhole ? .value(template) : .text(template))
        }

        mutating func flush() {
            if !bytes.isEmpty { pieces.append(.bytes(bytes)) }
            bytes = []
        }
    }
}

/// Why a string in a JSON value is no template, and where it is.
public struct JSONTemplateError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The path below the value, `.items[0].id`; empty for the value itself.
    public var path: String
    /// What is wrong.
    public var error: TemplateError

    /// `.items[0].id: at character 9 of …`.
    public var description: String { path.isEmpty ? error.description : "\(path): \(error)" }
}
