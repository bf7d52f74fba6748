internal import Model
internal import Templating

/// One exchange taken apart for inference.
struct Sample {
    let exchange: Exchange
    /// The path's segments, percent-decoded.
    let segments: [String]
    /// The query's pairs, decoded.
    let query: [(name: String, value: String)]
    /// The request's content as `$.req` and conditions see it.
    let request: JSON?
    let status: Int
    let responseFields: FieldSection
    let response: Content
    /// Observed webhooks and messages that it caused, in order.
    var deliveries: [ObservedDelivery] = []
    /// What an earlier exchange left about the thing that this one names.
    var stored: JSON?
    /// Whether the thing that it names is known and was not there, not yet or no more.
    var isGone = false
    /// What becomes of a thing because of it.
    var effect: Effect?
    /// Values that a generator makes anew, one for each variable of the inference.
    var made: [JSON] = []

    /// Reads an exchange; nil when it has no whole response.
    init?(_ exchange: Exchange) {
        guard case .response(let response) = exchange.outcome, exchange.upgrade == nil else { return nil }
        self.exchange = exchange
        let target = RequestTarget(exchange.request.target)
        segments = target.path.split(separator: "/", omittingEmptySubsequences: true)
            .map { PercentEncoding.decoded($0) }
        query = target.queryPairs
        request = Content.request(exchange.requestBody, fields: exchange.request.fields)
        status = response.head.status
        responseFields = response.head.fields
        self.response = Content(body: response.body, fields: response.head.fields)
    }

    /// The response's content as a value that can be looked into: JSON, or XML as `$.req` would see it.
    var answer: JSON? {
        switch response {
        case .json(let json): return json
        case .text(let text) where text.hasPrefix("<"):
            let body = RequestBody(content: Array(text.utf8), contentType: "text/xml")
            return body.form == .xml ? body.value : nil
        default: return nil
        }
    }

    /// How deep ids are looked for; in an envelope of XML they stand deeper.
    func depth(_ usual: Int) -> Int {
        request?.object.map { $0.members.count == 1 && $0.members[0].name == "Envelope" } == true ? 5 : usual
    }

    /// Whether an exchange has a whole response that a mock can give.
    static func isWhole(_ exchange: Exchange) -> Bool {
        if case .response = exchange.outcome { exchange.upgrade == nil } else { false }
    }

    var startedAt: Timestamp { exchange.startedAt }

    /// When the response's last byte had passed.
    var endedAt: Timestamp { exchange.startedAt + exchange.timings.total }

    /// Whether the method promises to change nothing (RFC 9110 §9.2.1).
    var isSafe: Bool { Self.safeMethods.contains(exchange.request.method) }

    static let safeMethods: Set<String> = ["GET", "HEAD", "OPTIONS", "TRACE"]
}
