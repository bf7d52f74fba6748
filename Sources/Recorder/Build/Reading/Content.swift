internal import Codings
internal import Model
internal import Templating

/// A message's content, its codings undone, in the form in which a template can be made of it.
enum Content: Sendable, Hashable {
    case none
    case json(JSON)
    case text(String)
    case binary([UInt8])

    /// More than this much decoded content is not looked into.
    static let limit = 32 << 20

    /// Reads a body by its looks and its media type.
    init(body: CapturedBody, fields: FieldSection) {
        let bytes = Content.decoded(body, fields)
        guard !bytes.isEmpty else {
            self = .none
            return
        }
        let type = (fields.first("Content-Type") ?? "").lowercased()
        let first = bytes.first { $0 > 0x20 }
        let looksStructured = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        if looksStructured || type.contains("json"), let json = try? JSON.parse(bytes), json.string == nil {
            // A lone JSON string goes the way of text, since a payload that is a string is sent without quotes.
            self = .json(json)
        } else if let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) {
            self = .text(text)
        } else {
            self = .binary(bytes)
        }
    }

    /// Whether it is an object or a list of JSON, whatever announced it.
    var isStructured: Bool {
        guard case .json(let json) = self else { return false }
        return json.object != nil || json.array != nil
    }

    /// A request's content in the form that `$.req` and conditions look into; nil without any.
    static func request(_ body: CapturedBody, fields: FieldSection) -> JSON? { parts(body, fields)?.value }

    /// A request's content and what it says of its files; nil without any.
    static func parts(_ body: CapturedBody, _ fields: FieldSection) -> RequestBody? {
        let bytes = decoded(body, fields)
        let type = fields.first("Content-Type") ?? ""
        guard !bytes.isEmpty, type.hasPrefix("multipart/") || String(validating: bytes, as: UTF8.self) != nil else {
            return nil
        }
        return RequestBody(content: bytes, contentType: type)
    }

    /// The bytes without their content codings; as they are when nobody can decode them.
    static func decoded(_ body: CapturedBody, _ fields: FieldSection) -> [UInt8] {
        let codings = fields.all(named: "Content-Encoding").joined(separator: ", ")
        guard !codings.isEmpty else { return body.bytes }
        return (try? ContentCoding.decodeAsFarAsPossible(body.bytes, codings: codings, limit: limit).bytes)
            ?? body.bytes
    }

    /// What an envelope of SOAP holds; empty for everything else.
    var envelope: String {
        guard case .text(let text) = self, text.hasPrefix("<") else { return "" }
        let names = text.prefix(4_096).split(separator: "<").prefix(8)
            .map { $0.prefix { $0 != ">" && $0 != " " && $0 != "/" } }
            .filter { !$0.isEmpty && !$0.hasPrefix("?") && !$0.hasPrefix("!") }
        guard let root = names.first, root.hasSuffix("Envelope") else { return "" }
        return " " + names.prefix(3).joined(separator: " ")
    }

    /// The names of the members near the root, and which of them are null.
    var outline: String {
        guard case .json(let json) = self else { return "" }
        var result = ""
        json.visit { path, value in
            guard (1...3).contains(path.steps.count), path.steps.allSatisfy(\.isMember) else { return }
            result += "\(path.spelling)\(value == .null ? "-" : "")"
        }
        return result
    }

    /// What kind it is, for telling answers apart.
    var kind: Int {
        switch self {
        case .none: 0
        case .json: 1
        case .text: 2
        case .binary: 3
        }
    }
}
