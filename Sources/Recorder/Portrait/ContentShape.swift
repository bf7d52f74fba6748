internal import Model
internal import Templating

/// What the contents of one media type had in common.
struct ContentShape: Sendable, Hashable {
    /// As in the first message, without its parameters; empty where none was said.
    let mediaType: String
    private(set) var count = 0
    /// Of contents that read as values: JSON, and forms as objects of texts.
    private(set) var values = ValueShape()
    /// How many were texts or bytes of which only the beginning was looked at.
    private(set) var opaque = 0
    /// How many of them were bytes that spell no text.
    private(set) var binaries = 0
    /// The first content that is small enough to be shown.
    private(set) var example: JSON?

    /// A longer example says less than the shape.
    private static let longestExample = 16 << 10

    init(mediaType: String) { self.mediaType = mediaType }

    /// - Parameter reads: the content as a value, where it is one.
    mutating func add(_ content: Content, reads value: JSON?) {
        count += 1
        if let value {
            values.add(value)
        } else {
            opaque += 1
            if case .binary = content { binaries += 1 }
        }
        if example == nil { example = (value ?? Self.text(content)).flatMap(Self.short) }
    }

    private static func text(_ content: Content) -> JSON? {
        if case .text(let text) = content { .string(text) } else { nil }
    }

    private static func short(_ value: JSON) -> JSON? {
        value.serialized().count <= longestExample ? value : JSON?.none
    }
}

/// The contents of many messages by their media types.
struct ContentShapes: Sendable, Hashable {
    /// In the order in which they were first seen.
    private(set) var types: [ContentShape] = []

    /// How many messages had content.
    var count: Int { types.reduce(0) { $0 + $1.count } }

    mutating func add(_ body: CapturedBody, fields: FieldSection) {
        add(Content(body: body, fields: fields), mediaType: fields.first("Content-Type") ?? "")
    }

    /// What clients such as curl announce whatever they send.
    static let form = "application/x-www-form-urlencoded"

    mutating func add(_ content: Content, mediaType type: String) {
        guard content != .none else { return }
        let announced = MediaTypeName(type).text
        let name = announced == Self.form && content.isStructured ? "application/json" : announced
        let place = types.firstIndex { $0.mediaType == name } ?? types.count
        if place == types.count { types.append(ContentShape(mediaType: name)) }
        types[place].add(content, reads: Self.value(content, type))
    }

    /// JSON as it is, forms as objects of texts. XML has a shape of its own, which is not looked at.
    private static func value(_ content: Content, _ type: String) -> JSON? {
        switch content {
        case .json(let value): return value
        case .text(let text):
            let body = RequestBody(content: Array(text.utf8), contentType: type)
            return [.form, .multipart, .json].contains(body.form) ? body.value : nil
        case .binary, .none: return nil
        }
    }
}
