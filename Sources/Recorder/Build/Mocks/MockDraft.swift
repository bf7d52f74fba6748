internal import Model

/// A mock in the making.
struct MockDraft {
    var group: RouteGroup
    var conditions: [(part: Decider.Part, condition: Condition)]
    var replies: [ReplyTemplate]
    var callbacks: [CallbackConfig]
    var extractions: [Extraction]
    var findings: [Finding]
    var unexplained: [String]
    /// The exchanges that it answers, in order of their ids.
    var exchanges: [ExchangeID]
    /// What was observed of its callbacks, retries included, in order of the ids.
    var callbacksSeen: [ObservedCallback]
    var spelling: Spelling

    /// The finished mock, without its id.
    func mock() -> Mock {
        var matcher = HTTPMatcher(method: group.method, route: group.route)
        matcher.host = group.origin.authority
        matcher.scheme = group.origin.scheme
        for (part, condition) in conditions {
            switch part {
            case .body: matcher.body.append(condition)
            case .query: matcher.query.append(condition)
            case .field: matcher.fields.append(condition)
            case .state: matcher.when.append(condition)
            }
        }
        let reply: Mock.Reply
        if replies.count == 1 {
            reply = .fixed(replies[0])
        } else {
            var sequence = ReplySequence(replies: replies)
            sequence.end = .last
            reply = .oneOf(sequence)
        }
        var mock = Mock(id: MockID(rawValue: ""), http: matcher, reply: reply)
        mock.name = "\(group.method) \(group.route) \(replies.first?.status ?? 200)"
        mock.callbacks = callbacks
        mock.extractions = extractions
        mock.recorded = recorded
        return mock
    }

    private var recorded: JSON {
        var object: JSONObject = ["exchanges": .array(exchanges.map { .int($0.rawValue) })]
        for noun in ["webhook", "message"] {
            let ids = callbacksSeen.filter { $0.noun == noun }.map { JSON.int($0.id.rawValue) }
            if !ids.isEmpty { object["\(noun)s"] = .array(ids) }
        }
        if !findings.isEmpty { object["why"] = .array(findings.map(\.json)) }
        if !unexplained.isEmpty { object["unexplained"] = .array(unexplained.map { .string($0) }) }
        return .object(object)
    }
}
