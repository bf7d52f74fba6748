import Model

/// Content of an answer or a webhook.
enum Content {
    case none
    case json(Node)
    /// Text of a media type.
    case text(Leaf, String)
    /// `application/x-www-form-urlencoded`, field by field.
    case form([(String, Leaf)])

    static let formType = "application/x-www-form-urlencoded"

    var mediaType: String? {
        switch self {
        case .none: nil
        case .json: "application/json"
        case .text(_, let type): type
        case .form: Self.formType
        }
    }

    /// A form as an object of its fields.
    private static func node(_ fields: [(String, Leaf)]) -> Node { .object(fields.map { ($0, .leaf($1)) }) }

    /// Its leaves; text is one.
    var leaves: [(path: [PathStep], leaf: Leaf)] {
        switch self {
        case .none: []
        case .json(let node): node.leaves()
        case .text(let leaf, _): [([], leaf)]
        case .form(let fields): Self.node(fields).leaves()
        }
    }

    func value(_ scene: inout Scene) -> JSON? {
        switch self {
        case .none: nil
        case .json(let node): node.value(&scene)
        case .text(let leaf, _): leaf.value(&scene)
        case .form(let fields): Self.node(fields).value(&scene)
        }
    }

    /// A value of this content as bytes.
    func bytes(_ value: JSON?) -> [UInt8] {
        switch self {
        case .none: []
        case .json: value?.serialized() ?? []
        case .text: Array((value?.textValue ?? "").utf8)
        case .form:
            Array(
                (value?.object?.members ?? [])
                    .map { "\(PercentEncoding.encoded($0.name))=\(PercentEncoding.encoded($0.value.textValue))" }
                    .joined(separator: "&").utf8
            )
        }
    }

    /// What was sent, as the leaves' ways go through it: JSON, a form as an object of its fields, or text.
    static func read(_ bytes: [UInt8], as type: String?) -> JSON {
        let text = String(decoding: bytes, as: UTF8.self)
        guard type == formType else { return (try? JSON.parse(bytes)) ?? .string(text) }
        return .object(
            JSONObject(
                text.split(separator: "&")
                    .map { pair in
                        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                            .map { PercentEncoding.decoded($0, plusIsSpace: true) }
                        return JSONObject.Member(parts[0], .string(parts.count > 1 ? parts[1] : ""))
                    }
            )
        )
    }
}
