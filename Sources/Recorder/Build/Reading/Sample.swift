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
    /// What it says of the files that it uploads: `name`, `type` and `size` by the part's name.
    let files: JSON?
    let status: Int
    let responseFields: FieldSection
    let response: Content
    /// Observed webhooks and messages that it caused, in order.
    var deliveries: [ObservedDelivery] = []
    /// What an earlier exchange left about the thing that this one names.
    var stored: JSON?
    /// What is stored about other things, by where they are named.
    var related: [Place: RelatedThing] = [:]
    /// Whether the thing that it names is known and was not there, not yet or no more.
    var isGone = false
    /// What becomes of things because of it.
    var effects: [Effect] = []
    /// Values that are made for the request, one for each variable of the inference.
    var made: [JSON] = []

    /// Reads an exchange; nil when it has no whole response.
    init?(_ exchange: Exchange) {
        guard case .response(let response) = exchange.outcome, exchange.upgrade == nil else { return nil }
        self.exchange = exchange
        let target = RequestTarget(exchange.request.target)
        segments = PathSegments.of(target.path).map { PercentEncoding.decoded($0) }
        query = target.queryPairs
        let content = Content.parts(exchange.requestBody, exchange.request.fields)
        (request, files) = (content?.value, content?.files)
        status = response.head.status
        responseFields = response.head.fields
        self.response = Content(body: response.body, fields: response.head.fields)
    }

    /// Whether the answer says that all went well. GraphQL says what went wrong in an answer of status 200.
    var hasSucceeded: Bool {
        guard (200...299).contains(status) else { return false }
        guard case .json(let json) = response, let errors = json["errors"]?.array else { return true }
        return errors.isEmpty || !(json["data"] ?? .null).leaves.allSatisfy { $0 == .null }
    }

    /// The response's content as a value that can be looked into: JSON, or XML as `$.req` would see it.
    var answer: JSON? {
        switch response {
        case .json(let json): return json
        case .text(let text) where text.hasPrefix("<") && !isForm:
            let body = RequestBody(content: Array(text.utf8), contentType: "text/xml")
            return body.form == .xml ? body.value : nil
        default: return nil
        }
    }

    /// A form is answered with whatever the system writes; what it sets up stands in the form.
    private var isForm: Bool {
        exchange.request.fields.first("Content-Type")?.lowercased().contains("form-urlencoded") ?? false
    }

    /// How deep ids are looked for; in an envelope of XML they stand deeper.
    func depth(_ usual: Int) -> Int {
        // The arguments of GraphQL have an envelope of their own.
        if request?["variables"]?.object != nil { return usual + 1 }
        return isEnvelope ? 5 : usual
    }

    private var isEnvelope: Bool {
        request?.object.map { $0.members.count == 1 && $0.members[0].name == "Envelope" } ?? false
    }

    /// Whether an exchange has a whole response that a mock can give.
    static func isWhole(_ exchange: Exchange) -> Bool {
        if case .response = exchange.outcome { exchange.upgrade == nil } else { false }
    }

    var startedAt: Timestamp { exchange.startedAt }

    /// When the response's last byte had passed.
    var endedAt: Timestamp { exchange.startedAt + exchange.timings.total }

    /// Whether the method promises to change nothing (RFC 9110 §9.2.1, and the registry of methods that it sets up).
    var isSafe: Bool { Self.safeMethods.contains(exchange.request.method) }

    static let safeMethods: Set<String> = ["GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "SEARCH", "QUERY"]
}
