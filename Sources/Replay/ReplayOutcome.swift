public import Model

/// What becomes of a request that is asked of the mocks.
public enum ReplayOutcome: Sendable {
    /// Whether or how a mock answers depends on the body, which has not been given: ask again with it. Nothing has
    /// been counted or stored.
    case wantBody
    /// A mock answers.
    case answered(ReplayAnswer)
    /// No mock matches.
    case missed(MissReport)
}

/// A mock's answer to one request, rendered, with what it sends because of it.
public struct ReplayAnswer: Sendable {
    /// The response. Its delay has been multiplied with the time scale. Of a HEAD request it holds the body that GET
    /// would get; the data plane leaves it out.
    public var answer: Answer
    /// The mock that answers.
    public var mock: MockID
    /// The callbacks that this answer fires, in order of definition; delays and gaps have been multiplied with the
    /// time scale. Those with `isSync` are delivered before the response.
    public var jobs: [CallbackJob]
    /// Expressions of the response that nothing resolved; they stand in it literally. Those of callbacks stand in
    /// their jobs.
    public var unresolved: [String]
    /// Callbacks that could not be rendered, each with its mock and the reason; the seed logs them as "Failed to
    /// prepare webhook body".
    public var callbackFailures: [String] = []
    /// The URL prefix (`proxy.target`) whose host answers instead; `answer` then says only the delay.
    public var proxyTarget: String?

    /// An answer.
    public init(
        answer: Answer,
        mock: MockID,
        jobs: [CallbackJob] = [],
        unresolved: [String] = [],
        proxyTarget: String? = nil
    ) {
        (self.answer, self.mock, self.jobs) = (answer, mock, jobs)
        (self.unresolved, self.proxyTarget) = (unresolved, proxyTarget)
    }
}
