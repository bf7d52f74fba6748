/// Turns an entry of `webhooks` into a callback.
enum CallbackReader {
    private static let commonKeys = [
        "id", "type", "headers", "body", "decode", "timeout", "retryCount", "retryDelay", "async", "trigger", "delay",
        "recorded",
    ]

    static func callback(
        _ cursor: JSONCursor,
        warnings: inout [MockFormatError]
    ) throws(MockFormatError) -> CallbackConfig {
        var callback = CallbackConfig(target: try target(cursor))
        callback.id = try cursor.member("id")?.string()
        for (name, value) in try cursor.member("headers")?.members() ?? [] {
            if case .array(let values) = value.value, case .http = callback.target {
                callback.fields += values.map { CallbackField(name, $0) }
            } else {
                callback.fields.append(CallbackField(name, value.value))
            }
        }
        callback.body = try cursor.object()["body"]
        if callback.body == .null { callback.body = nil }
        callback.decodesBase64 = try cursor.member("decode").isBase64()
        callback.timeout = try seconds(cursor.member("timeout"), warnings: &warnings) ?? callback.timeout
        callback.retryCount = Int(try cursor.member("retryCount")?.int64(in: 0...10_000) ?? 0)
        callback.retryDelay = try seconds(cursor.member("retryDelay"), warnings: &warnings) ?? callback.retryDelay
        callback.isAsync = try cursor.member("async")?.bool() ?? true
        if let trigger = try cursor.member("trigger"), trigger.value != .string("") {
            callback.trigger = try trigger.choice(CallbackConfig.Trigger.self)
        }
        callback.delay = try cursor.member("delay")?.delay()
        callback.signature = try cursor.member("sign").map { sign throws(MockFormatError) in try signature(sign) }
        callback.recorded = try cursor.member("recorded")?.value
        return callback
    }

    private enum Kind: String, CaseIterable { case http, kafka, rabbitmq }

    private static func target(_ cursor: JSONCursor) throws(MockFormatError) -> CallbackTarget {
        switch try cursor.member("type")?.choice(Kind.self) ?? .http {
        case .http:
            try cursor.allowOnly(commonKeys + ["url", "method", "sign"])
            return .http(
                method: try cursor.member("method")?.string() ?? "POST",
                url: try cursor.required("url").string()
            )
        case .kafka:
            try cursor.allowOnly(
                commonKeys + [
                    "kafkaBrokers", "kafkaTopic", "kafkaKey", "kafkaUseSASL", "kafkaUsername", "kafkaPassword",
                    "kafkaUseTLS",
                ]
            )
            return .kafka(try kafka(cursor), key: try cursor.member("kafkaKey")?.string() ?? "")
        case .rabbitmq:
            try cursor.allowOnly(
                commonKeys + ["rabbitURL", "rabbitExchange", "rabbitRoutingKey", "rabbitQueue", "rabbitMandatory"]
            )
            return .rabbitMQ(
                RabbitMQTarget(
                    url: try cursor.required("rabbitURL").string(),
                    amqpExchange: try cursor.member("rabbitExchange")?.string() ?? "",
                    routingKey: try cursor.member("rabbitRoutingKey")?.string() ?? "",
                    queue: try cursor.member("rabbitQueue")?.string() ?? "",
                    isMandatory: try cursor.member("rabbitMandatory")?.bool() ?? false
                )
            )
        }
    }

    private static func kafka(_ cursor: JSONCursor) throws(MockFormatError) -> KafkaTarget {
        var target = KafkaTarget(
            brokers: try cursor.required("kafkaBrokers").string(),
            topic: try cursor.required("kafkaTopic").string(),
            usesTLS: try cursor.member("kafkaUseTLS")?.bool() ?? false
        )
        if try cursor.member("kafkaUseSASL")?.bool() ?? false {
            target.username = try cursor.required("kafkaUsername").string()
            target.password = try cursor.member("kafkaPassword")?.string() ?? ""
        }
        return target
    }

    private static func signature(_ cursor: JSONCursor) throws(MockFormatError) -> SignatureConfig {
        try cursor.allowOnly(["scheme", "secretEnv", "header"])
        let name = try cursor.required("secretEnv")
        guard !(try name.string()).isEmpty else {
            throw name.error("the name of an environment variable should stand here")
        }
        return SignatureConfig(
            scheme: try cursor.required("scheme").choice(SignatureConfig.SignatureScheme.self),
            secretEnvironment: try name.string(),
            field: try cursor.member("header")?.string()
        )
    }

    /// Seconds, with a warning where somebody must have meant milliseconds.
    private static func seconds(
        _ cursor: JSONCursor?,
        warnings: inout [MockFormatError]
    ) throws(MockFormatError) -> Duration? {
        guard let cursor else { return nil }
        let seconds = try cursor.nonNegative()
        guard seconds < 10_000_000 else { throw cursor.error("\(seconds) seconds are longer than anybody waits") }
        if seconds >= 1_000 {
            warnings.append(
                cursor.error(
                    "this is in seconds; \(Int(seconds)) looks like milliseconds, write \(seconds / 1_000) for those"
                )
            )
        }
        return .milliseconds(Int64((seconds * 1_000).rounded()))
    }
}
