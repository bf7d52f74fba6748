/// Why a text is no template.
public struct TemplateError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The text as written.
    public var text: String
    /// Counted in bytes from zero.
    public var position: Int
    /// What is wrong and what should stand there instead.
    public var reason: String

    /// An error at a place of a text.
    public init(text: String, position: Int, reason: String) {
        (self.text, self.position, self.reason) = (text, position, reason)
    }

    /// `at character 9 of "$.req.a[": …`, counted from one.
    public var description: String { "at character \(position + 1) of \"\(text)\": \(reason)" }
}
