public import Model
internal import Templating

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

/// A mock that lets another host answer, kept until it has; for `ReplayEngine.followUp`.
public final class ProxiedAnswer: Sendable {
    /// What to ask the real host.
    public let plan: ProxyPlan
    let mock: CompiledMock
    let request: IncomingRequest
    let parameters: [(name: String, value: String)]
    let mockStore: [String: JSON]
    let seed: UInt64
    let run: RunState

    init(
        _ plan: ProxyPlan,
        _ match: MockMatch,
        _ request: IncomingRequest,
        _ rendering: Rendering,
        mockStore: [String: JSON]
    ) {
        (self.plan, mock, self.request, parameters) = (plan, match.mock, request, match.view.pathParameters)
        (self.mockStore, seed, run) = (mockStore, rendering.seed, rendering.run)
    }
}

/// A mock's answer to one request, rendered, with what it sends because of it.
public struct ReplayAnswer: Sendable {
    /// The response. Its delay has been multiplied with the time scale. Of a HEAD request it holds the body that GET
    /// would get; the data plane leaves it out.
    public var answer: Answer
    /// The mock that answers.
    public var mock: MockID
    /// The mock's namespace.
    public var namespace: String
    /// The system in whose place it answers; nil for a mock that names no host and scheme.
    public var origin: Origin?
    /// The run whose state answered.
    public var run = RunID.shared
    /// The callbacks that this answer fires, in order of definition; delays and gaps have been multiplied with the
    /// time scale. Those with `isSync` are delivered before the response.
    public var jobs: [CallbackJob]
    /// Expressions of the response that nothing resolved; they stand in it literally. Those of callbacks stand in
    /// their jobs.
    public var unresolved: [String]
    /// Callbacks that could not be rendered; the seed logs them as "Failed to prepare webhook body".
    public var callbackFailures: [UnrenderedCallback] = []
    /// Renders the answer anew once the callbacks that it waits for have settled, since one of them puts what its receiver
    /// said into stores; nil where that cannot matter. To be called once.
    public var later: (@Sendable () -> ReplayAnswer)?
    /// What to ask the real host instead; `answer` then says nothing.
    public var proxied: ProxiedAnswer?

    /// An answer.
    public init(
        answer: Answer,
        mock: MockID,
        namespace: String = "default",
        jobs: [CallbackJob] = [],
        unresolved: [String] = []
    ) {
        (self.answer, self.mock, self.namespace) = (answer, mock, namespace)
        (self.jobs, self.unresolved) = (jobs, unresolved)
    }

    /// Whether it waits for a callback from whose answer something is kept.
    var waitsForCallback: Bool { jobs.contains { $0.isSync && $0.isExtracted } }
}

/// A callback of an answer that will not be sent, since it could not be rendered.
public struct UnrenderedCallback: Sendable, Hashable, CustomStringConvertible {
    /// Its place among the mock's callbacks, from zero.
    public var index: Int
    /// `http`, `kafka` or `rabbitmq`.
    public var kind: String
    /// Why.
    public var reason: String

    /// `callback 1: …`, counted as people do.
    public var description: String { "callback \(index + 1): \(reason)" }
}
