/// A callback that has been rendered for one answered request: what will be sent, to whom, and when.
///
/// Every attempt sends the same bytes under the same id.
public struct CallbackJob: Sendable {
    /// Where it goes.
    public enum Target: Sendable, Hashable {
        /// An HTTP request.
        case http(method: String, url: String)
        /// A Kafka record.
        case kafka(KafkaTarget, key: [UInt8]?)
        /// An AMQP message.
        case rabbitMQ(RabbitMQTarget)

        /// The word that log lines and the journal use: `http`, `kafka` or `rabbitmq`.
        public var kind: String {
            switch self {
            case .http: "http"
            case .kafka: "kafka"
            case .rabbitMQ: "rabbitmq"
            }
        }
    }

    /// Names the delivery over all its attempts.
    public var id: DeliveryID
    /// The answered request.
    public var exchange: ExchangeID
    /// The mock that fired it.
    public var mock: MockID
    /// Its place among the mock's callbacks, from zero.
    public var index: Int
    /// Where it goes.
    public var target: Target
    /// Fields or message headers, in order.
    public var fields: FieldSection
    /// The exact bytes to send.
    public var body: [UInt8]
    /// How long after the response it is due.
    public var delay: Duration
    /// How long one attempt may take.
    public var timeout: Duration
    /// How many attempts follow a failed first one.
    public var retryCount: Int
    /// The gap before each of them.
    public var retryDelay: Duration
    /// Whether the response waits for it.
    public var isSync: Bool
    /// How each attempt is signed; made last, over the exact bytes.
    public var signature: SignatureConfig?
    /// Expressions that nothing resolved and that are sent as they stand.
    public var unresolved: [String]

    /// A job.
    public init(
        id: DeliveryID,
        exchange: ExchangeID,
        mock: MockID,
        index: Int,
        target: Target,
        fields: FieldSection = [],
        body: [UInt8] = [],
        delay: Duration = .zero,
        timeout: Duration = .seconds(30),
        retryCount: Int = 0,
        retryDelay: Duration = .seconds(1),
        isSync: Bool = false,
        signature: SignatureConfig? = nil,
        unresolved: [String] = []
    ) {
        (self.id, self.exchange, self.mock, self.index) = (id, exchange, mock, index)
        (self.target, self.fields, self.body, self.delay) = (target, fields, body, delay)
        (self.timeout, self.retryCount, self.retryDelay) = (timeout, retryCount, retryDelay)
        (self.isSync, self.signature, self.unresolved) = (isSync, signature, unresolved)
    }
}

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

    /// An attempt.
    public init(number: Int, startedAt: Timestamp, duration: Duration, result: Result) {
        (self.number, self.startedAt, self.duration, self.result) = (number, startedAt, duration, result)
    }

    /// Whether the receiver took it: confirmed, or answered below 400.
    public var isSuccess: Bool {
        switch result {
        case .answered(let status, _, _): status < 400
        case .confirmed: true
        case .failed: false
        }
    }
}

/// The fate of a job.
public struct Delivery: Sendable {
    /// How far it has come.
    public enum State: String, Sendable, Hashable {
        /// Waiting for its time or for an attempt's end.
        case pending
        /// A receiver took it.
        case delivered
        /// Every attempt failed.
        case failed
        /// Given up before an attempt succeeded: the run ended first.
        case abandoned
    }

    /// What was to be sent.
    public var job: CallbackJob
    /// The tries so far, in order.
    public var attempts: [Attempt]
    /// How far it has come.
    public var state: State

    /// A delivery.
    public init(job: CallbackJob, attempts: [Attempt] = [], state: State = .pending) {
        (self.job, self.attempts, self.state) = (job, attempts, state)
    }
}
