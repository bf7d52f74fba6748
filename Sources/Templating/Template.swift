public import Model

/// A text that may hold expressions, compiled once and rendered any number of times.
///
/// An expression starts with `$.` and a name, and ends before the first character that cannot belong to it; `${$.…}`
/// delimits it; `\$.` is a plain `$.`. A text that is one expression keeps the type of its value. What nothing
/// resolves stays as it is written and is reported.
public struct Template: Sendable {
    enum Part: Sendable {
        case text(String)
        case expression(Expression, source: String)
    }

    let parts: [Part]
    /// What it looks at.
    public let needs: TemplateNeeds

    /// Compiles a text.
    ///
    /// - Throws: what is wrong with an expression in it, and where.
    public init(_ text: String) throws(TemplateError) {
        var parser = TemplateParser(text)
        parts = try parser.parts()
        needs = parts.reduce(into: []) { needs, part in
            if case .expression(let expression, _) = part { needs.formUnion(expression.needs) }
        }
    }

    /// The text when there is no expression in it, its escapes undone; else nil.
    public var constant: String? {
        switch parts.count {
        case 0: ""
        case 1: if case .text(let text) = parts[0] { text } else { nil }
        default: nil
        }
    }

    /// Whether the text is one expression and nothing else.
    public var isWhole: Bool {
        if parts.count == 1, case .expression = parts[0] { true } else { false }
    }

    /// The value: of a single expression with its type, else the text as a string.
    public func value(in context: inout RenderContext) -> JSON {
        if parts.count == 1, case .expression(let expression, let source) = parts[0] {
            if let value = expression.value(in: &context) { return value }
            context.report(source)
            return .string(source)
        }
        return .string(text(in: &context))
    }

    /// The value as text; a single expression's string without quotes, everything else as JSON.
    public func text(in context: inout RenderContext) -> String {
        if let constant { return constant }
        var result = ""
        for part in parts {
            switch part {
            case .text(let text): result += text
            case .expression(let expression, let source):
                if let text = expression.text(in: &context) {
                    result += text
                } else {
                    context.report(source)
                    result += source
                }
            }
        }
        return result
    }

    /// A text spelled so that a template gives it back unchanged.
    public static func escaped(_ text: String) -> String {
        guard text.utf8.contains(0x24) else { return text }
        return text.split(separator: "$.", omittingEmptySubsequences: false).joined(separator: "\\$.")
    }
}

extension Template {
    /// A part of a text as it is written.
    public enum Piece: Sendable, Hashable {
        /// Text that means itself, its escapes undone.
        case text(String)
        /// An expression, `$.req.id` or `${$.req.id}`.
        case expression(String)
    }

    /// The text in parts, in order.
    public var pieces: [Piece] {
        parts.map { part in
            switch part {
            case .text(let text): .text(text)
            case .expression(_, let source): .expression(source)
            }
        }
    }
}
