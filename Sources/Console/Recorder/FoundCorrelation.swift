public import Model

/// Which values are looked for that flow from one exchange into another.
public struct CorrelationSettings: Sendable, Hashable {
    /// In bytes.
    public var lengths = 4...512
    /// Whether values of digits alone are left out.
    public var excludesNumbers = false
    /// So many places are named for each value.
    public var limitPerSource = 50

    /// The usual ones.
    public init() {}
}

/// A value that flows from a response into later messages.
public struct FoundCorrelation: Sendable, Hashable {
    /// A place in a message.
    public struct Place: Sendable, Hashable {
        /// The exchange.
        public var exchange: ExchangeID
        /// Which one of the recording it is, counted from one.
        public var sequence: Int
        /// `response.body.json`, `request.url.query`, …
        public var section: String
        /// `$.id`, or a name.
        public var path: String

        /// A place.
        public init(exchange: ExchangeID, sequence: Int, section: String, path: String) {
            (self.exchange, self.sequence, self.section, self.path) = (exchange, sequence, section, path)
        }
    }

    /// The value.
    public var value: String
    /// `string`, `number`, `uuid`, `jwt` or `token`.
    public var kind: String
    /// Where it came from.
    public var source: Place
    /// Where it went.
    public var targets: [Place]
    /// 0 to 1.
    public var confidence: Double
    /// Why, in words.
    public var reason: String

    /// A correlation.
    public init(value: String, kind: String, source: Place, targets: [Place], confidence: Double, reason: String) {
        (self.value, self.kind, self.source, self.targets) = (value, kind, source, targets)
        (self.confidence, self.reason) = (confidence, reason)
    }
}
