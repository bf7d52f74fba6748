public import Model

/// Answers requests from mocks: (request, mocks, state, clock, chance) → answer.
///
/// Does no I/O and never waits; any number of threads may call it at once.
public final class ReplayEngine: Sendable {
    private let options: ReplayOptions

    /// Compiles every route, condition and template.
    ///
    /// - Throws: the first mock that cannot be served, and where in its JSON.
    public init(mocks: [Mock], options: ReplayOptions = ReplayOptions()) throws(ReplayError) {
        self.options = options
    }

    /// What the mocks answer. Counts a use, moves sequences and writes stores when a mock matches.
    public func answer(_ request: IncomingRequest) -> ReplayOutcome {
        .missed(MissReport(method: request.head.method, target: request.head.target, host: nil, nearest: []))
    }

    /// Swaps all mocks at once; requests that are being answered finish with the old ones. A mock that stays as it was
    /// keeps its uses and its age; stores keep their values.
    ///
    /// - Throws: the first mock that cannot be served; then nothing has changed.
    public func replaceMocks(_ mocks: [Mock]) throws(ReplayError) {}

    /// The mocks that no request has matched yet, in the order given.
    public var unusedMocks: [MockID] { [] }

    /// How many requests each mock has answered, in the order given.
    public var useCounts: [(mock: MockID, uses: Int)] { [] }
}
