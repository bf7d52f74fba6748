/// A request that was answered from mocks, or that none matched: what verification looks at.
public struct JournalEntry: Sendable {
    /// Grows in the order in which requests arrived.
    public var id: ExchangeID
    /// When it arrived.
    public var at: Timestamp
    /// The test run whose state answered it.
    public var run: RunID
    /// The mock's namespace; of a request that none matched, the one that its path named, or `default`.
    public var namespace: String
    /// The mock that answered; nil when none matched.
    public var mock: MockID?
    /// The request, with its content where somebody looked at it.
    public var request: IncomingRequest
    /// The answer; of its content as much as was kept. Of a proxied request, what the real host said; status 0 until it has.
    public var answer: Answer
    /// The nearest mocks and their differences, a line each, when none matched.
    public var nearest: [String]
    /// Expressions that nothing resolved.
    public var unresolved: [String]

    /// The answer's status.
    public var status: Int { answer.status }
    /// The answer's fields.
    public var fields: FieldSection { answer.fields }
    /// The answer's content as far as it was kept.
    public var body: [UInt8] { answer.body }

    /// An entry.
    public init(
        id: ExchangeID,
        at: Timestamp,
        run: RunID = .shared,
        namespace: String,
        mock: MockID?,
        request: IncomingRequest,
        answer: Answer,
        nearest: [String] = [],
        unresolved: [String] = []
    ) {
        (self.id, self.at, self.run, self.namespace, self.mock) = (id, at, run, namespace, mock)
        (self.request, self.answer, self.nearest, self.unresolved) = (request, answer, nearest, unresolved)
    }
}

/// Which journal entries are meant; nil does not restrict.
public struct JournalQuery: Sendable {
    /// A matcher as mocks have it: method, route, conditions. It is held against requests whatever mock answered them.
    public var http: HTTPMatcher?
    /// Only those that this mock answered.
    public var mock: MockID?
    /// Only those of this namespace.
    public var namespace: String?
    /// Only those of this run.
    public var run: RunID?
    /// Only those that a mock answered, or that none did.
    public var isMatched: Bool?
    /// Only those answered with this status.
    public var status: Int?
    /// Only those that arrived later than this one.
    public var after: ExchangeID?
    /// Only those that arrived at this instant or later.
    public var since: Timestamp?
    /// Only those that arrived before this instant.
    public var until: Timestamp?
    /// A text that target or content holds.
    public var search: String?

    /// Every entry.
    public init() {}
}
