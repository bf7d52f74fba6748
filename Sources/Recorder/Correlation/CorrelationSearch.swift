public import Model

/// Which values are looked for.
public struct CorrelationOptions: Sendable, Hashable {
    /// Shorter values say nothing.
    public var minimumLength = 4
    /// Longer values are contents rather than values.
    public var maximumLength = 512
    /// Whether values of digits alone are left out.
    public var excludesNumbers = false
    /// So many places are named for each value.
    public var limitPerSource = 50

    /// The usual ones.
    public init() {}
}

/// A value of a response that later requests or webhooks carry: what a script must take out of the one for the others.
public struct Correlation: Sendable, Hashable {
    /// A place in a message.
    public struct Place: Sendable, Hashable {
        /// The exchange.
        public var exchange: ExchangeID
        /// Which one of the recording it is, counted from one.
        public var sequence: Int
        /// `response.body.json`, `request.url.query`, `webhook.header`, …
        public var section: String
        /// `$.id`, or a name; empty for all of it.
        public var path: String
    }

    /// What a value looks like.
    public enum Kind: String, Sendable, Hashable {
        /// None of the others.
        case string
        /// Digits.
        case number
        /// As RFC 9562 writes it.
        case uuid
        /// A JSON web token.
        case jwt
        /// Letters and digits as only a machine makes them.
        case token
    }

    /// The value.
    public var value: String
    /// What it looks like.
    public var kind: Kind
    /// Where it came from.
    public var source: Place
    /// Where it went, in order of time.
    public var targets: [Place]
    /// 0 to 1: how unlikely it is that the same value stands there by chance.
    public var confidence: Double
    /// Why, in words.
    public var reason: String
}

/// Looks for values that flow from responses into later requests and webhooks. Pure.
public enum CorrelationSearch {
    /// The correlations of exchanges, by their sources in order of time. A value that a client had sent before anybody gave
    /// it is the client's own.
    public static func correlations(
        in exchanges: [Exchange],
        _ options: CorrelationOptions = CorrelationOptions()
    ) -> [Correlation] {
        var search = Search(options: options)
        for event in events(of: exchanges) { search.take(event) }
        return search.found
    }

    private struct Event {
        var exchange: Exchange
        var sequence: Int
        var isResponse: Bool
        var at: Timestamp
    }

    /// Requests when they began and responses when they ended, in order of time.
    private static func events(of exchanges: [Exchange]) -> [Event] {
        var events: [Event] = []
        let inOrder = exchanges.filter { $0.kind != .tunnel }.sorted { $0.id < $1.id }
        for (index, exchange) in inOrder.enumerated() {
            events.append(Event(exchange: exchange, sequence: index + 1, isResponse: false, at: exchange.startedAt))
            guard exchange.kind == .exchange, exchange.response != nil else { continue }
            let end = exchange.startedAt + exchange.timings.total
            events.append(Event(exchange: exchange, sequence: index + 1, isResponse: true, at: end))
        }
        return events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    private struct Search {
        let options: CorrelationOptions
        private var order: [String] = []
        private var byValue: [String: Correlation] = [:]
        /// Values that a client sent first.
        private var own: Set<String> = []

        init(options: CorrelationOptions) { self.options = options }

        var found: [Correlation] {
            order.compactMap { byValue[$0] }.filter { !$0.targets.isEmpty }
        }

        mutating func take(_ event: Event) {
            if event.isResponse, let response = event.exchange.response {
                for value in MessageValues(response: response).all where isWanted(value) { addSource(value, event) }
            } else {
                for value in MessageValues(request: event.exchange).all where isWanted(value) {
                    addTarget(value, event)
                }
            }
        }

        private func isWanted(_ value: MessageValues.Value) -> Bool {
            let length = value.text.utf8.count
            guard length >= options.minimumLength, length <= options.maximumLength else { return false }
            return !(options.excludesNumbers && value.text.utf8.allSatisfy { $0 &- 0x30 < 10 })
        }

        private mutating func addSource(_ value: MessageValues.Value, _ event: Event) {
            guard byValue[value.text] == nil, !own.contains(value.text) else { return }
            let kind = Correlation.Kind(of: value.text)
            order.append(value.text)
            byValue[value.text] = Correlation(
                value: value.text,
                kind: kind,
                source: place(value, event),
                targets: [],
                confidence: kind.confidence(value.text),
                reason: kind.words
            )
        }

        private mutating func addTarget(_ value: MessageValues.Value, _ event: Event) {
            guard let known = byValue[value.text] else {
                if event.exchange.kind == .exchange { own.insert(value.text) }
                return
            }
            guard known.source.exchange != event.exchange.id, known.targets.count < options.limitPerSource else {
                return
            }
            let place = place(value, event)
            if !known.targets.contains(place) { byValue[value.text]?.targets.append(place) }
        }

        private func place(_ value: MessageValues.Value, _ event: Event) -> Correlation.Place {
            Correlation.Place(
                exchange: event.exchange.id,
                sequence: event.sequence,
                section: value.section,
                path: value.path
            )
        }
    }
}

extension Correlation.Kind {
    /// What a text looks like.
    init(of text: String) {
        if text.utf8.allSatisfy({ $0 &- 0x30 < 10 }) {
            self = .number
        } else if Self.isUUID(text) {
            self = .uuid
        } else if WebToken(text) != nil {
            self = .jwt
        } else {
            self = Rarity.bits(text) >= 40 && !text.contains(" ") ? .token : .string
        }
    }

    private static func isUUID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12] && parts.allSatisfy { $0.allSatisfy(\.isHexDigit) }
    }

    /// How unlikely it is that two messages hold the text by chance.
    fileprivate func confidence(_ text: String) -> Double {
        switch self {
        case .uuid, .jwt: 1
        case .token: 0.95
        case .number, .string: (min(0.9, 0.1 + Rarity.bits(text) / 50) * 100).rounded() / 100
        }
    }

    fileprivate var words: String {
        switch self {
        case .uuid: "a UUID, which nobody makes twice"
        case .jwt: "a JSON web token"
        case .token: "a token of letters and digits"
        case .number: "the same number; short ones meet by chance"
        case .string: "the same text; common words meet by chance"
        }
    }
}
