internal import Model

/// Infers where the callbacks of one kind go, and which headers they have.
struct CallbackTargetInference {
    /// One for each sample.
    let callbacks: [ObservedCallback]
    /// `webhooks[0]`, for the report.
    let place: String
    /// What bodies and headers allow.
    let setting: Setting

    /// A URL, topic or exchange of AMQP is read from somewhere or always the same; nobody makes one up.
    private var links: Setting {
        var links = setting
        (links.mayGenerate, links.isAddress) = (false, true)
        return links
    }

    func target(_ inference: inout MockInference) -> CallbackTarget {
        let receiver = receiver(&inference)
        guard case .rabbitMQ(var target) = receiver else { return receiver }
        target.properties = properties(&inference)
        return .rabbitMQ(target)
    }

    /// Where they go, without what else is said there of a message.
    private func receiver(_ inference: inout MockInference) -> CallbackTarget {
        guard case .message(let message) = callbacks[0] else {
            let url =
                wishedURL(&inference)
                ?? inference.text(callbacks.map(\.place), at: "\(place).url", name: nil, in: links)
            return .http(method: callbacks[0].method, url: url)
        }
        switch message.place {
        case .kafka(let target, _, _): return kafka(target, &inference)
        case .rabbitMQ(let target): return rabbitMQ(target, &inference)
        }
    }

    /// The URL that a request wished for. While it was recorded, that was the recorder's own address, not the receiver's behind it.
    private func wishedURL(_ inference: inout MockInference) -> String? {
        let urls = callbacks.compactMap(\.addressedURL)
        guard urls.count == callbacks.count, urls != callbacks.map(\.place) else { return nil }
        var trial = inference
        let url = trial.text(urls, at: "\(place).url", name: nil, in: links)
        guard url.hasPrefix("$.") || url.hasPrefix("${"), trial.unexplained.count == inference.unexplained.count else {
            return nil
        }
        inference = trial
        return url
    }

    private func kafka(_ seen: KafkaTarget, _ inference: inout MockInference) -> CallbackTarget {
        let topic = inference.text(messages.map(\.topic), at: "\(place).kafkaTopic", name: nil, in: links)
        let keys = messages.map { $0.recordKey ?? "" }
        let hasKey = keys.contains { !$0.isEmpty }
        let key = hasKey ? inference.text(keys, at: "\(place).kafkaKey", name: "key", in: setting) : ""
        var target = seen
        (target.brokers, target.topic, target.partition) = (Spelling.literal(seen.brokers), topic, nil)
        if seen.username != nil { target.passwordEnvironment = PasswordVariable.kafka }
        return .kafka(target, key: key)
    }

    private func rabbitMQ(_ seen: RabbitMQTarget, _ inference: inout MockInference) -> CallbackTarget {
        let amqpExchange = inference.text(messages.map(\.topic), at: "\(place).rabbitExchange", name: nil, in: links)
        let key = routingKey(messages.map(\.routingKey), &inference)
        var target = seen
        (target.url, target.amqpExchange, target.routingKey) = (Spelling.literal(seen.url), amqpExchange, key)
        if seen.url.contains("@") { target.passwordEnvironment = PasswordVariable.rabbitMQ }
        return .rabbitMQ(target)
    }

    /// The properties that all of them have and that a mock can send.
    private func properties(_ inference: inout MockInference) -> JSONObject {
        let columns = FieldInference.columns(messages.map(\.sendableProperties))
        return JSONObject(
            columns.map { name, values in
                let place = "\(place).rabbitProperties['\(name)']"
                return JSONObject.Member(name, inference.template(values, at: place, name: name, in: setting))
            }
        )
    }

    /// A routing key says in each of its words something else; only what no words explain is looked at as a whole.
    private func routingKey(_ keys: [String], _ inference: inout MockInference) -> String {
        let place = "\(place).rabbitRoutingKey"
        let rows = keys.map { $0.split(separator: ".", omittingEmptySubsequences: false).map(String.init) }
        guard keys.contains(where: { !$0.isEmpty }) else { return "" }
        guard rows[0].count > 1, rows.allSatisfy({ $0.count == rows[0].count }) else {
            return inference.text(keys, at: place, name: nil, in: setting)
        }
        var trial = inference
        let words = rows[0].indices
            .map { word in
                trial.text(rows.map { $0[word] }, at: place, name: nil, in: links)
            }
        guard trial.unexplained.count == inference.unexplained.count else {
            return inference.text(keys, at: place, name: nil, in: setting)
        }
        inference = trial
        return words.map { $0.hasPrefix("$.") ? "${\($0)}" : $0 }.joined(separator: ".")
    }

    private var messages: [ObservedMessage] {
        callbacks.compactMap { if case .message(let message) = $0 { message } else { nil } }
    }

    /// Whether where they go is read from the request, the answer or the store, for all of them. A record's key does not say
    /// where it goes.
    func flows(_ inference: MockInference) -> Bool {
        var trial = inference
        let target = receiver(&trial)
        guard trial.unexplained.count == inference.unexplained.count else { return false }
        switch target {
        case .http(_, let url): return url.contains("$.")
        case .kafka(let target, _): return target.topic.contains("$.") && isSameBroker
        case .rabbitMQ(let target): return (target.amqpExchange + target.routingKey).contains("$.") && isSameBroker
        }
    }

    private var isSameBroker: Bool { Set(messages.map(\.address)).count == 1 }

    // MARK: Fields

    /// The header fields that all of them have.
    func fields(_ inference: inout MockInference) -> [CallbackField] {
        guard case .message(let message) = callbacks[0] else {
            return FieldInference.columns(callbacks.map(\.fields))
                .map { name, values in
                    CallbackField(name, .string(inference.text(values, at: headers(name), name: name, in: setting)))
                }
        }
        let isText = if case .kafka = message.place { true } else { false }
        let columns = FieldInference.columns(messages.map(\.headers))
        return contentType
            + columns.map { name, values in
                guard isText else {
                    return CallbackField(name, inference.template(values, at: headers(name), name: name, in: setting))
                }
                let texts = values.map(\.textValue)
                return CallbackField(name, .string(inference.text(texts, at: headers(name), name: name, in: setting)))
            }
    }

    /// RabbitMQ's property, where it is not what a mock sends anyway.
    private var contentType: [CallbackField] {
        guard case .rabbitMQ = messages.first?.place, let type = messages.first?.contentType,
            type != "application/json", messages.allSatisfy({ $0.contentType == type })
        else { return [] }
        return [CallbackField("Content-Type", .string(Spelling.literal(type)))]
    }

    private func headers(_ name: String) -> String { "\(place).headers.\(name)" }
}

/// The variables that a built mock names for the passwords of brokers, which no recording holds.
enum PasswordVariable {
    static let kafka = "KAFKA_PASSWORD"
    static let rabbitMQ = "RABBITMQ_PASSWORD"
}

extension ObservedCallback {
    /// The URL by which a webhook came, before a listener passed it on.
    var addressedURL: String? {
        guard case .webhook(let webhook) = self, let host = webhook.request.fields.first("Host") else { return nil }
        return "\(webhook.origin.scheme)://\(host)\(RequestTargetText.origin(webhook.request.target))"
    }

    /// Where it went, in one text.
    var place: String {
        switch self {
        case .webhook(let webhook): "\(webhook.origin)\(RequestTargetText.origin(webhook.request.target))"
        case .message: target.isEmpty ? receiver : "\(receiver)/\(target)"
        }
    }
}
