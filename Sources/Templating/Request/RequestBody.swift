public import Model

/// A request's content in the form that conditions and `$.req` look into.
public struct RequestBody: Sendable {
    /// How the content was read.
    public enum Form: String, Sendable, Hashable {
        /// There is none.
        case empty
        /// JSON, by media type or because it reads as JSON.
        case json
        /// `application/x-www-form-urlencoded`: an object of texts, a list where a name stands several times.
        case form
        /// XML: an object with the root element's name; see `XMLReader`.
        case xml
        /// `multipart/…`: an object of the parts' names.
        case multipart
        /// Everything else: one text.
        case text
    }

    /// How the content was read.
    public let form: Form
    /// The content as a value; nil when there is none.
    public let value: JSON?
    /// What is said of the files of a `multipart/…` content, by the parts' names: `name`, `type` as sent, and `size` in bytes.
    public let files: JSON?

    /// Whether scalars are texts only because the format knows no others, so that `"5"` may be compared with 5.
    public var isUntyped: Bool { form == .form || form == .xml || form == .multipart || form == .text }

    /// Reads content by its media type, and where the type is missing or wrong by its looks: curl sends JSON as a
    /// form unless it is told not to.
    public init(content: [UInt8], contentType: String) {
        let type = MediaType(contentType)
        let reader = type.isMultipart ? type.parameters["boundary"].map { MultipartReader(content, boundary: $0) } : nil
        files = reader?.files()
        guard let first = content.first(where: { $0 > 0x20 }) else {
            (form, value) = content.isEmpty ? (.empty, nil) : (.text, .string(String(decoding: content, as: UTF8.self)))
            return
        }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "["), let json = try? JSON.parse(content) {
            (form, value) = (.json, json)
        } else {
            (form, value) = Self.read(content, first, type)
        }
    }

    /// Content that does not look like an object or an array of JSON.
    private static func read(_ content: [UInt8], _ first: UInt8, _ type: MediaType) -> (Form, JSON) {
        if type.isJSON, let json = try? JSON.parse(content) { return (.json, json) }
        if type.isForm {
            return (.form, object(of: FormEncoding.pairs(of: String(decoding: content, as: UTF8.self))))
        }
        if type.isMultipart, let boundary = type.parameters["boundary"],
            let parts = MultipartReader(content, boundary: boundary).parts()
        {
            return (.multipart, parts)
        }
        if type.isXML || first == UInt8(ascii: "<"), let element = XMLReader.parse(content) { return (.xml, element) }
        return (.text, .string(String(decoding: content, as: UTF8.self)))
    }

    private static func object(of pairs: [(name: String, value: String)]) -> JSON {
        collected(pairs.map { ($0.name, .string($0.value)) })
    }
}

/// An object in which a name that stands several times has a list of its values.
func collected(_ pairs: [(String, JSON)]) -> JSON {
    var order: [String] = []
    var values: [String: [JSON]] = [:]
    for (name, value) in pairs {
        if values[name] == nil { order.append(name) }
        values[name, default: []].append(value)
    }
    return .object(
        JSONObject(
            order.map { name in
                let all = values[name] ?? []
                return JSONObject.Member(name, all.count == 1 ? all[0] : .array(all))
            }
        )
    )
}

/// A media type with its parameters (RFC 9110 §8.3.1).
struct MediaType {
    /// `type/subtype` in lower case.
    let name: String
    /// Names in lower case.
    let parameters: [String: String]

    init(_ text: String) {
        var parts = text.split(separator: ";")[...]
        name = trimmed(parts.popFirst() ?? "").lowercased()
        var parameters: [String: String] = [:]
        for part in parts {
            let (name, value) = split(part, at: "=")
            parameters[trimmed(name).lowercased()] = unquoted(trimmed(value))
        }
        self.parameters = parameters
    }

    var isJSON: Bool { name == "application/json" || name.hasSuffix("+json") || name == "text/json" }
    var isForm: Bool { name == "application/x-www-form-urlencoded" }
    var isXML: Bool { name == "application/xml" || name == "text/xml" || name.hasSuffix("+xml") }
    var isMultipart: Bool { name.hasPrefix("multipart/") }
}
