/// Turns JSON into mocks; the keys and their defaults stand in `docs/mock-format.md`.
struct MockReader {
    private(set) var warnings: [MockFormatError] = []

    private static let keys = [
        "id", "name", "namespace", "chainId", "pathPrefix", "serverName", "priority", "ttl", "useLimiter", "tags",
        "http", "folderId",
        "response", "oneOf", "proxy", "webhooks", "extract", "extractAfter", "extractors", "mStore", "recorded",
        // Kept by Mockarty's server, without a meaning in a file.
        "useCounter", "createdAt", "updatedAt", "lastUse", "expireAt", "closedAt", "_meta",
    ]

    private static let otherProtocols = [
        "grpc", "mcp", "socket", "soap", "graphql", "sse", "kafka", "rabbitmq", "smtp", "s3",
    ]

    mutating func mock(_ cursor: JSONCursor, fallbackID: String) throws(MockFormatError) -> Mock {
        for name in Self.otherProtocols where try cursor.member(name) != nil {
            throw cursor.error("a mock of the \(name) protocol; Understudy serves mocks with \"http\"")
        }
        try cursor.allowOnly(Self.keys)
        guard let http = try cursor.member("http") else {
            throw cursor.error("\"http\" is missing: it says which requests the mock answers")
        }
        let id = try cursor.member("id")?.string() ?? fallbackID
        guard !id.isEmpty else { throw cursor.error("\"id\" must not be empty") }
        var mock = Mock(id: MockID(rawValue: id), http: try HTTPMatcherReader.matcher(http), reply: try reply(cursor))
        mock.name = try cursor.member("name")?.string()
        mock.folderID = try cursor.member("folderId")?.string()
        mock.namespace = try cursor.member("namespace")?.string()
        mock.chainID = try cursor.member("chainId")?.string()
        mock.pathPrefix = try cursor.member("pathPrefix")?.string()
        mock.serverName = try cursor.member("serverName")?.string()
        mock.priority = try cursor.member("priority")?.int64() ?? 0
        mock.ttl = try positive(cursor.member("ttl"))
        mock.useLimit = try positive(cursor.member("useLimiter"))
        for tag in try cursor.member("tags")?.elements() ?? [] { mock.tags.append(try tag.string()) }
        mock.callbacks = try callbacks(cursor.member("webhooks"))
        mock.extractions = try ExtractionReader.extractions(cursor)
        mock.mockStore = try cursor.member("mStore")?.object().members ?? []
        mock.recorded = try cursor.member("recorded")?.value
        return mock
    }

    /// Mockarty writes 0 where there is no limit.
    private func positive(_ cursor: JSONCursor?) throws(MockFormatError) -> Int64? {
        guard let number = try cursor?.int64(in: 0 ... .max), number > 0 else { return nil }
        return number
    }

    private mutating func reply(_ cursor: JSONCursor) throws(MockFormatError) -> Mock.Reply {
        let response = try cursor.member("response")
        if let oneOf = try cursor.member("oneOf") { return .oneOf(try sequence(oneOf)) }
        if let proxy = try cursor.member("proxy") {
            var reply = try ProxyReader.proxy(proxy)
            reply.delay = try response?.member("delay")?.delay()
            return .proxy(reply)
        }
        guard let response else {
            throw cursor.error("an answer is missing: one of \"response\", \"oneOf\" or \"proxy\"")
        }
        return .fixed(try template(response))
    }

    private mutating func sequence(_ cursor: JSONCursor) throws(MockFormatError) -> ReplySequence {
        try cursor.allowOnly(["order", "offset", "responses", "end"])
        var replies: [ReplyTemplate] = []
        for reply in try cursor.member("responses")?.elements() ?? [] { replies.append(try template(reply)) }
        guard !replies.isEmpty else { throw cursor.error("\"responses\" needs at least one answer") }
        var sequence = ReplySequence(replies: replies)
        sequence.order = try cursor.member("order")?.choice(ReplySequence.Order.self) ?? .inOrder
        sequence.end = try cursor.member("end")?.choice(ReplySequence.End.self) ?? .wrap
        return sequence
    }

    private mutating func template(_ cursor: JSONCursor) throws(MockFormatError) -> ReplyTemplate {
        try cursor.allowOnly([
            "statusCode", "headers", "payload", "payloadTemplatePath", "decode", "delay", "dribble", "fault",
            "sseEventChain", "webhooks", "error",
        ])
        var reply = ReplyTemplate()
        reply.status = Int(try cursor.member("statusCode")?.int64(in: 200...599) ?? 200)
        reply.fields = try cursor.templateFields("headers")
        reply.payload = try cursor.object()["payload"]
        if reply.payload == .null, try cursor.member("decode") == nil { reply.payload = nil }
        reply.decodesBase64 = try cursor.member("decode").isBase64()
        reply.payloadPath = try cursor.member("payloadTemplatePath")?.nonEmptyString()
        reply.delay = try cursor.member("delay")?.delay()
        reply.dribble = try cursor.member("dribble").map { member throws(MockFormatError) in try member.dribble() }
        reply.fault = try cursor.member("fault")?.choice(AnswerFault.self)
        reply.events = try cursor.member("sseEventChain")
            .map { member throws(MockFormatError) in
                try EventChainReader.chain(member)
            }
        if reply.events != nil, reply.payload != nil || reply.payloadPath != nil || reply.dribble != nil {
            throw cursor.error("\"sseEventChain\" is the content itself; take \"payload\" and \"dribble\" out")
        }
        reply.callbacks = try callbacks(cursor.member("webhooks"))
        return reply
    }

    private mutating func callbacks(_ cursor: JSONCursor?) throws(MockFormatError) -> [CallbackConfig] {
        var callbacks: [CallbackConfig] = []
        for element in try cursor?.elements() ?? [] {
            callbacks.append(try CallbackReader.callback(element, warnings: &warnings))
        }
        return callbacks
    }
}

extension ReplySequence.Order: CaseIterable {
    /// Both orders.
    public static let allCases: [ReplySequence.Order] = [.inOrder, .random]
}

extension ReplySequence.End: CaseIterable {
    /// All ends.
    public static let allCases: [ReplySequence.End] = [.wrap, .last, .exhausted]
}

extension JSONCursor {
    /// A string, or an array of strings.
    func texts() throws(MockFormatError) -> [String] {
        guard case .array = value else { return [try string()] }
        var texts: [String] = []
        for element in try elements() { texts.append(try element.string()) }
        return texts
    }

    /// Names with a text or a list of texts each.
    func templateFields(_ name: String) throws(MockFormatError) -> [TemplateField] {
        var fields: [TemplateField] = []
        for (name, value) in try member(name)?.members() ?? [] {
            for text in try value.texts() { fields.append(TemplateField(name, text)) }
        }
        return fields
    }

    /// A string that says something.
    func nonEmptyString() throws(MockFormatError) -> String {
        let text = try string()
        guard !text.isEmpty else { throw error("this must not be empty") }
        return text
    }

    /// `{"chunks", "duration"}`.
    func dribble() throws(MockFormatError) -> Dribble {
        try allowOnly(["chunks", "duration"])
        return Dribble(
            chunks: Int(try required("chunks").int64(in: 1...100_000)),
            duration: try required("duration").nonNegative()
        )
    }

    /// Milliseconds, or an object that says how to draw them.
    func delay() throws(MockFormatError) -> Delay {
        guard case .object = value else { return .fixed(try nonNegative()) }
        try allowOnly(["type", "milliseconds", "lower", "upper", "median", "sigma", "maxValue"])
        switch try required("type").choice(DelayKind.self) {
        case .fixed: return .fixed(try required("milliseconds").nonNegative())
        case .uniform:
            let (lower, upper) = (try required("lower").nonNegative(), try required("upper").nonNegative())
            guard lower <= upper else { throw error("\"lower\" must not be greater than \"upper\"") }
            return .uniform(lower: lower, upper: upper)
        case .lognormal:
            return .lognormal(
                median: try required("median").nonNegative(),
                sigma: try required("sigma").nonNegative(),
                maximum: try member("maxValue")?.nonNegative()
            )
        }
    }

    private enum DelayKind: String, CaseIterable { case fixed, uniform, lognormal }

    /// The member of this name; an error when it is missing.
    func required(_ name: String) throws(MockFormatError) -> JSONCursor {
        guard let member = try member(name) else { throw error("\"\(name)\" is missing") }
        return member
    }
}

extension JSONCursor? {
    /// Whether a `decode` member asks for base64; an error when it asks for something else.
    func isBase64() throws(MockFormatError) -> Bool {
        guard let self else { return false }
        guard try self.string() == "base64" else {
            throw self.error("\"base64\" is the only decoding, not \"\(try self.string())\"")
        }
        return true
    }
}
