internal import Model
internal import Templating

/// Writes mocks as WireMock's stub mappings (<https://wiremock.org/docs/stubbing/>).
struct WireMockWriter {
    private var notes = ExportNotes()
    private var mappings: [JSON] = []
    /// Whether the host must be asked for: only where mocks of several hosts stand side by side.
    private let asksForHosts: Bool

    static func file(_ mocks: [Mock]) -> ExportedFile {
        var writer = WireMockWriter(mocks)
        for (mock, rank) in zip(mocks, ExportRank.ranks(mocks)) { writer.add(mock, rank) }
        let content: JSON = ["mappings": .array(writer.mappings), "meta": ["total": .int(writer.mappings.count)]]
        return ExportedFile(content: content, notes: writer.notes.all)
    }

    private init(_ mocks: [Mock]) {
        let hosts = Set(mocks.map(\.http.host))
        asksForHosts = hosts.count > 1
        if let host = hosts.first, !asksForHosts, let host {
            notes.add(
                "http.host",
                "all mocks are of \(host), in whose place WireMock stands; the mappings do not ask for a host"
            )
        }
    }

    // MARK: Mappings

    private mutating func add(_ mock: Mock, _ rank: Int) {
        if let method = mock.http.method, !Self.isKnown(method) {
            // Any method in its place would take requests that are for other mocks.
            notes.add(
                "\(mock.id) httpMethod",
                "methods are capital letters alone there, and \"\(method)\" is not; the mock is left out"
            )
            return
        }
        noteLabels(mock)
        let request = self.request(mock)
        switch mock.reply {
        case .fixed(let reply):
            add(
                mock,
                rank,
                request,
                response: WireMockReply(mock, reply).json(&notes),
                callbacks: mock.callbacks + reply.callbacks
            )
        case .proxy(let proxy): add(mock, rank, request, response: self.proxy(proxy, mock), callbacks: mock.callbacks)
        case .oneOf(let sequence): add(mock, rank, request, sequence)
        }
    }

    /// `^[A-Z]+$`, as the schema of request patterns has it. `ANY` is no method there.
    private static func isKnown(_ method: String) -> Bool {
        !method.isEmpty && method != "ANY" && method.utf8.allSatisfy { $0 &- 0x41 < 26 }
    }

    private mutating func add(_ mock: Mock, _ rank: Int, _ request: JSON, _ sequence: ReplySequence) {
        guard sequence.order == .inOrder, sequence.replies.count > 1 else {
            if sequence.order == .random {
                notes.add("\(mock.id) oneOf", "answers by chance are not known; the first is written")
            }
            guard let reply = sequence.replies.first else { return }
            return add(
                mock,
                rank,
                request,
                response: WireMockReply(mock, reply).json(&notes),
                callbacks: mock.callbacks + reply.callbacks
            )
        }
        let count = sequence.replies.count
        for (index, reply) in sequence.replies.enumerated() {
            let next =
                index + 1 < count
                ? Self.state(index + 1)
                : sequence.end == .wrap ? Self.state(0) : sequence.end == .exhausted ? "over" : nil
            var scenario: JSONObject = [
                "scenarioName": .string(mock.id.rawValue), "requiredScenarioState": .string(Self.state(index)),
            ]
            scenario["newScenarioState"] = next.map { .string($0) }
            add(
                mock,
                rank,
                request,
                response: WireMockReply(mock, reply, number: index).json(&notes),
                callbacks: mock.callbacks + reply.callbacks,
                part: index,
                scenario: scenario
            )
        }
    }

    private static func state(_ index: Int) -> String { index == 0 ? "Started" : "answer \(index + 1)" }

    private mutating func add(
        _ mock: Mock,
        _ rank: Int,
        _ request: JSON,
        response: JSON,
        callbacks: [CallbackConfig],
        part: Int = 0,
        scenario: JSONObject = [:]
    ) {
        var object: JSONObject = ["id": .string(Self.identifier("\(mock.id)/\(part)"))]
        object["name"] = .string(mock.name ?? mock.id.rawValue)
        // The lowest number is the most important, and 5 stands for none.
        if rank > 0 { object["priority"] = .int(5 + rank) }
        object.members += scenario.members
        object["request"] = request
        object["response"] = response
        let listeners = callbacks.enumerated()
            .compactMap { index, callback in
                WireMockCallback(
                    mock,
                    callback,
                    place: "\(mock.id) webhooks[\(index)]",
                    status: response["status"]?.int ?? 200
                )
                .json(&notes)
            }
        if !listeners.isEmpty { object["serveEventListeners"] = .array(listeners) }
        mappings.append(.object(object))
    }

    /// A UUID that follows from a text (RFC 9562 §5.8).
    static func identifier(_ text: String) -> String {
        let digits = (0..<4).map { ImportedNames.mark(Array("\($0) \(text)".utf8)) }.joined()
        let parts = [digits.prefix(8), digits.dropFirst(8).prefix(4), "8" + digits.dropFirst(13).prefix(3)]
        return (parts.map { String($0) } + ["8" + String(digits.dropFirst(17).prefix(3)), String(digits.suffix(12))])
            .joined(separator: "-")
    }

    private mutating func noteLabels(_ mock: Mock) {
        func note(_ key: String, _ isSaid: Bool) {
            if isSaid { notes.add("\(mock.id) \(key)", "this has no counterpart in a mapping") }
        }
        note("namespace", mock.namespace != nil && mock.namespace != "default")
        note("chainId", mock.chainID != nil)
        note("ttl", mock.ttl != nil)
        note("useLimiter", mock.useLimit != nil)
        note("tags", !mock.tags.isEmpty)
        note("serverName", mock.serverName != nil)
        let outlasting = mock.extractions.filter { $0.store != .mock }
        note("extract", !outlasting.isEmpty)
    }

    // MARK: Request

    private mutating func request(_ mock: Mock) -> JSON {
        let http = mock.http
        var object: JSONObject = ["method": .string(http.method ?? "ANY")]
        let (key, place) = WireMockRoute.place((mock.pathPrefix ?? "") + http.route)
        object[key] = .string(place)
        if asksForHosts, let host = http.host {
            object["scheme"] = http.scheme.map { .string($0.rawValue) }
            object["host"] = ["equalTo": .string(host.host)]
            object["port"] = host.port.map { .int($0) }
        }
        for (key, conditions) in [
            ("pathParameters", http.pathParameters), ("queryParameters", http.query), ("headers", http.fields),
            ("cookies", http.cookies),
        ] {
            let matchers = named(conditions, "\(mock.id) \(key)")
            guard !matchers.members.isEmpty else { continue }
            if key == "pathParameters", object["urlPathTemplate"] == nil {
                notes.add("\(mock.id) \(key)", "conditions on what \"*\" takes have no counterpart; every path matches")
            } else {
                object[key] = .object(matchers)
            }
        }
        let patterns = http.body.compactMap { condition -> JSON? in
            let pattern = WireMockMatching.body(condition)
            if pattern == nil {
                notes.addUnasked(condition, "\(mock.id) conditions")
            }
            return pattern
        }
        if !patterns.isEmpty { object["bodyPatterns"] = .array(patterns) }
        return .object(object)
    }

    /// Several conditions on one name are put together.
    private mutating func named(_ conditions: [Condition], _ place: String) -> JSONObject {
        var matchers = JSONObject()
        for condition in conditions {
            guard let (name, matcher) = WireMockMatching.named(condition) else {
                notes.addUnasked(condition, place)
                continue
            }
            switch matchers[name] {
            case nil: matchers[name] = matcher
            case let first?: matchers[name] = ["and": .array((first["and"]?.array ?? [first]) + [matcher])]
            }
        }
        return matchers
    }

    private mutating func proxy(_ proxy: ProxyReply, _ mock: Mock) -> JSON {
        var object: JSONObject = ["proxyBaseUrl": .string(proxy.target)]
        object["proxyUrlPrefixToRemove"] = proxy.stripPrefix.map { .string($0) }
        let place = "\(mock.id) proxy"
        func fields(_ fields: [TemplateField], _ key: String) -> JSON? {
            for field in fields where HandlebarsWriting.holdsExpressions(field.value) {
                notes.add("\(place).\(key)", "templates are not rendered there; \(field.name) is sent as it stands")
            }
            return fields.isEmpty
                ? nil : .object(JSONObject(fields.map { .init($0.name, .string(HandlebarsWriting.literal($0.value))) }))
        }
        object["additionalProxyRequestHeaders"] = fields(proxy.fields, "headers")
        object["headers"] = fields(proxy.responseFields, "responseHeaders")
        if !proxy.removedFields.isEmpty {
            object["removeProxyRequestHeaders"] = .array(proxy.removedFields.map { .string($0) })
        }
        if proxy.path != nil { notes.add("\(place).path", "another path has no counterpart") }
        if !proxy.removedResponseFields.isEmpty {
            notes.add("\(place).removeResponseHeaders", "this has no counterpart")
        }
        WireMockReply.add(proxy.delay, to: &object)
        return .object(object)
    }
}

/// Spells a route.
enum WireMockRoute {
    /// The member of the request pattern and its value.
    static func place(_ route: String) -> (key: String, value: String) {
        let segments = route.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
        // A variable of a path template is a whole segment.
        if segments.contains(where: { $0 == "*" || !(RouteParameter($0)?.ending.isEmpty ?? true) }) {
            let pattern = segments.map { $0 == "*" ? ".*" : PatternText.parameter($0) ?? PatternText.quoted(plain($0)) }
            return ("urlPathPattern", pattern.joined(separator: "/"))
        }
        guard segments.contains(where: { $0.hasPrefix(":") }) else {
            return ("urlPath", segments.map(plain).joined(separator: "/"))
        }
        return (
            "urlPathTemplate",
            segments.map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : plain($0) }.joined(separator: "/")
        )
    }

    /// What a route percent-encodes only because it would read it as a parameter.
    static func plain(_ segment: String) -> String {
        for (encoded, character) in [("%3A", ":"), ("%2A", "*")] where segment.hasPrefix(encoded) {
            return character + segment.dropFirst(3)
        }
        return segment
    }
}
