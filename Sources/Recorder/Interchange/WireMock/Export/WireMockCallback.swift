internal import Model
internal import Templating

/// A callback of ours as the webhook of a mapping (<https://wiremock.org/docs/webhooks-and-callbacks/>).
struct WireMockCallback {
    private let mock: Mock
    private let callback: CallbackConfig
    private let place: String
    private let status: Int

    /// - Parameter status: of the answer that fires it.
    init(_ mock: Mock, _ callback: CallbackConfig, place: String, status: Int) {
        (self.mock, self.callback, self.place, self.status) = (mock, callback, place, status)
    }

    /// Nil, with a note, for what is no call over HTTP, and for what the answer does not fire.
    func json(_ notes: inout ExportNotes) -> JSON? {
        guard case .http(let method, let url) = callback.target else {
            notes.add(place, "only calls over HTTP have a counterpart; \(callback.target.words) is left out")
            return nil
        }
        guard callback.trigger.fires(on: status) else { return nil }
        noteRules(&notes)
        let spelling = WireMockSpelling(root: "originalRequest", substitute: AnswerValues(mock).value)
        var writing = HandlebarsWriting(spell: spelling.spell) { spelling in
            spelling.argument.map { "{{{toJson \($0)}}}" }
        }
        var parameters: JSONObject = ["method": .string(writing.text(method)), "url": .string(writing.text(url))]
        var headers = JSONObject()
        for field in callback.fields { headers[field.name] = .string(writing.text(field.value.textValue)) }
        if let body = callback.body, body.string == nil,
            !headers.members.contains(where: { $0.name.lowercased() == "content-type" })
        {
            headers["Content-Type"] = "application/json"
        }
        if !headers.members.isEmpty { parameters["headers"] = .object(headers) }
        if let body = callback.body {
            if callback.decodesBase64 {
                parameters["base64Body"] = body
            } else {
                parameters["body"] = .string(body.string.map { writing.text($0) } ?? writing.json(body))
            }
        }
        parameters["delay"] = callback.delay.map(WireMockReply.distribution)
        for source in Set(writing.untranslated).sorted() {
            let reason = source.contains("$.resp") ? "a webhook does not see the answer" : "it has no counterpart"
            notes.add(place, "\(source): \(reason); it is sent as it stands")
        }
        return ["name": "webhook", "parameters": .object(parameters)]
    }

    private func noteRules(_ notes: inout ExportNotes) {
        let plain = CallbackConfig(target: callback.target)
        func note(_ key: String, _ isSaid: Bool) {
            if isSaid { notes.add("\(place).\(key)", "this has no counterpart in a webhook") }
        }
        note("retryCount", callback.retries != plain.retries)
        note("failure", callback.failure != plain.failure)
        note("timeout", callback.timeout != plain.timeout)
        note("async", !callback.isAsync)
        note("failResponse", callback.failResponse != nil)
        note("when", !callback.when.isEmpty)
        note("ordered", callback.isOrdered)
        note("sign", callback.signature != nil)
        note("faults", callback.faults != plain.faults)
        note("response", !callback.extractions.isEmpty)
    }
}

/// What the values of a mock's answer are made of, for callbacks of tools that do not see the answer.
struct AnswerValues {
    private let store: MockStoreValues
    private var payload: JSON?

    init(_ mock: Mock) {
        store = MockStoreValues(mock)
        if case .fixed(let reply) = mock.reply, !reply.decodesBase64 { payload = reply.payload }
    }

    /// What `$.resp.a` is when the answer takes it from the request or always says the same. A value that the answer makes anew
    /// cannot be made again.
    func value(_ root: String, _ path: ValuePath) -> ReadExpression? {
        guard root == "resp" || root == "response", let payload, let value = path.value(in: payload) else { return nil }
        guard let text = value.string else { return value.isScalar ? .literal(value) : nil }
        if let expression = ReadExpression.whole(text) { return expression.readsRequestOnly ? expression : nil }
        return HandlebarsWriting.holdsExpressions(text) ? nil : .literal(.string(HandlebarsWriting.literal(text)))
    }
}

extension ReadExpression {
    /// Whether the value follows from the request alone.
    var readsRequestOnly: Bool {
        switch self {
        case .literal: true
        case .path(let root, _):
            ["req", "body", "reqHeader", "queryParams", "pathParam", "cookies", "method", "path"].contains(root)
        case .fake: false
        case .call(let name, let arguments): name != "time" && arguments.allSatisfy(\.readsRequestOnly)
        case .fallback(let choices): choices.allSatisfy(\.readsRequestOnly)
        }
    }
}
