import Model

/// The known answers about a recording. The code under test never sees them.
struct Truth {
    /// Where a webhook comes from.
    struct Webhook {
        /// Nil for one that no exchange caused.
        var cause: ExchangeID?
        /// Whether it shares a value with its cause that tells exchanges apart.
        var isShared: Bool
    }

    /// What the leaves of one answer or webhook are.
    struct Message {
        /// Answers of one operation and webhooks of one kind are made by the same rules.
        var operation: String
        var leaves: [LeafTruth]
    }

    struct LeafTruth {
        var path: [PathStep]
        /// Any of these is right.
        var classes: Set<LeafClass>
        var rule: String
    }

    var webhooks: [ExchangeID: Webhook] = [:]
    var messages: [ExchangeID: Message] = [:]

    /// For the file beside a recording.
    var json: JSON {
        let causes = webhooks.sorted { $0.key < $1.key }
            .map { id, webhook -> JSON in
                [
                    "webhook": .int(id.rawValue), "cause": webhook.cause.map { .int($0.rawValue) } ?? .null,
                    "shared": .bool(webhook.isShared),
                ]
            }
        let leaves = messages.sorted { $0.key < $1.key }
            .map { id, message -> JSON in
                [
                    "exchange": .int(id.rawValue), "operation": .string(message.operation),
                    "leaves": .array(message.leaves.map(\.json)),
                ]
            }
        return ["webhooks": .array(causes), "messages": .array(leaves)]
    }

    /// The same under other ids.
    func renumbered(_ ids: [ExchangeID: ExchangeID]) -> Truth {
        var result = Truth()
        for (id, message) in messages { if let id = ids[id] { result.messages[id] = message } }
        for (id, webhook) in webhooks {
            var webhook = webhook
            webhook.cause = webhook.cause.flatMap { ids[$0] }
            if let id = ids[id] { result.webhooks[id] = webhook }
        }
        return result
    }

    mutating func add(_ other: Truth) {
        webhooks.merge(other.webhooks) { first, _ in first }
        messages.merge(other.messages) { first, _ in first }
    }
}

extension Truth.LeafTruth {
    fileprivate var json: JSON {
        [
            "at": .string(PathStep.spelling(path)), "is": .array(classes.sorted().map { .string($0.rawValue) }),
            "rule": .string(rule),
        ]
    }
}

extension Truth.Message {
    init(_ call: Call, _ act: Act) {
        let asked = "\(call.target) \(String(decoding: call.body, as: UTF8.self))"
        let leaves = act.content.leaves.map { path, leaf -> Truth.LeafTruth in
            var classes = leaf.classes(answered: nil)
            // What was stored and is asked for by its own name is as well a link to the request.
            if case .store(let value) = leaf, !value.textValue.isEmpty, asked.contains(value.textValue) {
                classes.insert(.link)
            }
            if case .link(_, "path") = leaf { classes.insert(.store) }
            return Truth.LeafTruth(path: path, classes: classes, rule: leaf.rule)
        }
        self.init(operation: "\(call.operation) \(act.status)", leaves: leaves)
    }

    /// - Parameter said: what the answer says as well: a webhook may as well read it there.
    init(_ emission: Emission, _ answered: Set<String>, said: Set<JSON>) {
        let leaves = emission.content.leaves.map { path, leaf in
            var classes = leaf.classes(answered: answered)
            if case .literal(let value) = leaf, said.contains(value) { classes.insert(.link) }
            // The store is read by what the path says.
            if case .link(_, "path") = leaf { classes.insert(.store) }
            return Truth.LeafTruth(path: path, classes: classes, rule: leaf.rule)
        }
        let words = leaves.filter { $0.classes.contains(.literal) }.map(\.rule).joined(separator: ",")
        self.init(operation: "webhook \(words)", leaves: leaves)
    }
}
