/// A callback that has been rendered for one answered request: what will be sent, to whom, and when.
///
/// Every attempt sends the same bytes under the same id.
public struct CallbackJob: Sendable {
    /// Where it goes.
    public enum Target: Sendable, Hashable {
        /// An HTTP request.
        case http(method: String, url: String)
        /// A Kafka record.
        indirect case kafka(KafkaTarget, key: [UInt8]?)
        /// An AMQP message with its header table; the job's `fields` hold `Content-Type` alone.
        indirect case rabbitMQ(RabbitMQTarget, headers: JSONObject = [:])

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
    /// The callback's own `id`.
    public var name: String?
    /// Whose state the request belongs to.
    public var run = RunID.shared
    /// The namespace of the mock.
    public var namespace = "default"
    /// How many callbacks led to it, itself included: 1 for that of a request that is none itself. HTTP receivers are told
    /// in `X-Understudy-Depth`; 0 for what is no callback.
    public var depth = 0
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
    /// When a failed attempt is followed by another.
    public var retries: RetryPlan
    /// Which answers are failures.
    public var failure = FailureRule()
    /// Whether the response waits for it.
    public var isSync: Bool
    /// The status that the client gets instead of the answer when the response waits for it and it fails; nil leaves the
    /// answer alone.
    public var failResponse: Int?
    /// Whether it waits until every earlier ordered one with the same target has settled.
    public var isOrdered = false
    /// What goes wrong with it on purpose.
    public var faults = DeliveryFaults.Drawn()
    /// How each attempt is signed; made last, over the exact bytes.
    @KeptApart public var signature: SignatureConfig?
    /// Whether something is taken from the receiver's answer, so that later callbacks of the same answer wait for its end.
    public var isExtracted = false
    /// Renders it anew just before its first attempt, for one that waits for what another's answer brings; nil where
    /// nothing can change. Lives no longer than the process.
    public var refresh: (@Sendable () -> CallbackJob)?
    /// Puts into stores what the receiver answered; nil where nothing is kept, or after a restart. Lives no longer than the
    /// process.
    public var keep: (@Sendable (Delivery) -> Void)?
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
        (self.timeout, retries) = (timeout, RetryPlan(count: retryCount, delay: retryDelay))
        (self.isSync, self.unresolved) = (isSync, unresolved)
        self.signature = signature
    }
}
