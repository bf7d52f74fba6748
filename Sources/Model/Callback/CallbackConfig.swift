/// What a mock sends because of an answer: an entry of `webhooks` in JSON.
public struct CallbackConfig: Sendable, Hashable {
    /// Ours: a name to refer to it by.
    public var id: String?
    /// Where it goes.
    public var target: CallbackTarget
    /// Fields or message headers with templates, in order.
    public var fields: [CallbackField] = []
    /// The content with templates; a string is sent as the text that it is, everything else as JSON. Nil for none.
    public var body: JSON?
    /// Ours: whether the body is base64 of the bytes to send; `decode: "base64"` in JSON.
    public var decodesBase64 = false
    /// Ours: whose delivery rules are the defaults of the rules below.
    public var preset: CallbackPreset?
    /// How long one attempt may take; `timeout` in JSON is in seconds.
    public var timeout: Duration = .seconds(30)
    /// When a failed attempt is followed by another.
    public var retries = RetryPlan()
    /// Ours: which answers of the receiver are failures.
    public var failure = FailureRule()
    /// Whether the answer is sent first; `async` in JSON.
    public var isAsync = true
    /// Ours: the status that the client gets instead of the mock's answer when a callback that the answer waits for failed;
    /// `failResponse` in JSON, where `true` is 502. Nil leaves the answer alone.
    public var failResponse: Int?
    /// Which answers fire it.
    public var trigger: Trigger = .always
    /// Ours: what must hold besides, of the request, the answer and the stores. The path of a check is a template expression.
    public var when: [Condition] = []
    /// Ours: how long after the answer it is due; `delay` in JSON, in milliseconds.
    public var delay: Delay?
    /// Ours: whether it waits until every earlier one with the same target that is ordered too has settled.
    public var isOrdered = false
    /// Ours: how it is signed.
    public var signature: SignatureConfig?
    /// Ours: what goes wrong with it on purpose.
    public var faults = DeliveryFaults()
    /// Ours: what goes into stores from the receiver's answer; `response: {"extract": …}` in JSON. `$.resp` and
    /// `$.statusCode` in it are the receiver's.
    public var extractions: [Extraction] = []
    /// Ours: what it was made from. Not interpreted.
    public var recorded: JSON?

    /// A callback with the seed's defaults.
    public init(target: CallbackTarget) { self.target = target }

    /// Takes the delivery rules of a preset.
    public mutating func adopt(_ preset: CallbackPreset) {
        (self.preset, timeout, retries, failure) = (preset, preset.timeout, preset.retries, preset.failure)
    }

    /// Which answers fire a callback.
    public enum Trigger: String, Sendable, Hashable, CaseIterable {
        /// 200 to 299.
        case onSuccess = "on_success"
        /// 400 and above.
        case onError = "on_error"
        /// Every answer.
        case always

        /// Whether an answer with this status fires it.
        public func fires(on status: Int) -> Bool {
            switch self {
            case .onSuccess: (200...299).contains(status)
            case .onError: status >= 400
            case .always: true
            }
        }
    }
}

/// A field of a callback. AMQP headers may be more than text, hence JSON.
public struct CallbackField: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The value; strings may hold templates.
    public var value: JSON

    /// A field.
    public init(_ name: String, _ value: JSON) { (self.name, self.value) = (name, value) }
}
