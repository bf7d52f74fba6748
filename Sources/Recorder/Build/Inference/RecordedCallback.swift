internal import Model

/// What a system sent, as a callback that sends the same again: nothing generalised.
enum RecordedCallback {
    static func callback(_ observed: ObservedCallback) -> CallbackConfig {
        var callback = CallbackConfig(target: target(observed))
        switch observed.content {
        case .none: break
        case .json(let json): callback.body = MockInference.escaped(json)
        case .text(let text): callback.body = MockInference.escaped(.string(text))
        case .binary(let bytes):
            callback.body = .string(Base64Text.encoded(bytes))
            callback.decodesBase64 = true
        }
        callback.fields = fields(observed)
        return callback
    }

    private static func target(_ observed: ObservedCallback) -> CallbackTarget {
        guard case .message(let message) = observed else {
            return .http(method: observed.method, url: Spelling.literal(observed.place))
        }
        switch message.place {
        case .kafka(var target, _, _):
            target.partition = nil
            if target.username != nil { target.passwordEnvironment = PasswordVariable.kafka }
            return CallbackTarget.kafka(target, key: message.recordKey ?? "").rewritten(Spelling.literal)
        case .rabbitMQ(var target):
            target.properties = message.sendableProperties
            if target.url.contains("@") { target.passwordEnvironment = PasswordVariable.rabbitMQ }
            return CallbackTarget.rabbitMQ(target).rewritten(Spelling.literal)
        }
    }

    private static func fields(_ observed: ObservedCallback) -> [CallbackField] {
        guard case .message(let message) = observed else {
            return FieldInference.columns([observed.fields])
                .map { name, values in CallbackField(name, .string(Spelling.literal(values[0]))) }
        }
        var fields = FieldInference.columns([message.headers])
            .map { name, values in CallbackField(name, MockInference.escaped(values[0])) }
        if case .rabbitMQ = message.place, let type = message.contentType, type != "application/json" {
            fields.append(CallbackField("Content-Type", .string(Spelling.literal(type))))
        }
        return fields
    }
}
