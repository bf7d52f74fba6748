public import Model

/// Turns one recording into mocks: attribution, inference, and the report of what was found.
///
/// Pure: the same recording gives the same mocks, byte for byte, on every machine.
public struct RecordingBuilder: Sendable {
    private let hash: ContentHash
    private let isExact: Bool

    /// A builder.
    ///
    /// - Parameters:
    ///   - hash: names mocks by their content.
    ///   - isExact: turns all generalising off: every recorded request gets its recorded answer.
    public init(hash: ContentHash, isExact: Bool = false) { (self.hash, self.isExact) = (hash, isExact) }

    /// Builds the mocks of a recording.
    ///
    /// - Parameters:
    ///   - exchanges: all exchanges and observed webhooks, in any order.
    ///   - pins: attributions that a person decided; they win over what is inferred.
    public func build(_ exchanges: [Exchange], pins: [Attribution] = []) -> BuildResult {
        BuildResult(mocks: [], attributions: [], report: BuildReport())
    }
}

/// What came of a recording.
public struct BuildResult: Sendable {
    /// The mocks, ordered by host, route, method and conditions.
    public var mocks: [Mock]
    /// One for each observed webhook, in order of their ids; `cause` is nil where nothing explains it.
    public var attributions: [Attribution]
    /// What was found, for people.
    public var report: BuildReport
}
