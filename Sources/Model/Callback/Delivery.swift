/// One try to deliver a job.
public struct Attempt: Sendable {
    /// How it ended.
    public enum Result: Sendable {
        /// An HTTP receiver answered; `body` holds at most the first 64 KiB.
        case answered(status: Int, fields: FieldSection, body: [UInt8])
        /// A broker confirmed.
        case confirmed
        /// Nothing came back; the reason in words.
        case failed(reason: String)
    }

    /// 1 for the first.
    public var number: Int
    /// When it began.
    public var startedAt: Timestamp
    /// How long it took.
    public var duration: Duration
    /// How it ended.
    public var result: Result
    /// Whether the receiver took it: confirmed, or answered as the job's rule wants it.
    public var isSuccess: Bool

    /// An attempt.
    ///
    /// - Parameter rule: which answers are failures.
    public init(
        number: Int,
        startedAt: Timestamp,
        duration: Duration,
        result: Result,
        rule: FailureRule = FailureRule()
    ) {
        (self.number, self.startedAt, self.duration, self.result) = (number, startedAt, duration, result)
        isSuccess =
            switch result {
            case .answered(let status, _, _): !rule.isFailure(status)
            case .confirmed: true
            case .failed: false
            }
    }
}

/// The fate of a job.
public struct Delivery: Sendable {
    /// How far it has come.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// Waiting for its time or for an attempt's end.
        case pending
        /// A receiver took it.
        case delivered
        /// Every attempt failed.
        case failed
        /// Given up before an attempt succeeded: the run ended first.
        case abandoned
        /// Somebody took it back.
        case cancelled
        /// Never sent, as its faults asked for.
        case dropped

        /// Whether nobody got what should have been sent: a dead letter.
        public var isDead: Bool { self == .failed || self == .abandoned }
    }

    /// What was to be sent. Copies of a delivery share it, so that whoever keeps one more of them keeps little.
    ///
    /// Inlined, so that who looks at one member of it does not copy all.
    public var job: CallbackJob {
        @inlinable get { shared.job }
        set { shared = SharedJob(newValue) }
    }
    /// When it was taken on.
    public var submittedAt: Timestamp
    /// The tries so far, in order.
    public var attempts: [Attempt]
    /// How many of them do not count among the job's retries: those before it was sent again, and those that broke with a
    /// kept connection.
    public var attemptsNotCounted = 0
    /// How far it has come.
    public var state: State
    @usableFromInline var shared: SharedJob

    /// A delivery.
    public init(
        job: CallbackJob,
        submittedAt: Timestamp = Timestamp(seconds: 0),
        attempts: [Attempt] = [],
        state: State = .pending
    ) {
        (shared, self.submittedAt, self.attempts, self.state) = (SharedJob(job), submittedAt, attempts, state)
    }

    @usableFromInline
    final class SharedJob: Sendable {
        @usableFromInline let job: CallbackJob

        init(_ job: CallbackJob) { self.job = job }
    }
}
