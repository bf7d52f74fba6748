public import Model

/// What an import made.
public struct ImportedMocks: Sendable, Hashable {
    /// Mocks in the format of docs/mock-format.md, in the order of the input; their ids differ.
    public var mocks: [JSON]
    /// What the input says and the mocks do not, in the order of the input.
    public var notes: [InterchangeNote]

    /// Mocks and what could not be said in them.
    public init(mocks: [JSON], notes: [InterchangeNote]) { (self.mocks, self.notes) = (mocks, notes) }
}

/// Something that the input says and a mock cannot, or that was read as the nearest thing that a mock can say.
public struct InterchangeNote: Sendable, Hashable, CustomStringConvertible {
    /// Where it stands in the input: a JSON path, or the number of a command.
    public var path: String
    /// What it is, and what the mock does instead.
    public var reason: String

    /// A note at a place.
    public init(path: String, reason: String) { (self.path, self.reason) = (path, reason) }

    /// `$.mappings[2].scenarioName: scenarios are not imported; …`.
    public var description: String { "\(path): \(reason)" }
}
