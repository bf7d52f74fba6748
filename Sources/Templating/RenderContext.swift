public import Model

/// All that templates look at while one request is answered, and what they leave behind.
public struct RenderContext {
    /// The request.
    public let request: RequestView
    /// `$.namespace`, and whose global store `$.gS` is.
    public var namespace: String
    /// Whose chain store `$.cS` is; nil where there is none.
    public var chain: String?
    /// Where generated values are drawn from.
    public var chance: Chance
    /// The stores, moved in by whoever guards them.
    public var stores = Stores()
    /// `$.mS`.
    public var mockStore: [String: JSON] = [:]
    /// `$.resp`, `$.respHeader` and `$.statusCode`, once there is a response.
    public var response: RenderedResponse?
    /// Expressions that nothing resolved, in order and as written; each once.
    public private(set) var unresolved: [String] = []
    /// `$.event`, where an event fires what is rendered.
    public var event: JSON?
    /// How much later than the answer a callback leaves: what `$.time(…, 'sent')` adds.
    public var sendingDelay = Duration.zero
    private let clock: WallClock
    private var readInstant: Timestamp?

    /// A context for one request.
    public init(request: RequestView, namespace: String, chain: String? = nil, clock: WallClock, chance: Chance) {
        (self.request, self.namespace, self.chain) = (request, namespace, chain)
        (self.clock, self.chance) = (clock, chance)
    }

    /// The instant that every template of the request sees: what the clock shows when the first one asks.
    public mutating func instant() -> Timestamp {
        if let readInstant { return readInstant }
        let now = clock.now
        readInstant = now
        return now
    }

    /// Hands over what was not resolved and forgets it, so that a response and its callbacks can be told apart.
    public mutating func takeUnresolved() -> [String] {
        defer { unresolved = [] }
        return unresolved
    }

    /// How many expressions have not been resolved so far, however often each of them.
    public private(set) var unresolvedCount = 0

    mutating func report(_ source: String) {
        unresolvedCount += 1
        if !unresolved.contains(source) { unresolved.append(source) }
    }

    /// Which store `$.cS` is; nil where there is no chain.
    public var chainPlace: Stores.Place? { chain.map { .chain(namespace: namespace, id: $0) } }

    /// Which store `$.gS` is.
    public var globalPlace: Stores.Place { .global(namespace: namespace) }

    /// The next number of a counter.
    mutating func count(_ name: String, from start: Int64) -> Int64 {
        let counters = Stores.Place.counters(namespace: namespace)
        let number = stores[counters, name]?.number?.int64 ?? start
        stores[counters, name] = .int(number &+ 1)
        return number
    }
}

/// A response that has been rendered, as the templates of callbacks look at it.
public final class RenderedResponse {
    /// 200 to 599.
    public let status: Int
    /// The fields.
    public let fields: FieldSection
    private let content: [UInt8]

    /// A response.
    public init(status: Int, fields: FieldSection, content: [UInt8]) {
        (self.status, self.fields, self.content) = (status, fields, content)
    }

    /// The content in the form that its media type names.
    public private(set) lazy var body = RequestBody(
        content: content,
        contentType: fields.first("Content-Type") ?? ""
    )
}
