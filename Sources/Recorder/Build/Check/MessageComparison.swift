internal import Model

/// Holds where a callback went, and its headers, against an observed message.
struct MessageComparison {
    let message: ObservedMessage
    let job: CallbackJob
    /// The definition of the job in the mock; nil when that is not known.
    let config: CallbackConfig?

    func run(_ values: inout ValueComparison) {
        switch (message.place, job.target) {
        case (.kafka(let seen, _, let seenKey), .kafka(let sent, let key)):
            compareKafka(seen, seenKey, sent, key, &values)
            compareHeaders(job.fields.object, &values)
        case (.rabbitMQ(let seen), .rabbitMQ(let sent, let headers)):
            compareRabbitMQ(seen, sent, &values)
            compareHeaders(headers, &values)
        default: values.note("it went to \(job.target.words)")
        }
    }

    private func compareKafka(
        _ seen: KafkaTarget,
        _ seenKey: [UInt8]?,
        _ sent: KafkaTarget,
        _ key: [UInt8]?,
        _ values: inout ValueComparison
    ) {
        var templates: (brokers: String?, topic: String?, key: String?) = (nil, nil, nil)
        if case .kafka(let target, let key)? = config?.target { templates = (target.brokers, target.topic, key) }
        compare(seen.brokers, sent.brokers, templates.brokers, at: "brokers", &values)
        compare(seen.topic, sent.topic, templates.topic, at: "topic", &values)
        // A key that is no text stands in no mock; the build report says so.
        guard let old = seenKey.map({ String(validating: $0, as: UTF8.self) }) ?? "" else { return }
        compare(old, String(decoding: key ?? [], as: UTF8.self), templates.key, at: "key", &values)
    }

    private func compareRabbitMQ(_ seen: RabbitMQTarget, _ sent: RabbitMQTarget, _ values: inout ValueComparison) {
        var template: RabbitMQTarget?
        if case .rabbitMQ(let target)? = config?.target { template = target }
        compare(seen.url, sent.url, template?.url, at: "URL", &values)
        compare(seen.amqpExchange, sent.amqpExchange, template?.amqpExchange, at: "exchange", &values)
        compare(seen.routingKey, sent.routingKey, template?.routingKey, at: "routing key", &values)
        for property in message.sendableProperties.members {
            values.compare(
                property.value,
                sent.properties[property.name],
                template: template?.properties[property.name],
                at: "property \(property.name)"
            )
        }
        if seen.isPersistent != sent.isPersistent {
            values.note("it is \(sent.isPersistent ? "persistent" : "not persistent"), unlike the recorded one")
        }
        let type = job.fields.first("Content-Type")
        if let recorded = message.contentType, recorded != type {
            values.note("content type is \(type ?? "missing"), recorded was \(recorded)")
        }
    }

    private func compareHeaders(_ sent: JSONObject, _ values: inout ValueComparison) {
        for member in message.headers.members where member.name.lowercased() != "content-type" {
            let template = config?.fields.first { $0.name == member.name }?.value
            values.compare(member.value, sent[member.name], template: template, at: "header \(member.name)")
        }
    }

    private func compare(
        _ recorded: String,
        _ sent: String,
        _ template: String?,
        at place: String,
        _ values: inout ValueComparison
    ) {
        values.compare(.string(recorded), .string(sent), template: template.map { .string($0) }, at: place)
    }
}

extension FieldSection {
    /// The fields as members with texts.
    fileprivate var object: JSONObject { JSONObject(map { JSONObject.Member($0.name, .string($0.value)) }) }
}

extension CallbackJob.Target {
    /// Where it goes, in a few words.
    var words: String {
        switch self {
        case .http(let method, let url): "\(method) \(url)"
        case .kafka(let target, _): "kafka \(target.topic)"
        case .rabbitMQ(let target, _): CallbackTarget.rabbitMQ(target).words
        }
    }
}
