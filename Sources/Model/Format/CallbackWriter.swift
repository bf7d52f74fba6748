extension CallbackConfig {
    /// The entry of `webhooks` that reads as this callback; what holds anyway is left out.
    public var json: JSON {
        var object: JSONObject = [:]
        object["id"] = id.map { .string($0) }
        target.write(to: &object)
        if !fields.isEmpty { object["headers"] = headers }
        object["body"] = body
        if decodesBase64 { object["decode"] = "base64" }
        object["trigger"] = .string(trigger.rawValue)
        if !isAsync { object["async"] = false }
        object["failResponse"] = failResponse.map { .int($0) }
        if !when.isEmpty { object["when"] = .array(when.map(\.json)) }
        if isOrdered { object["ordered"] = true }
        object["delay"] = delay?.json
        writeRules(to: &object)
        object["sign"] = signature?.json
        if !faults.isNone { object["faults"] = faults.json }
        if !extractions.isEmpty { object["response"] = ["extract": extractions.stores ?? .null] }
        object["recorded"] = recorded
        return .object(object)
    }

    /// Only what differs from the preset, or from the seed's defaults.
    private func writeRules(to object: inout JSONObject) {
        var usual = CallbackConfig(target: target)
        if let preset {
            object["preset"] = .string(preset.rawValue)
            usual.adopt(preset)
        }
        if timeout != usual.timeout { object["timeout"] = timeout.secondsJSON }
        if retries != usual.retries { retries.write(to: &object) }
        if failure != usual.failure { object["failure"] = failure.json }
    }

    private var headers: JSON {
        var object: JSONObject = [:]
        for field in fields {
            switch object[field.name] {
            case nil: object[field.name] = field.value
            case .array(let values)?: object[field.name] = .array(values + [field.value])
            case let first?: object[field.name] = .array([first, field.value])
            }
        }
        return .object(object)
    }
}

extension CallbackTarget {
    fileprivate func write(to object: inout JSONObject) {
        switch self {
        case .http(let method, let url):
            object["url"] = .string(url)
            object["method"] = .string(method)
        case .kafka(let kafka, let key):
            object["type"] = "kafka"
            object["kafkaBrokers"] = .string(kafka.brokers)
            object["kafkaTopic"] = .string(kafka.topic)
            if !key.isEmpty { object["kafkaKey"] = .string(key) }
            if let username = kafka.username {
                object["kafkaUseSASL"] = true
                object["kafkaUsername"] = .string(username)
                if let variable = kafka.passwordEnvironment {
                    object["kafkaPasswordEnv"] = .string(variable)
                } else {
                    object["kafkaPassword"] = .string(kafka.password ?? "")
                }
            }
            if kafka.username != nil, kafka.mechanism != .plain {
                object["kafkaSASLMechanism"] = .string(kafka.mechanism.rawValue)
            }
            if kafka.usesTLS { object["kafkaUseTLS"] = true }
            object["kafkaCA"] = kafka.caFile.map { .string($0) }
            object["kafkaPartition"] = kafka.partition.map { .int(Int($0)) }
        case .rabbitMQ(let rabbit):
            object["type"] = "rabbitmq"
            object["rabbitURL"] = .string(rabbit.url)
            if !rabbit.amqpExchange.isEmpty { object["rabbitExchange"] = .string(rabbit.amqpExchange) }
            if !rabbit.routingKey.isEmpty { object["rabbitRoutingKey"] = .string(rabbit.routingKey) }
            if !rabbit.queue.isEmpty { object["rabbitQueue"] = .string(rabbit.queue) }
            if rabbit.isMandatory { object["rabbitMandatory"] = true }
            if !rabbit.isPersistent { object["rabbitPersistent"] = false }
            if !rabbit.properties.members.isEmpty { object["rabbitProperties"] = .object(rabbit.properties) }
            object["rabbitPasswordEnv"] = rabbit.passwordEnvironment.map { .string($0) }
            object["rabbitCA"] = rabbit.caFile.map { .string($0) }
        }
    }
}

extension RetryPlan {
    fileprivate func write(to object: inout JSONObject) {
        object["retryCount"] = .int(count)
        if !delays.isEmpty {
            object["retryDelays"] = .array(delays.map(\.secondsJSON))
        } else if let backoff {
            object["backoff"] = backoff.json
        } else {
            object["retryDelay"] = delay.secondsJSON
        }
    }
}

extension Backoff {
    fileprivate var json: JSON {
        var object: JSONObject = ["initial": initial.secondsJSON, "factor": .number(JSONNumber(factor))]
        object["maximum"] = maximum?.secondsJSON
        if jitter > 0 { object["jitter"] = .number(JSONNumber(jitter)) }
        return .object(object)
    }
}

extension FailureRule {
    fileprivate var json: JSON {
        let statuses = statuses.map { range -> JSON in
            range.count == 1 ? .int(range.lowerBound) : .string("\(range.lowerBound)-\(range.upperBound)")
        }
        return [
            "statuses": .array(statuses), "stop": .array(final.sorted().map { .int($0) }),
            "retryAfter": .bool(honoursRetryAfter),
        ]
    }
}

extension DeliveryFaults {
    fileprivate var json: JSON {
        var object: JSONObject = [:]
        for (key, share) in [
            ("duplicate", duplicate), ("reorder", reorder), ("drop", drop), ("wrongSignature", wrongSignature),
        ] where share > 0 {
            object[key] = share == 1 ? true : .number(JSONNumber(share))
        }
        object["slow"] = slow?.json
        return .object(object)
    }
}

extension SignatureConfig {
    fileprivate var json: JSON {
        var object: JSONObject = ["scheme": .string(scheme.rawValue)]
        object["secretEnv"] = secrets.compactMap { if case .environment(let name) = $0 { name } else { nil } }.oneOrList
        object["secret"] = secrets.compactMap { if case .stored(let name) = $0 { name } else { nil } }.oneOrList
        object["header"] = field.map { .string($0) }
        if timestampOnRetry != .fresh { object["timestamp"] = .string(timestampOnRetry.rawValue) }
        if scheme == .rfc9421 { message.write(to: &object) }
        return .object(object)
    }
}

extension SignatureConfig.MessageSignature {
    fileprivate func write(to object: inout JSONObject) {
        let usual = Self()
        if label != usual.label { object["label"] = .string(label) }
        if components != usual.components { object["components"] = .array(components.map { .string($0.text) }) }
        object["keyId"] = keyID.map { .string($0) }
        if algorithm != usual.algorithm { object["algorithm"] = .string(algorithm.rawValue) }
        object["expires"] = lifetime?.secondsJSON
    }
}

extension [String] {
    /// One name as itself, several as a list, none as nothing.
    fileprivate var oneOrList: JSON? { count > 1 ? .array(map { .string($0) }) : first.map { .string($0) } }
}

extension Duration {
    fileprivate var secondsJSON: JSON { .number(JSONNumber(inMilliseconds / 1_000)) }
}
