/// Turns the keys of an entry of `webhooks` that say where it goes into its target.
enum CallbackTargetReader {
    private enum Kind: String, CaseIterable { case http, kafka, rabbitmq }

    /// The target, and the keys that may stand beside those of every kind.
    static func target(
        _ cursor: JSONCursor,
        warnings: inout [MockFormatError]
    ) throws(MockFormatError) -> (CallbackTarget, keys: [String]) {
        switch try cursor.nonEmptyMember("type")?.choice(Kind.self) ?? .http {
        case .http: (try http(cursor, warnings: &warnings), ["url", "method", "sign"])
        case .kafka:
            (
                try kafka(cursor),
                [
                    "kafkaBrokers", "kafkaTopic", "kafkaKey", "kafkaPartition", "kafkaUseSASL", "kafkaSASLMechanism",
                    "kafkaUsername", "kafkaPassword", "kafkaPasswordEnv", "kafkaUseTLS", "kafkaCA",
                ]
            )
        case .rabbitmq:
            (
                try rabbitMQ(cursor),
                [
                    "rabbitURL", "rabbitExchange", "rabbitRoutingKey", "rabbitQueue", "rabbitMandatory",
                    "rabbitPersistent", "rabbitProperties", "rabbitPasswordEnv", "rabbitCA",
                ]
            )
        }
    }

    /// What no template changes any more and nothing can be sent to gets a warning.
    private static func http(
        _ cursor: JSONCursor,
        warnings: inout [MockFormatError]
    ) throws(MockFormatError) -> CallbackTarget {
        let (method, url) = (try cursor.nonEmptyMember("method"), try cursor.required("url"))
        let (methodText, urlText) = (try method?.string() ?? "POST", try url.string())
        if let method, !methodText.contains("$"), !methodText.utf8.allSatisfy(isTokenByte) {
            warnings.append(method.error("\"\(methodText)\" is no HTTP method; nothing will be sent"))
        }
        if !urlText.contains("$"), AbsoluteURL(urlText) == nil {
            warnings.append(url.error("\"\(urlText)\" is no absolute http or https URL; nothing will be sent"))
        }
        return .http(method: methodText, url: urlText)
    }

    private static func kafka(_ cursor: JSONCursor) throws(MockFormatError) -> CallbackTarget {
        var target = KafkaTarget(
            brokers: try cursor.required("kafkaBrokers").string(),
            topic: try cursor.required("kafkaTopic").string(),
            usesTLS: try cursor.member("kafkaUseTLS")?.bool() ?? false
        )
        if try cursor.member("kafkaUseSASL")?.bool() ?? false {
            target.username = try cursor.required("kafkaUsername").string()
            target.passwordEnvironment = try cursor.member("kafkaPasswordEnv")?.nonEmptyString()
            target.password = try cursor.member("kafkaPassword")?.string() ?? ""
            target.mechanism = try cursor.member("kafkaSASLMechanism")?.choice(KafkaTarget.Mechanism.self) ?? .plain
        }
        target.caFile = try cursor.member("kafkaCA")?.nonEmptyString()
        target.partition = try cursor.member("kafkaPartition")?.int64(in: 0...Int64(Int32.max)).asInt32
        return .kafka(target, key: try cursor.member("kafkaKey")?.string() ?? "")
    }

    private static func rabbitMQ(_ cursor: JSONCursor) throws(MockFormatError) -> CallbackTarget {
        var target = RabbitMQTarget(
            url: try cursor.required("rabbitURL").string(),
            amqpExchange: try cursor.member("rabbitExchange")?.string() ?? "",
            routingKey: try cursor.member("rabbitRoutingKey")?.string() ?? "",
            queue: try cursor.member("rabbitQueue")?.string() ?? "",
            isMandatory: try cursor.member("rabbitMandatory")?.bool() ?? false
        )
        target.isPersistent = try cursor.member("rabbitPersistent")?.bool() ?? true
        if let properties = try cursor.member("rabbitProperties") {
            target.properties = try properties.object()
            try properties.allowOnly(AMQPProperty.allCases.map(\.rawValue))
        }
        target.passwordEnvironment = try cursor.member("rabbitPasswordEnv")?.nonEmptyString()
        target.caFile = try cursor.member("rabbitCA")?.nonEmptyString()
        return .rabbitMQ(target)
    }
}

extension Int64 {
    fileprivate var asInt32: Int32 { Int32(truncatingIfNeeded: self) }
}
