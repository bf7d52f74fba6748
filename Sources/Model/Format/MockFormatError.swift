/// Why a JSON value is not a mock, and where.
public struct MockFormatError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The JSON path of the offending value, `$.mocks[2].response.statusCode`.
    public var path: String
    /// What is wrong and what should stand there instead.
    public var reason: String

    /// An error at a path.
    public init(path: String, reason: String) { (self.path, self.reason) = (path, reason) }

    /// `$.mocks[2].response.statusCode: a number should stand here, not a string`.
    public var description: String { "\(path): \(reason)" }
}

/// What to do with a key that nobody knows.
public enum UnknownKeys: Sendable, Hashable {
    /// An error: a file that people wrote holds a typing mistake.
    case refuse
    /// Nothing: a client of another version sends more than we know.
    case ignore
}
