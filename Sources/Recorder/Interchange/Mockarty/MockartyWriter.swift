internal import Model

/// Writes mocks with the keys that Mockarty knows; docs/mock-format.md says which are ours.
struct MockartyWriter {
    private var notes = ExportNotes()

    static func file(_ mocks: [Mock]) -> ExportedFile {
        var writer = MockartyWriter()
        let mocks = mocks.map { mock in writer.known(mock.json, mock.id.rawValue) }
        return ExportedFile(content: ["mocks": .array(mocks)], notes: writer.notes.all)
    }

    /// Our keys by the object that they stand in.
    private static let ours: [String: Set<String>] = [
        "mock": ["extractAfter"],
        "http": ["host", "scheme", "pathParams", "cookies"],
        "response": ["dribble", "fault", "webhooks"],
        "oneOf": ["end"],
        "proxy": [
            "path", "stripPrefix", "headers", "removeHeaders", "responseHeaders", "removeResponseHeaders",
            "preserveHost", "rewriteLocation",
        ],
        "webhook": [
            "id", "decode", "preset", "backoff", "retryDelays", "failure", "failResponse", "when", "ordered",
            "response", "faults", "delay",
            "sign", "kafkaSASLMechanism", "kafkaPartition", "kafkaPasswordEnv", "kafkaCA", "rabbitPersistent",
            "rabbitProperties", "rabbitPasswordEnv", "rabbitCA",
        ],
    ]

    private static let actions: Set<String> = ["gt", "gte", "lt", "lte", "absent", "in"]

    private mutating func known(_ mock: JSON, _ place: String) -> JSON {
        guard case .object(var object) = without(mock, "mock", place) else { return mock }
        // Where it was recorded is no behaviour of it.
        object["recorded"] = nil
        if let http = object["http"] { object["http"] = matcher(http, place) }
        if let response = object["response"] { object["response"] = self.response(response, "\(place) response") }
        if var sequence = object["oneOf"]?.object {
            sequence["responses"] = .array(
                (sequence["responses"]?.array ?? []).enumerated()
                    .map { response($1, "\(place) oneOf.responses[\($0)]") }
            )
            object["oneOf"] = without(.object(sequence), "oneOf", place)
        }
        if let proxy = object["proxy"] { object["proxy"] = without(proxy, "proxy", "\(place) proxy") }
        if let webhooks = object["webhooks"]?.array {
            object["webhooks"] = .array(webhooks.enumerated().map { webhook($1, "\(place) webhooks[\($0)]") })
        }
        noteExpressions(.object(object), place)
        return .object(object)
    }

    private mutating func without(_ value: JSON, _ kind: String, _ place: String) -> JSON {
        guard case .object(var object) = value else { return value }
        for name in object.members.map(\.name) where Self.ours[kind]?.contains(name) == true {
            notes.add("\(place) \(name)", "this key is ours; it is left out")
            object[name] = nil
        }
        return .object(object)
    }

    private mutating func matcher(_ http: JSON, _ place: String) -> JSON {
        guard case .object(var object) = without(http, "http", "\(place) http") else { return http }
        if object["route"]?.string?.hasSuffix("*") == true {
            notes.add("\(place) http.route", "\"*\" in a route is ours; it stays as it is")
        }
        let endings = object["route"]?.string?.split(separator: "/").compactMap { RouteParameter($0)?.ending } ?? []
        if endings.contains(where: { !$0.isEmpty }) {
            notes.add("\(place) http.route", "what stands behind a parameter in a route is ours; it stays as it is")
        }
        for key in ["conditions", "queryParams", "header"] {
            guard let list = object[key]?.array else { continue }
            let kept = list.filter { condition in
                let isKnown = condition["assertAction"]?.string.map { !Self.actions.contains($0) } ?? false
                if !isKnown {
                    notes.add("\(place) http.\(key)", "\(condition.textInQuotes) is ours; it is not asked for")
                }
                return isKnown
            }
            object[key] = kept.isEmpty ? nil : .array(kept)
        }
        return .object(object)
    }

    private mutating func response(_ response: JSON, _ place: String) -> JSON {
        guard case .object(var object) = without(response, "response", place) else { return response }
        if let delay = object["delay"], delay.number == nil {
            notes.add("\(place).delay", "a delay that is drawn is ours; it is left out")
            object["delay"] = nil
        }
        return .object(object)
    }

    private mutating func webhook(_ webhook: JSON, _ place: String) -> JSON {
        guard case .object(var object) = without(webhook, "webhook", place) else { return webhook }
        object["recorded"] = nil
        return .object(object)
    }

    /// Expressions that only we render stay where they are, so that a person sees what belongs there.
    private mutating func noteExpressions(_ value: JSON, _ place: String) {
        let ours = [
            "$.time(", "$.fake.pattern(", "$.fake.uuidV7", "$.fake.ulid", "$.fake.ksuid", "$.fake.counter(",
            "$.cookies", "$.respHeader", "$.lower(", "$.upper(", "$.trim(", "$.toString(", "$.toNumber(", "$.base64(",
            "$.base64Decode(", "$.urlEncode(", "$.slice(", "$.part(", "$.before(", "$.behind(", "$.initials(",
            "$.shorten(",
            "$.words(", "$.tags(", "$.reqFile.", "['", "${",
        ]
        var found: Set<String> = []
        value.visit { _, part in
            guard let text = part.string, HandlebarsWriting.holdsExpressions(text), ours.contains(where: text.contains)
            else { return }
            found.insert(text)
        }
        for text in found.sorted() {
            notes.add(place, "\(JSON.string(text).textInQuotes): only Understudy renders this")
        }
    }
}
