import Model

/// Holds what mocks make of each recorded value against what it is.
struct LeafJudge {
    private(set) var score = Score()
    private let truth: Truth
    /// Leaves that hold the same value in every message of their operation.
    private var constants: [String: JSON?] = [:]
    /// What the recording cannot tell apart from each leaf.
    private var twins = Twins()

    /// - Parameter differing: exchanges that a replay of the recording did not reproduce with all their callbacks.
    init(_ traffic: StagedTraffic, _ mocks: [Mock], _ truth: Truth, differing: Set<ExchangeID>) {
        self.truth = truth
        let exchanges = Dictionary(traffic.exchanges.map { ($0.id, $0) }) { first, _ in first }
        var bodies = exchanges.mapValues(Self.body)
        for message in traffic.messages {
            bodies[message.id] = Content.read(message.body.bytes, as: message.contentType)
        }
        for (id, message) in truth.messages {
            let cause = truth.webhooks[id].map(\.cause) ?? id
            let readable = cause.flatMap { exchanges[$0] }
                .map { Twins.places($0.request, Self.request($0), answer: cause == id ? nil : bodies[$0.id]) }
            let isReproduced = cause.map { !differing.contains($0) } ?? false
            for leaf in message.leaves {
                let (key, value) = (Self.key(message, leaf), bodies[id]?.part(leaf.path))
                note(key, value)
                twins.note(key, value, among: readable ?? [:], isReproduced: isReproduced)
            }
        }
        for mock in mocks { judge(mock) }
    }

    private static func key(_ message: Truth.Message, _ leaf: Truth.LeafTruth) -> String {
        message.operation + PathStep.spelling(leaf.path)
    }

    private mutating func note(_ key: String, _ value: JSON?) {
        if let known = constants[key] {
            if known != value { constants[key] = JSON?.none }
        } else {
            constants[key] = value
        }
    }

    private static func request(_ exchange: Exchange) -> JSON {
        Content.read(exchange.requestBody.bytes, as: exchange.request.fields.first(named: "Content-Type"))
    }

    /// What an exchange was judged by: a webhook's own content, or an answer's.
    private static func body(_ exchange: Exchange) -> JSON {
        guard exchange.kind != .webhook else { return request(exchange) }
        let type = exchange.response?.head.fields.first(named: "Content-Type")
        return Content.read(exchange.response?.body.bytes ?? [], as: type)
    }

    private mutating func judge(_ mock: Mock) {
        let open = (mock.recorded?["unexplained"]?.array ?? []).compactMap(\.string)
        let templates: [ReplyTemplate] =
            switch mock.reply {
            case .fixed(let template): [template]
            case .oneOf(let sequence): sequence.replies
            case .proxy: []
            }
        for number in mock.recorded?["exchanges"]?.array ?? [] {
            guard let id = number.int, let template = templates.first else { continue }
            judge(ExchangeID(rawValue: Int64(id)), template.payload, open, "response.payload", in: mock)
        }
        for (index, callback) in (mock.callbacks + templates.flatMap(\.callbacks)).enumerated() {
            let seen = callback.recorded?["webhooks"] ?? callback.recorded?["messages"]
            for number in seen?.array ?? [] {
                guard let id = number.int else { continue }
                judge(ExchangeID(rawValue: Int64(id)), callback.body, open, "webhooks[\(index)].body", in: mock)
            }
        }
    }

    private mutating func judge(_ id: ExchangeID, _ template: JSON?, _ open: [String], _ place: String, in mock: Mock) {
        guard let message = truth.messages[id] else { return }
        for leaf in message.leaves {
            let key = Self.key(message, leaf)
            let (text, isThere) = Self.template(template, at: leaf.path)
            let path = place + PathStep.spelling(leaf.path)
            let isOpen = open.contains { $0.hasPrefix("\(path):") || Self.covers($0, path) }
            var found = isOpen ? [.unexplained] : Self.classes(text, in: mock, inWebhook: !place.hasPrefix("response"))
            if !isThere { found = [.unexplained] }
            var wanted = leaf.classes
            if constants[key].map({ $0 != nil }) == true,
                wanted.contains(.store) || wanted.contains(.link)
            {
                wanted.insert(.literal)
            }
            score.count(
                !found.isDisjoint(with: wanted) || twins.hold(key, text, route: mock.http.route),
                "\(message.operation) \(path): \(found.sorted().map(\.rawValue)) (\(text ?? "literal"))"
                    + " instead of \(wanted.sorted().map(\.rawValue)) (\(leaf.rule)) in \(mock.id)"
            )
        }
    }

    /// Whether a sentence of the report says that something around this place is open.
    private static func covers(_ sentence: String, _ path: String) -> Bool {
        guard let end = sentence.firstIndex(of: ":") else { return false }
        let place = sentence[..<end]
        return path.hasPrefix("\(place).") || path.hasPrefix("\(place)[")
    }

    /// The text that stands for a leaf: its own or that of a part around it; nil for a value that is no text.
    private static func template(_ root: JSON?, at path: [PathStep]) -> (text: String?, isThere: Bool) {
        guard var current = path.isEmpty ? root : root.map(fields) else { return (nil, false) }
        for step in path {
            if let text = current.string { return (text, text.contains("$.")) }
            guard let next = current.part([step]) else { return (nil, false) }
            current = next
        }
        return (current.string, true)
    }

    /// A form's template as an object of its fields' templates, like the form itself; others are left as they are.
    private static func fields(_ template: JSON) -> JSON {
        guard let text = template.string, !text.hasPrefix("$.") else { return template }
        return .object(
            JSONObject(
                text.split(separator: "&")
                    .map { field in
                        let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                        let name = PercentEncoding.decoded(parts[0], plusIsSpace: true)
                        return JSONObject.Member(name, .string(parts.count > 1 ? decoded(String(parts[1])) : ""))
                    }
            )
        )
    }

    /// The expression alone of what is encoded for a form.
    private static func decoded(_ template: String) -> String {
        guard template.hasPrefix("${"), template.hasSuffix("}") else { return template }
        let expression = template.dropFirst(2).dropLast()
        guard expression.hasPrefix("$.urlEncode("), expression.hasSuffix(")") else { return String(expression) }
        return String(expression.dropFirst("$.urlEncode(".count).dropLast())
    }

    /// What a template claims a value to be.
    ///
    /// - Parameter depth: how many values that are made for the request it may still lead through: one is what it is made of.
    private static func classes(
        _ text: String?,
        in mock: Mock,
        inWebhook: Bool,
        depth: Int = 4
    ) -> Set<LeafClass> {
        guard var text else { return [.literal] }
        text = text.replacing("\\$.", with: "")
        guard text.contains("$.") else { return [.literal] }
        var result: Set<LeafClass> = []
        if text.contains("$.gS") { result.insert(.store) }
        let links = [
            "$.req", "$.resp", "$.queryParams", "$.pathParam", "$.reqHeader", "$.respHeader", "$.cookies", "$.path",
        ]
        let own = text.contains("$.gS") ? text.replacing("${$.", with: "") : text
        if links.contains(where: own.contains) { result.insert(.link) }
        if text.contains("$.fake") || text.contains("$.increment") { result.insert(.generator) }
        if text.contains("$.mS") { result.formUnion(inWebhook ? [.generator, .link] : [.generator]) }
        if text.contains("$.time") { result.insert(.time) }
        for made in mock.extractions where depth > 0 && made.store == .mock && text.contains("$.mS.\(made.key)") {
            result.formUnion(classes(made.value.textValue, in: mock, inWebhook: inWebhook, depth: depth - 1))
        }
        return result
    }
}
