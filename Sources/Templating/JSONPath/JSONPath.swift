public import Model

/// A JSONPath query (RFC 9535), compiled once and applied to any number of values.
public struct JSONPath: Sendable {
    /// The query as written.
    public let text: String
    private let segments: [PathSegment]
    private let singular: ValuePath?

    /// Compiles a query, which starts with `$`.
    ///
    /// - Throws: what is wrong and where; also for what the grammar allows but the types of functions do not
    ///   (RFC 9535 §2.4.3).
    public init(_ text: String) throws(JSONPathError) {
        self.text = text
        var parser = JSONPathParser(Array(text.utf8))
        segments = try parser.document()
        singular = segments.allSatisfy(\.isSingular) ? ValuePath(segments) : nil
    }

    /// Every node that the query selects, in the order of RFC 9535 §2.1.2.
    public func values(in root: JSON) -> [JSON] {
        if let singular { return singular.value(in: root).map { [$0] } ?? [] }
        return PathEvaluation(root: root).nodes(of: segments, from: root)
    }

    /// Whether the query selects at most one node, whatever the value (a singular query, RFC 9535 §2.3.5.1).
    public var isSingular: Bool { singular != nil }
}

/// Why a text is no JSONPath.
public struct JSONPathError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Counted in bytes from zero.
    public var position: Int
    /// What is wrong.
    public var reason: String

    /// An error at a byte.
    public init(position: Int, reason: String) { (self.position, self.reason) = (position, reason) }

    /// `at character 5: …`, counted from one.
    public var description: String { "at character \(position + 1): \(reason)" }
}
