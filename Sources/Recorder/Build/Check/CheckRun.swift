public import Model

/// One round of `understudy check`: hands out the recorded requests in their order and judges what the mocks answer.
///
/// The caller sends each request to the mocks in process and hands the outcome back:
///
///     while let request = run.nextRequest() {
///         // ask the mocks at the clock time request.receivedAt
///         run.judge(answer, mock: id, jobs: jobs)          // or run.judgeMiss("…why no mock matched…")
///     }
///     let report = run.report
///
/// A later request carries the ids that the mocks made earlier in the run, as a real client's would.
public struct CheckRun: Sendable {
    /// Which values the requests carry.
    public enum Round: Sendable, Hashable {
        /// Those that were recorded.
        case recorded
        /// Fresh ones of the same shape wherever a mock's template reads the request; drawn from the seed.
        case fresh(seed: UInt64)
    }

    private var figures: CheckReport

    /// A round over the recording that the mocks were built from.
    ///
    /// - Parameters:
    ///   - exchanges: the whole recording, webhooks too.
    ///   - attributions: which exchange caused which webhook.
    ///   - mocks: the mocks under check.
    ///   - round: which values the requests carry.
    public init(exchanges: [Exchange], attributions: [Attribution], mocks: [Mock], round: Round = .recorded) {
        figures = CheckReport()
    }

    /// The next request to send; nil when all have been judged.
    public mutating func nextRequest() -> IncomingRequest? { nil }

    /// Holds an answer against the recorded one, and the callbacks that fired against the observed ones.
    ///
    /// - Parameters:
    ///   - answer: what the mocks answered, its body not coded.
    ///   - mock: which mock answered.
    ///   - jobs: the callbacks rendered for this answer, with a time scale of 1.
    public mutating func judge(_ answer: Answer, mock: MockID, jobs: [CallbackJob]) {}

    /// Counts a request that no mock matched.
    public mutating func judgeMiss(_ reason: String) {}

    /// The figures so far.
    public var report: CheckReport { figures }
}
