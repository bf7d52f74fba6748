internal import Model

/// Rewrites every template of a reply and its callbacks.
enum Rewriting {
    static func rewrite(
        _ reply: ReplyTemplate,
        _ callbacks: [CallbackConfig],
        _ change: (String) -> String
    ) -> (ReplyTemplate, [CallbackConfig]) {
        var reply = reply
        reply.payload = reply.payload.map { rewrite($0, change) }
        reply.fields = reply.fields.map { TemplateField($0.name, change($0.value)) }
        let callbacks = callbacks.map { callback in
            var callback = callback
            callback.body = callback.body.map { rewrite($0, change) }
            callback.fields = callback.fields.map { CallbackField($0.name, rewrite($0.value, change)) }
            callback.target = callback.target.rewritten(change)
            return callback
        }
        return (reply, callbacks)
    }

    /// The value with every text in it changed; what becomes of a text may be any value.
    static func rewriteValues(_ value: JSON, _ change: (String) -> JSON) -> JSON {
        switch value {
        case .string(let text): change(text)
        case .array(let elements): .array(elements.map { rewriteValues($0, change) })
        case .object(let object):
            .object(JSONObject(object.members.map { JSONObject.Member($0.name, rewriteValues($0.value, change)) }))
        default: value
        }
    }

    private static func rewrite(_ value: JSON, _ change: (String) -> String) -> JSON {
        rewriteValues(value) { .string(change($0)) }
    }

    /// The reply and callbacks with every placeholder replaced: whole values keep their type.
    static func fill(
        _ reply: ReplyTemplate,
        _ callbacks: [CallbackConfig],
        _ values: [String: JSON]
    ) -> (ReplyTemplate, [CallbackConfig]) {
        guard !values.isEmpty else { return (reply, callbacks) }
        var reply = reply
        func filled(_ value: JSON) -> JSON { rewriteValues(value) { values[$0] ?? .string(filling($0, values)) } }
        reply.payload = reply.payload.map(filled)
        reply.fields = reply.fields.map { TemplateField($0.name, values[$0.value]?.textValue ?? $0.value) }
        let callbacks = callbacks.map { callback in
            var callback = callback
            callback.body = callback.body.map(filled)
            callback.fields = callback.fields.map { CallbackField($0.name, filled($0.value)) }
            callback.target = callback.target.rewritten { text in
                let part = values.first { text.contains($0.key) }
                return part.map { text.replacing($0.key, with: $0.value.textValue) } ?? text
            }
            return callback
        }
        return (reply, callbacks)
    }

    /// A text with every placeholder in it replaced, in a form as well.
    private static func filling(_ text: String, _ values: [String: JSON]) -> String {
        guard text.utf8.contains(0) || text.contains("%00") else { return text }
        return values.reduce(text) { text, value in
            text.replacing(value.key, with: value.value.textValue)
                .replacing(PercentEncoding.encoded(value.key), with: PercentEncoding.encoded(value.value.textValue))
        }
    }

    /// How often an expression of the mock store stands in a text; `$.mS.id` does not stand in `$.mS.id2`.
    static func occurrences(of expression: String, in text: String) -> Int {
        text.ranges(of: expression).count { isWhole($0, in: text) }
    }

    /// The text with another template in the place of an expression; braces stay around a template that is one whole
    /// expression and go from one that is text with expressions in it.
    static func replace(_ expression: String, by other: String, in text: String) -> String {
        let text = other.hasPrefix("$.") ? text : text.replacing("${\(expression)}", with: expression)
        var result = ""
        var rest = text.startIndex
        for range in text.ranges(of: expression) where isWhole(range, in: text) {
            result += text[rest..<range.lowerBound] + other
            rest = range.upperBound
        }
        return result + text[rest...]
    }

    private static func isWhole(_ range: Range<String.Index>, in text: String) -> Bool {
        guard range.upperBound < text.endIndex, let byte = text[range.upperBound].utf8.first else { return true }
        return !(byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x5F)
    }
}

extension CallbackTarget {
    /// The target with each text in it changed that may be a template.
    func rewritten(_ change: (String) -> String) -> CallbackTarget {
        switch self {
        case .http(let method, let url): return .http(method: method, url: change(url))
        case .kafka(var target, let key):
            (target.brokers, target.topic) = (change(target.brokers), change(target.topic))
            return .kafka(target, key: change(key))
        case .rabbitMQ(var target):
            (target.url, target.amqpExchange) = (change(target.url), change(target.amqpExchange))
            (target.routingKey, target.queue) = (change(target.routingKey), change(target.queue))
            let properties = Rewriting.rewriteValues(.object(target.properties)) { .string(change($0)) }
            target.properties = properties.object ?? [:]
            return .rabbitMQ(target)
        }
    }
}
