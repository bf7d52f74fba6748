internal import Model
internal import Templating

/// The content of a response or a callback, compiled.
enum CompiledContent: Sendable {
    case none
    case bytes([UInt8])
    /// A string: sent as the text that it is.
    case text(Template)
    /// Everything else.
    case json(JSONTemplate)
    /// A text that is base64 of the bytes to send.
    case base64(Template)
    /// What stands in a template file that is not there.
    case missing(file: String)

    init(_ payload: JSON?, decodesBase64: Bool, path: String) throws(PlacedError) {
        switch payload {
        case nil: self = .none
        case .string(let text)? where decodesBase64: self = try Self.base64(text, path: path)
        case .string(let text)?:
            let template = try compiledText(text, path: path)
            self = template.constant.map { .bytes(Array($0.utf8)) } ?? .text(template)
        case let value?:
            guard !decodesBase64 else {
                throw PlacedError(path: path, reason: "with \"decode\": \"base64\" a text should stand here")
            }
            let template = try compiledJSON(value, path: path)
            self = template.constant.map { .bytes($0) } ?? .json(template)
        }
    }

    private static func base64(_ text: String, path: String) throws(PlacedError) -> CompiledContent {
        let template = try compiledText(text, path: path)
        guard let constant = template.constant else { return .base64(template) }
        guard let bytes = Base64.decoded(constant) else { throw PlacedError(path: path, reason: "this is no base64") }
        return .bytes(bytes)
    }

    var needs: TemplateNeeds {
        switch self {
        case .none, .bytes, .missing: []
        case .text(let template), .base64(let template): template.needs
        case .json(let template): template.needs
        }
    }

    /// The bytes without rendering, when no template is in them.
    var constant: [UInt8]? {
        switch self {
        case .none: []
        case .bytes(let bytes): bytes
        case .text, .json, .base64, .missing: nil
        }
    }

    /// The bytes to send.
    func rendered(in context: inout RenderContext) throws(RenderError) -> [UInt8] {
        switch self {
        case .none: return []
        case .bytes(let bytes): return bytes
        case .missing(let file):
            throw RenderError(
                reason: "there is no template file \"\(file)\"; upload it, or put it beside the mock file"
            )
        case .text(let template): return Array(template.text(in: &context).utf8)
        case .json(let template):
            var output: [UInt8] = []
            template.append(to: &output, in: &context)
            return output
        case .base64(let template):
            let text = template.text(in: &context)
            guard let bytes = Base64.decoded(text) else {
                throw RenderError(reason: "\"\(text.prefix(80))\" is no base64, which \"decode\" asks for")
            }
            return bytes
        }
    }
}

/// Why a template could not be rendered for a request.
struct RenderError: Error {
    let reason: String
}

/// Text for a field's value: what would end the line becomes a space, so that nothing from a request can add fields.
func fieldValue(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) else { return text }
    return String(decoding: text.utf8.map { $0 == 0x0D || $0 == 0x0A || $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
}
