public import Model

/// One round of `understudy check`: hands out the recorded requests in their order and judges what the mocks answer.
///
/// The caller sends each request to the mocks in process and hands the outcome back:
///
///     while let request = run.nextRequest() {
///         // ask the mocks while their clock shows request.receivedAt
///         run.judge(answer, mock: id, jobs: jobs)          // or run.judgeMiss("…why no mock matched…")
///     }
///     let report = run.report
///
/// A later request carries the ids that the mocks made earlier in the run, as a real client's would.
public struct CheckRun: Sendable {
    /// Which values the requests carry.
    public enum Round: Sendable, Hashable {
        /// Those that were recorded.
        case recorded
        /// Fresh ones of the same shape wherever a mock's template reads the request's content; drawn from the seed.
        case fresh(seed: UInt64)
    }

    /// A recorded exchange with what it caused.
    private struct Step {
        var exchange: Exchange
        var deliveries: [ObservedDelivery]
    }

    private let steps: [Step]
    private let mocks: [MockID: Mock]
    private let mockOfExchange: [ExchangeID: Mock]
    private let siblings: [String: [Mock]]
    private let calculated: CalculatedMembers
    private let lists: ListChoices
    private var dice: Dice?
    private var position = 0
    private var mapping = ValueMapping()
    private var fresh = ValueMapping()
    /// Fresh values of the current request, by the recorded text.
    private var local: [String: JSON] = [:]
    /// The current request as it was sent.
    private var sent: (head: RequestHead, body: JSON?)?
    private var past: [String: Set<JSON>] = [:]
    private var figures = CheckReport()

    /// A round over a recording.
    ///
    /// - Parameters:
    ///   - exchanges: the whole recording, webhooks too.
    ///   - messages: the observed messages of the recording.
    ///   - attributions: which exchange caused which webhook or message.
    ///   - mocks: the mocks under check.
    ///   - round: which values the requests carry.
    public init(
        exchanges: [Exchange],
        messages: [ObservedMessage] = [],
        attributions: [Attribution],
        mocks: [Mock],
        round: Round = .recorded
    ) {
        let causes = Dictionary(attributions.map { ($0.webhook, $0.cause) }) { first, _ in first }
        var deliveries: [ExchangeID: [ObservedDelivery]] = [:]
        var figures = CheckReport()
        for delivery in DeliveryGrouping.deliveries(ObservedCallback.all(exchanges, messages)) {
            if let cause = causes[delivery.first.id] ?? nil {
                deliveries[cause, default: []].append(delivery)
            } else {
                figures.unattributed += 1
            }
        }
        figures.ignoredFields = Self.ignoredFields(exchanges)
        steps = exchanges.filter { $0.kind == .exchange && Sample.isWhole($0) }
            .sorted { $0.id < $1.id }
            .map { Step(exchange: $0, deliveries: deliveries[$0.id] ?? []) }
        self.mocks = Dictionary(mocks.map { ($0.id, $0) }) { first, _ in first }
        calculated = CalculatedMembers(mocks)
        siblings = Dictionary(grouping: mocks) { Self.routeKey($0) }
        lists = ListChoices(mocks)
        var mockOfExchange: [ExchangeID: Mock] = [:]
        for mock in mocks {
            for id in mock.recorded?["exchanges"]?.array ?? [] {
                if let number = id.int { mockOfExchange[ExchangeID(rawValue: Int64(number))] = mock }
            }
        }
        self.mockOfExchange = mockOfExchange
        if case .fresh(let seed) = round { dice = Dice(seed: seed) }
        self.figures = figures
    }

    /// Volatile fields that were recorded where fields are compared: in responses and in webhooks.
    private static func ignoredFields(_ exchanges: [Exchange]) -> [String] {
        var spellings: [String: String] = [:]
        for exchange in exchanges {
            let fields = exchange.kind == .webhook ? exchange.request.fields : exchange.response?.head.fields
            for field in fields ?? [] {
                let name = field.name.lowercased()
                if NamesOfFields.volatile.contains(name), spellings[name] == nil { spellings[name] = field.name }
            }
        }
        return spellings.sorted { $0.key < $1.key }.map(\.value)
    }

    private static func routeKey(_ mock: Mock) -> String { "\(mock.http.method ?? "") \(mock.http.route)" }

    /// The next request to send; nil when all have been judged. Asking again without a judgement gives the same one.
    public mutating func nextRequest() -> IncomingRequest? {
        guard position < steps.count else { return nil }
        let exchange = steps[position].exchange
        local = [:]
        let fresh = freshValues(of: exchange)
        var head = exchange.request
        head.target = target(RequestTargetText.origin(head.target), fresh)
        var fields: FieldSection = []
        for field in head.fields {
            let name = field.name.lowercased()
            if name == "content-encoding" { continue }
            fields.append(field.name, fresh[.field(name)]?.textValue ?? applied(field.value))
        }
        head.fields = fields
        let body = body(of: exchange, fresh)
        sent = (head, Content.request(CapturedBody(bytes: body), fields: fields))
        return IncomingRequest(
            id: exchange.id,
            listener: "check",
            client: exchange.client,
            form: .tunnelled,
            scheme: exchange.origin.scheme,
            authority: exchange.origin.authority,
            head: head,
            body: body,
            receivedAt: exchange.startedAt
        )
    }

    /// The text with everything in it that has become something else.
    private func applied(_ text: String) -> String { mapping.apply(fresh.apply(text)) }

    /// The path and query with fresh values in their places.
    private func target(_ text: String, _ values: [Place: JSON]) -> String {
        let target = RequestTarget(text)
        guard values.keys.contains(where: { if case .segment = $0 { true } else { $0.isQuery } }) else {
            return applied(text)
        }
        let segments = PathSegments.of(target.path).enumerated()
            .map { number, segment in
                values[.segment(number)].map { PercentEncoding.encoded($0.textValue) } ?? applied(segment)
            }
        let path = PathSegments.joined(segments) + (target.path.hasSuffix("/") ? "/" : "")
        guard let query = target.query else { return path }
        return "\(path)?\(pairs(query) { values[.query($0)] })"
    }

    /// Pairs of a form with the values replaced that the closure knows.
    private func pairs(_ text: String, _ value: (String) -> JSON?) -> String {
        text.split(separator: "&", omittingEmptySubsequences: false)
            .map { pair in
                guard let name = FormEncoding.pairs(of: pair).first?.name, let new = value(name) else {
                    return applied(String(pair))
                }
                return "\(pair.prefix { $0 != "=" })=\(PercentEncoding.encoded(new.textValue))"
            }
            .joined(separator: "&")
    }

    /// The request's content with what values have become; the recorded bytes where nothing has.
    private func body(of exchange: Exchange, _ values: [Place: JSON]) -> [UInt8] {
        let bytes = Content.decoded(exchange.requestBody, exchange.request.fields)
        switch Content(body: exchange.requestBody, fields: exchange.request.fields) {
        case .json(let json):
            var result = json
            for case (.body(let path), let value) in values { result = result.replacing(path.steps[...], with: value) }
            let applied = mapping.apply(fresh.apply(result))
            return applied == json ? bytes : applied.serialized()
        case .text(let text):
            let isForm = exchange.request.fields.first("Content-Type")?.lowercased().contains("urlencoded") == true
            guard isForm else { return Array(applied(text).utf8) }
            return Array(pairs(text) { values[.body(ValuePath(steps: [.member($0)]))] }.utf8)
        case .none, .binary: return bytes
        }
    }

    /// Fresh values for the places of a request that its mock's templates read.
    private mutating func freshValues(of exchange: Exchange) -> [Place: JSON] {
        guard var dice, let mock = mockOfExchange[exchange.id], let sample = Sample(exchange) else { return [:] }
        defer { self.dice = dice }
        var result: [Place: JSON] = [:]
        for place in FreshRequest.places(mock, siblings: siblings[Self.routeKey(mock)] ?? []) {
            guard !lists.decide(place, of: mock), let value = place.value(in: sample) else { continue }
            let changed = freshened(value, &dice)
            let new = mapping.apply(fresh.apply(changed))
            var key = place
            if case .field(let name) = place { key = .field(name.lowercased()) }
            if new != value { result[key] = new }
        }
        return result
    }

    private mutating func freshened(_ value: JSON, _ dice: inout Dice) -> JSON {
        switch value {
        case .array(let elements):
            var changed: [JSON] = []
            for element in elements { changed.append(freshened(element, &dice)) }
            return .array(changed)
        case .object(let object):
            var changed: [JSONObject.Member] = []
            for member in object.members {
                changed.append(JSONObject.Member(member.name, freshened(member.value, &dice)))
            }
            return .object(JSONObject(changed))
        default:
            let known = fresh.apply(value)
            if known != value { return value }
            if mapping.apply(value) != value { return value }
            guard let new = local[value.textValue] ?? FreshRequest.different(value, &dice) else { return value }
            fresh.learn(value.textValue, is: new.textValue)
            if fresh.apply(value) != value { return value }
            local[value.textValue] = new
            return new
        }
    }

    /// Holds an answer against the recorded one, and the callbacks that fired against the observed ones.
    ///
    /// - Parameters:
    ///   - answer: what the mocks answered, its content not coded.
    ///   - mock: which mock answered.
    ///   - jobs: the callbacks rendered for this answer, with a time scale of 1.
    ///   - clock: what the mocks' clock showed; nil for the time at which the recorded request began.
    public mutating func judge(_ answer: Answer, mock: MockID, jobs: [CallbackJob], clock: Timestamp? = nil) {
        guard position < steps.count, let response = steps[position].exchange.response else { return }
        let step = steps[position]
        position += 1
        var values = ValueComparison(
            mapping: mapping,
            recordedAt: step.exchange.startedAt,
            replayedAt: clock ?? step.exchange.startedAt
        )
        let views = views(step.exchange, mocks[mock])
        (values.fresh, values.views, values.past, values.isFresh) = (fresh, views, past, dice != nil)
        values.calculated = calculated
        var expected = response
        if step.exchange.request.method == "HEAD" { expected.body = CapturedBody(bytes: answer.body) }
        values = AnswerComparison.compare(expected, answer, mock: mocks[mock], values: values)
        let ended = step.exchange.startedAt + step.exchange.timings.total
        var next = ValueComparison(
            mapping: values.mapping,
            recordedAt: values.recordedAt,
            replayedAt: values.replayedAt
        )
        (next.fresh, next.views, next.past, next.isFresh) = (fresh, views, values.past, dice != nil)
        next.calculated = calculated
        next.views?.recorded.response = Content(body: response.body, fields: response.head.fields).json
        next.views?.sent.response = Content(body: CapturedBody(bytes: answer.body), fields: answer.fields).json
        past = values.past
        let callbacks = CallbackComparison(mock: mocks[mock], endedAt: ended)
            .compare(step.deliveries, jobs, values: next)
        mapping = callbacks.values.mapping
        count(step, mock, values, callbacks)
    }

    /// The current request as it was recorded and as it was sent.
    private func views(_ exchange: Exchange, _ mock: Mock?) -> (recorded: TemplateView, sent: TemplateView)? {
        guard let sent else { return nil }
        let route = mock?.http.route ?? ""
        let body = Content.request(exchange.requestBody, fields: exchange.request.fields)
        return (
            TemplateView(exchange.request, body: body, route: route),
            TemplateView(sent.head, body: sent.body, route: route)
        )
    }

    private mutating func count(
        _ step: Step,
        _ mock: MockID,
        _ values: ValueComparison,
        _ callbacks: CallbackComparison.Result
    ) {
        figures.exchanges.total += 1
        if values.differences.isEmpty { figures.exchanges.held += 1 }
        figures.callbacks.total += step.deliveries.count
        let surplus = callbacks.reasons.contains { $0.hasPrefix("a callback") } ? 1 : 0
        figures.callbacks.total += surplus
        figures.callbacks.held += callbacks.reproduced
        figures.links.held += values.links.held + callbacks.links.held
        figures.links.total += values.links.total + callbacks.links.total
        figures.untestedLinks += values.untested + callbacks.untested
        let reasons = values.differences + callbacks.reasons
        if !reasons.isEmpty { note(step, mock, reasons) }
    }

    /// Counts a request that no mock matched.
    ///
    /// - Parameter reason: why not, in words.
    public mutating func judgeMiss(_ reason: String) {
        guard position < steps.count else { return }
        let step = steps[position]
        position += 1
        figures.exchanges.total += 1
        figures.callbacks.total += step.deliveries.count
        note(step, nil, ["no mock matches: \(reason)"])
    }

    private mutating func note(_ step: Step, _ mock: MockID?, _ reasons: [String]) {
        let request = step.exchange.request
        figures.differences.append(
            CheckReport.Difference(
                exchange: step.exchange.id,
                mock: mock,
                summary: "\(request.method) \(RequestTargetText.origin(request.target))",
                reasons: reasons
            )
        )
    }

    /// The figures so far.
    public var report: CheckReport { figures }
}

extension Content {
    /// The content when it is JSON.
    fileprivate var json: JSON? { if case .json(let json) = self { json } else { JSON?.none } }
}

extension Place {
    fileprivate var isQuery: Bool { if case .query = self { true } else { false } }
}
