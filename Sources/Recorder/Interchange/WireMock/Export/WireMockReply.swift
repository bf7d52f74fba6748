internal import Foundation
internal import Model
internal import Templating

/// An answer of ours as a response definition.
struct WireMockReply {
    private let mock: Mock
    private let reply: ReplyTemplate
    private let place: String

    /// - Parameter number: which answer of a sequence it is; nil for the only one.
    init(_ mock: Mock, _ reply: ReplyTemplate, number: Int? = nil) {
        (self.mock, self.reply) = (mock, reply)
        place = "\(mock.id) " + (number.map { "oneOf.responses[\($0)]" } ?? "response")
    }

    func json(_ notes: inout ExportNotes) -> JSON {
        var object: JSONObject = ["status": .int(reply.status)]
        let spelling = WireMockSpelling(root: "request", substitute: MockStoreValues(mock).value)
        var writing = HandlebarsWriting(spell: spelling.spell) { spelling in
            spelling.argument.map { "{{{toJson \($0)}}}" }
        }
        let isTemplate =
            HandlebarsWriting.holdsExpressions(reply)
        let fields = self.fields(isTemplate, &writing)
        if !fields.members.isEmpty { object["headers"] = .object(fields) }
        addContent(to: &object, isTemplate, &writing, &notes)
        if isTemplate { object["transformers"] = ["response-template"] }
        Self.add(reply.delay, to: &object)
        object["chunkedDribbleDelay"] = reply.dribble.map {
            ["numberOfChunks": .int($0.chunks), "totalDuration": .milliseconds($0.duration)]
        }
        object["fault"] = reply.fault.map { .string(Self.name(of: $0)) }
        for source in writing.untranslated { notes.add(place, "\(source) has no counterpart; it is sent as it stands") }
        if MockStoreValues(mock).areUsed(in: reply) {
            notes.add(
                "\(mock.id) extract.mStore",
                "a value that is made once and used twice is made anew at each place"
            )
        }
        return .object(object)
    }

    private func fields(_ isTemplate: Bool, _ writing: inout HandlebarsWriting) -> JSONObject {
        var fields = JSONObject()
        for field in reply.fields {
            let value = JSON.string(isTemplate ? writing.text(field.value) : HandlebarsWriting.literal(field.value))
            switch fields[field.name] {
            case nil: fields[field.name] = value
            case .array(let values)?: fields[field.name] = .array(values + [value])
            case let first?: fields[field.name] = .array([first, value])
            }
        }
        // Here JSON is announced by itself.
        if let payload = reply.payload, payload.string == nil,
            !fields.members.contains(where: { $0.name.lowercased() == "content-type" })
        {
            fields["Content-Type"] = "application/json"
        }
        return fields
    }

    private func addContent(
        to object: inout JSONObject,
        _ isTemplate: Bool,
        _ writing: inout HandlebarsWriting,
        _ notes: inout ExportNotes
    ) {
        if reply.events != nil {
            notes.add("\(place).sseEventChain", "server-sent events have no counterpart; the answer has no content")
        }
        if let file = reply.payloadPath {
            object["bodyFileName"] = .string(file)
            notes.add("\(place).payloadTemplatePath", "put \(file) below __files; templates in it stay ours")
        }
        guard let payload = reply.payload else { return }
        if reply.decodesBase64 {
            object["base64Body"] = payload
        } else if let text = payload.string {
            object["body"] = .string(isTemplate ? writing.text(text) : HandlebarsWriting.literal(text))
        } else if isTemplate {
            object["body"] = .string(writing.json(payload))
        } else {
            let literal = HandlebarsWriting.literal(payload)
            // "jsonBody" takes an object or a list.
            let isKept = !literal.isScalar && Self.keepsNumbers(literal)
            object[isKept ? "jsonBody" : "body"] = isKept ? literal : .string(literal.textValue)
        }
    }

    /// Whether another program writes every number as it stands: exponents and many digits are spelled anew.
    private static func keepsNumbers(_ value: JSON) -> Bool {
        var isKept = true
        value.visit { _, part in
            guard let number = part.number else { return }
            if number.text.utf8.count > 15 || number.text.contains(where: { $0 == "e" || $0 == "E" }) { isKept = false }
        }
        return isKept
    }

    /// Whole milliseconds, as WireMock wants them.
    static func add(_ delay: Delay?, to object: inout JSONObject) {
        switch delay {
        case nil: break
        case .fixed(let milliseconds)?: object["fixedDelayMilliseconds"] = .milliseconds(milliseconds)
        case let delay?: object["delayDistribution"] = distribution(delay)
        }
    }

    static func distribution(_ delay: Delay) -> JSON {
        switch delay {
        case .fixed(let milliseconds): return ["type": "fixed", "milliseconds": .milliseconds(milliseconds)]
        case .uniform(let lower, let upper):
            return ["type": "uniform", "lower": .milliseconds(lower), "upper": .milliseconds(upper)]
        case .lognormal(let median, let sigma, let maximum):
            var object: JSONObject = [
                "type": "lognormal", "median": .milliseconds(median), "sigma": .number(JSONNumber(sigma)),
            ]
            object["maxValue"] = maximum.map { .number(JSONNumber($0)) }
            return .object(object)
        }
    }

    private static func name(of fault: AnswerFault) -> String {
        switch fault {
        case .empty: "EMPTY_RESPONSE"
        case .reset: "CONNECTION_RESET_BY_PEER"
        case .truncated: "MALFORMED_RESPONSE_CHUNK"
        case .garbage: "RANDOM_DATA_THEN_CLOSE"
        }
    }
}

/// The values that a mock makes at the start of each request, by what makes them.
struct MockStoreValues {
    private var makers: [String: String] = [:]

    init(_ mock: Mock) {
        for member in mock.mockStore { makers[member.name] = member.value.string }
        for extraction in mock.extractions where extraction.store == .mock && !extraction.isAfterResponse {
            makers[extraction.key] = extraction.value.string
        }
    }

    /// What makes `$.mS.name`.
    func value(_ root: String, _ path: ValuePath) -> ReadExpression? {
        guard root == "mS", path.steps.count == 1, let name = path.name else { return nil }
        return makers[name].flatMap(ReadExpression.whole)
    }

    func areUsed(in reply: ReplyTemplate) -> Bool {
        let texts = [reply.payload?.textValue ?? ""] + reply.fields.map(\.value)
        return makers.keys.contains { name in texts.reduce(0) { $0 + $1.ranges(of: "$.mS.\(name)").count } > 1 }
    }
}
