public import Model

/// A request as conditions and templates look at it. Every part is read at most once, when first asked for.
///
/// Belongs to the one thread that answers the request.
public final class RequestView {
    /// The head as sent.
    public let head: RequestHead
    /// What the route's parameters were bound to, percent-decoded, in the order of the route.
    public var pathParameters: [(name: String, value: String)] = []
    private let content: [UInt8]

    /// A request with its content, whose content codings are undone.
    public init(head: RequestHead, content: [UInt8]) { (self.head, self.content) = (head, content) }

    /// The content in the form that its media type names.
    public private(set) lazy var body = RequestBody(
        content: content,
        contentType: head.fields.first("Content-Type") ?? ""
    )

    /// The query's pairs in order, decoded.
    public private(set) lazy var query = RequestTarget(head.target).queryPairs

    /// The cookies in order, as sent (RFC 6265 §4.2.1), without quotes around the value.
    public private(set) lazy var cookies: [(name: String, value: String)] = head.fields.all(named: "Cookie")
        .flatMap { $0.split(separator: ";") }
        .map { pair in
            let (name, value) = split(pair, at: "=")
            return (trimmed(name), unquoted(trimmed(value)))
        }

    /// The values of a query parameter in order.
    public func queryValues(_ name: String) -> [String] { query.filter { $0.name == name }.map(\.value) }

    /// The values of a cookie in order.
    public func cookieValues(_ name: String) -> [String] { cookies.filter { $0.name == name }.map(\.value) }

    /// The value of a path parameter.
    public func pathParameter(_ name: String) -> String? { pathParameters.first { $0.name == name }?.value }
}

/// The parts before and after the first separator; all of it and nothing when there is none.
func split(_ text: Substring, at separator: Character) -> (Substring, Substring) {
    guard let place = text.firstIndex(of: separator) else { return (text, "") }
    return (text[..<place], text[text.index(after: place)...])
}

/// The text without spaces and tabs around it.
func trimmed(_ text: Substring) -> String {
    var text = text
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return String(text)
}

/// The text without double quotes around it, if both are there.
func unquoted(_ text: String) -> String {
    text.count >= 2 && text.first == "\"" && text.last == "\"" ? String(text.dropFirst().dropLast()) : text
}
