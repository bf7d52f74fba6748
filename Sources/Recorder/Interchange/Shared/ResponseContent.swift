internal import Model
internal import Templating

extension ReplyTemplate {
    /// Makes recorded content the payload: JSON as JSON, text as text, everything else as base64.
    mutating func setContent(_ bytes: [UInt8]) {
        if let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) {
            setContent(text)
        } else {
            payload = .string(Base64.encoded(bytes))
            decodesBase64 = true
        }
    }

    /// Makes recorded text the payload. It becomes JSON where that changes nothing that a reader of JSON sees.
    mutating func setContent(_ text: String) {
        guard !text.isEmpty else { return }
        let bytes = Array(text.utf8)
        // A lone string or null would be sent as text or not at all.
        if let json = try? JSON.parse(bytes, depthLimit: Interchange.depthLimit), json.string == nil, json != .null,
            isAnnouncedAsJSON || json.serialized() == bytes
        {
            payload = json.escapedForTemplates
        } else {
            payload = .string(Template.escaped(text))
        }
    }

    /// Whether the fields name JSON, or nothing: then JSON is announced by itself.
    private var isAnnouncedAsJSON: Bool {
        guard let type = fields.first(where: { $0.name.lowercased() == "content-type" })?.value else { return true }
        return MediaTypeName(type).isJSON
    }
}

/// The type and subtype of a media type (RFC 9110 §8.3.1), in lower case.
struct MediaTypeName: Hashable {
    let text: String

    init(_ mediaType: String) {
        text = String(mediaType.prefix { $0 != ";" }.filter { !$0.isWhitespace }).lowercased()
    }

    var isJSON: Bool { text == "application/json" || text.hasSuffix("+json") || text == "text/json" }
}
