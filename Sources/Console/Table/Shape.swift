/// What a body holds, by name: enough to describe an endpoint to people and programs.
struct Shape: Sendable {
    /// How other shapes and descriptions refer to it; empty for one that needs no name.
    let name: String
    let kind: Kind

    indirect enum Kind: Sendable {
        /// No body.
        case none
        case text, integer, number, boolean
        /// Any JSON value.
        case any
        /// Bytes that are no JSON, of this media type.
        case bytes(String)
        /// Text that is not empty.
        case filledText
        /// Text that a regular expression (ECMA 262) matches.
        case matching(String)
        /// One of these words.
        case choice([String])
        case list(Shape)
        /// A list that is not empty.
        case filledList(Shape)
        /// The shape, or `null`.
        case nullable(Shape)
        /// An object whose members are not known before.
        case map(Shape)
        case object([Member])
    }

    /// A member of an object.
    struct Member: Sendable {
        let name: String
        let shape: Shape
        /// Whether it must be there.
        let isRequired: Bool

        init(_ name: String, _ shape: Shape, isRequired: Bool = false) {
            (self.name, self.shape, self.isRequired) = (name, shape, isRequired)
        }
    }

    /// A shape without a name.
    init(_ kind: Kind) { (name, self.kind) = ("", kind) }

    /// A named object.
    init(_ name: String, _ members: [Member]) { (self.name, kind) = (name, .object(members)) }

    static let none = Shape(.none)
    static let text = Shape(.text)
    static let filledText = Shape(.filledText)
    /// A name of a namespace.
    static let namespace = Shape(.matching(#"^[^/\u0000-\u001f\u007f]+$"#))
    /// The URL of something that speaks HTTP.
    static let url = Shape(.matching("^https?://"))
    static let integer = Shape(.integer)
    static let number = Shape(.number)
    static let boolean = Shape(.boolean)
    static let any = Shape(.any)

    static func list(_ element: Shape) -> Shape { Shape(.list(element)) }
    static func filledList(_ element: Shape) -> Shape { Shape(.filledList(element)) }
    static func nullable(_ shape: Shape) -> Shape { Shape(.nullable(shape)) }
    static func map(_ value: Shape) -> Shape { Shape(.map(value)) }
}

extension Shape.Member {
    static func required(_ name: String, _ shape: Shape) -> Self { Self(name, shape, isRequired: true) }
    static func optional(_ name: String, _ shape: Shape) -> Self { Self(name, shape) }
}
