internal import Foundation
internal import Model
internal import Templating

/// Writes mocks as a simulation of Hoverfly, version 5 (<https://docs.hoverfly.io/en/latest/pages/keyconcepts/simulations/simulations.html>).
struct HoverflyWriter {
    private var notes = ExportNotes()
    private var pairs: [JSON] = []
    private var sequences = 0

    /// - Parameter version: of Understudy, as who exported it.
    static func file(_ mocks: [Mock], version: String) -> ExportedFile {
        var writer = HoverflyWriter()
        for (mock, _) in zip(mocks, ExportRank.ranks(mocks)).sorted(by: { $0.1 < $1.1 }) { writer.add(mock) }
        let content: JSON = [
            "data": ["pairs": .array(writer.pairs), "globalActions": ["delays": [], "delaysLogNormal": []]],
            "meta": ["schemaVersion": "v5.3", "hoverflyVersion": .string("Understudy \(version)")],
        ]
        return ExportedFile(content: content, notes: writer.notes.all)
    }

    private mutating func add(_ mock: Mock) {
        noteLabels(mock)
        let request = self.request(mock)
        switch mock.reply {
        case .fixed(let reply): add(mock, request, response(mock, reply, "\(mock.id) response"))
        case .proxy: notes.add("\(mock.id) proxy", "a simulation cannot pass requests on; the mock is left out")
        case .oneOf(let sequence): add(mock, request, sequence)
        }
    }

    /// States of a key that begins with `sequence:` start at 1 when a simulation is loaded.
    private mutating func add(_ mock: Mock, _ request: JSONObject, _ sequence: ReplySequence) {
        let place = "\(mock.id) oneOf"
        guard sequence.order == .inOrder, sequence.replies.count > 1 else {
            if sequence.order == .random { notes.add(place, "answers by chance are not known; the first is written") }
            return sequence.replies.first.map { add(mock, request, response(mock, $0, "\(place).responses[0]")) } ?? ()
        }
        sequences += 1
        let key = "sequence:\(sequences)"
        let count = sequence.replies.count
        for (index, reply) in sequence.replies.enumerated() {
            var (request, response) = (request, response(mock, reply, "\(place).responses[\(index)]"))
            request["requiresState"] = .object(JSONObject([.init(key, .string(String(index + 1)))]))
            let next =
                index + 1 < count
                ? String(index + 2) : sequence.end == .wrap ? "1" : sequence.end == .exhausted ? "over" : nil
            response["transitionsState"] = next.map { .object(JSONObject([.init(key, .string($0))])) }
            add(mock, request, response)
        }
    }

    private mutating func add(_ mock: Mock, _ request: JSONObject, _ response: JSONObject) {
        var pair: JSONObject = [:]
        if !mock.tags.isEmpty { pair["labels"] = .array(mock.tags.map { .string($0) }) }
        pair["request"] = .object(request)
        pair["response"] = .object(response)
        pairs.append(.object(pair))
    }

    private mutating func noteLabels(_ mock: Mock) {
        func note(_ key: String, _ isSaid: Bool) {
            if isSaid { notes.add("\(mock.id) \(key)", "this has no counterpart in a simulation") }
        }
        note("namespace", mock.namespace != nil && mock.namespace != "default")
        note("chainId", mock.chainID != nil)
        note("ttl", mock.ttl != nil)
        note("useLimiter", mock.useLimit != nil)
        note("priority", mock.priority != 0)
        note("serverName", mock.serverName != nil)
        note("pathParams", !mock.http.pathParameters.isEmpty)
        note("cookies", !mock.http.cookies.isEmpty)
        note("extract", mock.extractions.contains { $0.store != .mock })
        var callbacks = mock.callbacks
        if case .fixed(let reply) = mock.reply { callbacks += reply.callbacks }
        if case .oneOf(let sequence) = mock.reply { callbacks += sequence.replies.flatMap(\.callbacks) }
        for (index, callback) in callbacks.enumerated() {
            notes.add(
                "\(mock.id) webhooks[\(index)]",
                "a simulation sends nothing by itself; \(callback.target.words) is left out"
            )
        }
    }

    // MARK: Request

    private mutating func request(_ mock: Mock) -> JSONObject {
        let http = mock.http
        var object: JSONObject = [:]
        object["method"] = http.method.map { [HoverflyMatching.matcher("exact", .string($0))] }
        object["scheme"] = http.scheme.map { [HoverflyMatching.matcher("exact", .string($0.rawValue))] }
        object["destination"] = http.host.map { [HoverflyMatching.matcher("exact", .string($0.description))] }
        object["path"] = [Self.path((mock.pathPrefix ?? "") + http.route)]
        let query = named(http.query, "\(mock.id) queryParams")
        if !query.members.isEmpty { object["query"] = .object(query) }
        let headers = named(http.fields, "\(mock.id) header")
        if !headers.members.isEmpty { object["headers"] = .object(headers) }
        let body = http.body.compactMap { condition -> JSON? in
            let matcher = HoverflyMatching.body(condition)
            if matcher == nil {
                notes.addUnasked(condition, "\(mock.id) conditions")
            }
            return matcher
        }
        if !body.isEmpty { object["body"] = .array(body) }
        return object
    }

    private static func path(_ route: String) -> JSON {
        let segments = route.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
        guard segments.contains(where: { $0 == "*" || $0.hasPrefix(":") }) else {
            return HoverflyMatching.matcher("exact", .string(segments.map(WireMockRoute.plain).joined(separator: "/")))
        }
        let pattern = segments.map {
            $0 == "*" ? ".*" : PatternText.parameter($0) ?? PatternText.quoted(WireMockRoute.plain($0))
        }
        return HoverflyMatching.matcher("regex", .string("^\(pattern.joined(separator: "/"))$"))
    }

    private mutating func named(_ conditions: [Condition], _ place: String) -> JSONObject {
        var matchers = JSONObject()
        for condition in conditions {
            guard let (name, matcher) = HoverflyMatching.named(condition) else {
                notes.addUnasked(condition, place)
                continue
            }
            matchers[name] = .array((matchers[name]?.array ?? []) + [matcher])
        }
        return matchers
    }

    // MARK: Response

    private mutating func response(_ mock: Mock, _ reply: ReplyTemplate, _ place: String) -> JSONObject {
        let isTemplate =
            HandlebarsWriting.holdsExpressions(reply)
        let values = MockStoreValues(mock)
        let route = (mock.pathPrefix ?? "") + mock.http.route
        var writing = HandlebarsWriting(spell: HoverflySpelling(route: route, substitute: values.value).spell)
        var object: JSONObject = ["status": .int(reply.status)]
        let (body, isEncoded) = content(reply, isTemplate, &writing)
        object["body"] = .string(body)
        object["encodedBody"] = .bool(isEncoded)
        object["headers"] = headers(reply, isTemplate, &writing)
        object["templated"] = .bool(isTemplate)
        addDelay(reply.delay, to: &object, place)
        for source in Set(writing.untranslated).sorted() {
            notes.add(place, "\(source) has no counterpart; it is sent as it stands")
        }
        for source in Set(writing.untyped).sorted() {
            notes.add(place, "\(source) is written as a text, since a template cannot tell")
        }
        if values.areUsed(in: reply) {
            notes.add(
                "\(mock.id) extract.mStore",
                "a value that is made once and used twice is made anew at each place"
            )
        }
        if reply.dribble != nil { notes.add("\(place).dribble", "this has no counterpart") }
        if reply.fault != nil { notes.add("\(place).fault", "this has no counterpart; the answer arrives whole") }
        if reply.events != nil {
            notes.add("\(place).sseEventChain", "server-sent events have no counterpart; the answer has no content")
        }
        if let file = reply.payloadPath {
            object["bodyFile"] = .string(file)
            notes.add(
                "\(place).payloadTemplatePath",
                "put \(file) below Hoverfly's response body files; templates in it stay ours"
            )
        }
        return object
    }

    private func content(
        _ reply: ReplyTemplate,
        _ isTemplate: Bool,
        _ writing: inout HandlebarsWriting
    ) -> (String, isEncoded: Bool) {
        guard let payload = reply.payload else { return ("", false) }
        if reply.decodesBase64 { return (payload.textValue, true) }
        if let text = payload.string {
            return (isTemplate ? writing.text(text) : HandlebarsWriting.literal(text), false)
        }
        return (isTemplate ? writing.json(payload) : HandlebarsWriting.literal(payload).textValue, false)
    }

    private func headers(_ reply: ReplyTemplate, _ isTemplate: Bool, _ writing: inout HandlebarsWriting) -> JSON {
        var headers = JSONObject()
        for field in reply.fields {
            let value = isTemplate ? writing.text(field.value) : HandlebarsWriting.literal(field.value)
            headers[field.name] = .array((headers[field.name]?.array ?? []) + [.string(value)])
        }
        if let payload = reply.payload, payload.string == nil,
            !headers.members.contains(where: { $0.name.lowercased() == "content-type" })
        {
            headers["Content-Type"] = ["application/json"]
        }
        return .object(headers)
    }

    /// A log-normal variable's mean is its median times exp(sigma² / 2).
    private mutating func addDelay(_ delay: Delay?, to object: inout JSONObject, _ place: String) {
        switch delay {
        case nil: break
        case .fixed(let milliseconds)?: object["fixedDelay"] = .milliseconds(milliseconds)
        case .uniform(let lower, let upper)?:
            object["fixedDelay"] = .milliseconds(lower / 2 + upper / 2)
            notes.add("\(place).delay", "an even delay has no counterpart; its middle is written")
        case .lognormal(let median, let sigma, let maximum)?:
            let mean = median * Foundation.exp(sigma * sigma / 2)
            var values: JSONObject = ["mean": .milliseconds(mean), "median": .milliseconds(median)]
            if let maximum { values["max"] = .milliseconds(maximum) }
            object["logNormalDelay"] = .object(values)
        }
    }
}
