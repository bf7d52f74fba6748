/// Names an exchange, an observed webhook or an observed message within one database: they share one sequence, so
/// that a number on the command line names exactly one of them.
public struct ExchangeID: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Starts at 1 and grows by one for each exchange, in the order in which they began.
    public let rawValue: Int64

    /// Takes the number as it is.
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// The number in decimal, as the command line prints and reads it.
    public var description: String { String(rawValue) }

    /// Orders by age, the oldest first.
    public static func < (left: ExchangeID, right: ExchangeID) -> Bool { left.rawValue < right.rawValue }
}

/// Names a recording within one database.
public struct RecordingID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The row's number.
    public let rawValue: Int64

    /// Takes the number as it is.
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// The number in decimal.
    public var description: String { String(rawValue) }
}

/// Names a mock. Mocks that were built from a recording carry an id made of their content, so that the same recording
/// gives the same file.
public struct MockID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// Any non-empty text.
    public let rawValue: String

    /// Takes the text as it is.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The text itself.
    public var description: String { rawValue }
}

/// Names a delivery: one callback of one answered request, over all its attempts.
public struct DeliveryID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// Any non-empty text; unique within a run.
    public let rawValue: String

    /// Takes the text as it is.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The text itself.
    public var description: String { rawValue }
}

/// Names a test run whose state (stores, sequences, limits) is its own, so that suites that run at once do not see each
/// other.
public struct RunID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// Any text; empty for the shared state.
    public let rawValue: String

    /// Takes the text as it is.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The state of all requests that name no run.
    public static let shared = RunID(rawValue: "")

    /// The text itself.
    public var description: String { rawValue }
}
