internal import Model

/// Reads what a session does to traffic, in every shape in which Mockarty's clients send it.
struct ModificationsReader {
    private var result = TrafficModifications()

    /// What the object says; what is to be done to webhooks stands in a member of its own.
    static func modifications(_ object: JSONObject) throws(Refusal) -> SessionModifications {
        var modifications = SessionModifications()
        modifications.traffic = try traffic(object)
        if let webhooks = try Members(object).members(webhookName) {
            modifications.webhooks = try traffic(webhooks.object)
        }
        return modifications
    }

    private static func traffic(_ object: JSONObject) throws(Refusal) -> TrafficModifications {
        var reader = ModificationsReader()
        let members = Members(object)
        try reader.readMessages(members)
        try reader.readRewrites(members)
        try reader.readFaults(try members.members("chaos") ?? Members(JSONObject()))
        try reader.readFaults(members)
        return reader.result
    }

    private static let webhookName = "webhookModifications"

    /// The members that say something; others are kept and do nothing.
    static let names = namesForTraffic.union([webhookName])

    private static let namesForTraffic: Set<String> = [
        "headerRules", "bodyRules", "bodyTransformations", "urlRewrite", "urlRewrites", "latencyMs", "delayMs",
        "jitterMs",
        "errorRate", "errorStatus", "errorBody", "errors", "bandwidth", "bandwidthKbps", "chaos",
        "requestModifications",
        "responseModifications",
    ]

    /// What is said about members that do nothing.
    static func warnings(about object: JSONObject) -> [String] {
        warnings(about: object, names) + warnings(about: object[webhookName]?.object ?? [:], namesForTraffic)
    }

    private static func warnings(about object: JSONObject, _ names: Set<String>) -> [String] {
        object.members.filter { !names.contains($0.name) }
            .map { "\"\($0.name)\" is kept and does nothing; known are \(names.sorted().joined(separator: ", "))" }
    }

    private mutating func readMessages(_ members: Members) throws(Refusal) {
        if let rules = try members.members("headerRules") {
            try inDirections(of: rules, usually: [\.request]) { message throws(Refusal) in
                try Self.readFields(rules, into: &message)
            }
        }
        for name in ["bodyRules", "bodyTransformations"] {
            guard let rules = try members.members(name) else { continue }
            try inDirections(of: rules, usually: [\.request, \.response]) { message throws(Refusal) in
                message.masks += try rules.texts("maskFields") ?? []
                message.maskValue = try rules.text("maskValue") ?? message.maskValue
            }
        }
        if let request = try members.members("requestModifications") { try Self.read(request, into: &result.request) }
        if let response = try members.members("responseModifications") {
            try Self.read(response, into: &result.response)
        }
    }

    private mutating func inDirections(
        of rules: Members,
        usually usual: [WritableKeyPath<TrafficModifications, TrafficModifications.Message>],
        _ body: (inout TrafficModifications.Message) throws(Refusal) -> Void
    ) throws(Refusal) {
        let paths: [WritableKeyPath<TrafficModifications, TrafficModifications.Message>]
        switch try rules.text("direction") {
        case nil: paths = usual
        case "request": paths = [\.request]
        case "response": paths = [\.response]
        case "both": paths = [\.request, \.response]
        case let other?: throw .invalid("\"direction\" should be request, response or both, not \"\(other)\"")
        }
        for path in paths { try body(&result[keyPath: path]) }
    }

    private static func read(
        _ members: Members,
        into message: inout TrafficModifications.Message
    ) throws(Refusal) {
        if let headers = try members.members("headers") { try readFields(headers, into: &message) }
        if let rules = try members.members("headerRules") { try readFields(rules, into: &message) }
        let (masks, fields) = (try members.texts("bodyMasks"), try members.texts("maskFields"))
        message.masks += masks ?? fields ?? []
        message.maskValue = try members.text("maskValue") ?? message.maskValue
    }

    /// `{"add", "set", "remove"}`, or the fields themselves, which are set, or taken off where `null` stands.
    private static func readFields(
        _ members: Members,
        into message: inout TrafficModifications.Message
    ) throws(Refusal) {
        let hasRules = members.object.members.contains { member in
            ["add", "set"].contains(member.name) && member.value.object != nil
                || member.name == "remove" && member.value.array != nil
        }
        guard hasRules else {
            message.removed += members.object.members.filter { $0.value == .null }.map(\.name)
            return try append(members.object, to: &message.set)
        }
        message.removed += try members.texts("remove") ?? []
        if let set = try members.members("set") { try append(set.object, to: &message.set) }
        if let added = try members.members("add") { try append(added.object, to: &message.added) }
    }

    private static func append(_ object: JSONObject, to fields: inout FieldSection) throws(Refusal) {
        for member in object.members where member.value != .null && member.name != "direction" {
            for value in member.value.array ?? [member.value] { fields.append(member.name, value.textValue) }
            guard fields.allSatisfy({ $0.isSendable }) else {
                throw .invalid("the field \"\(member.name)\" holds what no message may carry, such as a line break")
            }
        }
    }

    private mutating func readRewrites(_ members: Members) throws(Refusal) {
        let single = members["urlRewrite"].map { $0.array ?? [$0] } ?? []
        let list = try members.list("urlRewrites") ?? []
        for json in single + list {
            guard let object = json.object else {
                throw .invalid("\"urlRewrite\" should be an object with \"from\" and \"to\", not \(json.kindName)")
            }
            let pair = Members(object)
            let rewrite = TrafficModifications.Rewrite(from: try pair.neededText("from"), to: try pair.neededText("to"))
            guard Self.isSameKind(rewrite) else {
                throw .invalid(
                    "\"from\" and \"to\" of a rewrite should both be paths (/v1) or both be URLs (https://api.example.test/v1)"
                )
            }
            result.rewrites.append(rewrite)
        }
    }

    private static func isSameKind(_ rewrite: TrafficModifications.Rewrite) -> Bool {
        if rewrite.from.hasPrefix("/") { return rewrite.to.hasPrefix("/") }
        return AbsoluteURL(rewrite.from) != nil && AbsoluteURL(rewrite.to) != nil
    }

    private mutating func readFaults(_ members: Members) throws(Refusal) {
        if let time = try milliseconds("delayMs", members) { result.latency = time }
        if let time = try milliseconds("latencyMs", members) { result.latency = time }
        if let time = try milliseconds("jitterMs", members) { result.jitter = time }
        if let errors = try errors(members) { result.errors = errors.rate > 0 ? errors : nil }
        if let kilobits = try members.number("bandwidthKbps", 0...10_000_000) {
            result.bandwidth = kilobits > 0 ? max(1, Int(kilobits * 125)) : nil
        } else if let bytes = try members.integer("bandwidth", 0...1 << 40) {
            result.bandwidth = bytes > 0 ? bytes : nil
        }
    }

    private func milliseconds(_ name: String, _ members: Members) throws(Refusal) -> Duration? {
        try members.number(name, 0...600_000).map { .nanoseconds(Int64($0 * 1_000_000)) }
    }

    private func errors(_ members: Members) throws(Refusal) -> TrafficModifications.Errors? {
        let inner = try members.members("errors")
        let outer = try members.number("errorRate", 0...1)
        guard let rate = try inner?.number("rate", 0...1) ?? outer else { return nil }
        let status = try members.integer("errorStatus", 400...599) ?? 503
        let body = try members.text("errorBody") ?? "This error was made by the recorder's settings.\n"
        return TrafficModifications.Errors(
            rate: rate,
            status: try inner?.integer("status", 400...599) ?? status,
            body: try inner?.text("body") ?? body
        )
    }
}

extension FieldSection.Field {
    /// Whether a message may carry it: a line break in a name or a value would begin another field.
    var isSendable: Bool {
        !name.isEmpty && !name.utf8.contains { $0 <= 0x20 || $0 == 0x3A || $0 == 0x7F }
            && !valueBytes.contains { $0 == 0x0A || $0 == 0x0D || $0 == 0 }
    }
}
