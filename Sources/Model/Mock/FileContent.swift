/// What stands in a template file: JSON where it reads as such, else text, else bytes.
public struct FileContent: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The content as a payload: templates in JSON and text are rendered; bytes are base64.
    public let payload: JSON
    /// Whether the payload is base64 of bytes that spell no text, and are sent as they are.
    public let isBase64: Bool

    /// The content of a file with these bytes.
    public init(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            (payload, isBase64) = (.string(Base64.encoded(bytes)), true)
            return
        }
        (payload, isBase64) = ((try? JSON.parse(bytes)) ?? .string(text), false)
    }

    /// The content of a file with this text.
    public init(stringLiteral text: String) { self.init(Array(text.utf8)) }
}
