internal import Model
internal import Templating

/// A callback of a mock, compiled.
struct CompiledCallback: Sendable {
    /// The texts of a target, in the order in which they are rendered.
    private enum Target: Sendable {
        case http(method: Template, url: Template)
        case kafka(KafkaTarget, brokers: Template, topic: Template, key: Template)
        case rabbitMQ(
            RabbitMQTarget,
            url: Template,
            amqpExchange: Template,
            routingKey: Template,
            queue: Template,
            properties: JSONTemplate?
        )
    }

    /// A field whose value is text, or any other value as JSON.
    private enum FieldValue: Sendable {
        case text(Template)
        case json(JSONTemplate)
    }

    let config: CallbackConfig
    private let target: Target
    private let fields: [(name: String, value: FieldValue)]
    /// The fields of every job where none of them depends on the request: all jobs share them.
    private var sameFields: FieldSection?
    private let content: CompiledContent
    private let conditions: [ConditionTest<RenderedCheck>]
    /// What goes into stores from the receiver's answer.
    let extractions: [CompiledExtraction]
    /// What its templates look at.
    let needs: TemplateNeeds

    /// The word that log lines use: `http`, `kafka` or `rabbitmq`.
    var kind: String {
        switch target {
        case .http: "http"
        case .kafka: "kafka"
        case .rabbitMQ: "rabbitmq"
        }
    }

    static func compile(_ configs: [CallbackConfig], path: String) throws(PlacedError) -> [CompiledCallback] {
        var compiled: [CompiledCallback] = []
        for (index, config) in configs.enumerated() {
            compiled.append(try CompiledCallback(config, path: "\(path)[\(index)]"))
        }
        return compiled
    }

    private init(_ config: CallbackConfig, path: String) throws(PlacedError) {
        self.config = config
        var needs: TemplateNeeds = []
        func text(_ text: String, _ member: String) throws(PlacedError) -> Template {
            let template = try compiledText(text, path: "\(path).\(member)")
            needs.formUnion(template.needs)
            return template
        }
        switch config.target {
        case .http(let method, let url): target = .http(method: try text(method, "method"), url: try text(url, "url"))
        case .kafka(let kafka, let key):
            target = .kafka(
                kafka,
                brokers: try text(kafka.brokers, "kafkaBrokers"),
                topic: try text(kafka.topic, "kafkaTopic"),
                key: try text(key, "kafkaKey")
            )
        case .rabbitMQ(let rabbit):
            let properties =
                rabbit.properties.members.isEmpty
                ? nil : try compiledJSON(.object(rabbit.properties), path: "\(path).rabbitProperties")
            if let properties { needs.formUnion(properties.needs) }
            target = .rabbitMQ(
                rabbit,
                url: try text(rabbit.url, "rabbitURL"),
                amqpExchange: try text(rabbit.amqpExchange, "rabbitExchange"),
                routingKey: try text(rabbit.routingKey, "rabbitRoutingKey"),
                queue: try text(rabbit.queue, "rabbitQueue"),
                properties: properties
            )
        }
        var fields: [(name: String, value: FieldValue)] = []
        for field in config.fields {
            // Headers of AMQP have types; elsewhere a field is text.
            if case .string(let value) = field.value, !config.target.hasTypedHeaders || field.isContentType {
                fields.append((field.name, .text(try text(value, "headers.\(field.name)"))))
            } else {
                let template = try compiledJSON(field.value, path: "\(path).headers.\(field.name)")
                needs.formUnion(template.needs)
                fields.append((field.name, .json(template)))
            }
        }
        content = try CompiledContent(config.body, decodesBase64: config.decodesBase64, path: "\(path).body")
        self.fields = fields
        conditions = try ConditionTest.list(config.when, path: "\(path).when") { check, path throws(PlacedError) in
            let check = try RenderedCheck(check, path: path)
            needs.formUnion(check.needs)
            return check
        }
        extractions = try CompiledExtraction.compile(config.extractions)
        for extraction in extractions { needs.formUnion(extraction.needs.subtracting(.response)) }
        self.needs = needs.union(content.needs)
        sameFields = constantFields
    }

    /// Whether an answer fires it.
    func fires(on status: Int, in context: inout RenderContext) -> Bool {
        guard config.trigger.fires(on: status) else { return false }
        guard !conditions.isEmpty else { return true }
        defer { _ = context.takeUnresolved() }
        return conditions.allSatisfy { $0.holds { $0.holds(in: &context) } }
    }

    /// What will be sent, the gaps between tries not yet scaled.
    ///
    /// - Parameter scaled: what becomes of the recorded delay.
    func rendered(
        id: DeliveryID,
        exchange: ExchangeID,
        mock: MockID,
        index: Int,
        in context: inout RenderContext,
        scaled: (Duration) -> Duration = { $0 }
    ) throws(RenderError) -> CallbackJob {
        let delay = scaled(config.delay?.drawn(with: &context.chance) ?? .zero)
        context.sendingDelay = delay
        var job = CallbackJob(id: id, exchange: exchange, mock: mock, index: index, target: target(in: &context))
        if let sameFields { job.fields = sameFields } else { renderFields(of: &job, in: &context) }
        job.body = try content.rendered(in: &context)
        job.delay = delay
        (job.timeout, job.retries, job.failure) = (config.timeout, config.retries, config.failure)
        (job.isSync, job.isOrdered, job.signature) = (!config.isAsync, config.isOrdered, config.signature)
        (job.name, job.namespace, job.failResponse) = (config.id, context.namespace, config.failResponse)
        job.isExtracted = !extractions.isEmpty
        if !config.faults.isNone { job.faults = config.faults.drawn(with: &context.chance) }
        job.unresolved = context.takeUnresolved()
        return job
    }

    private func renderFields(of job: inout CallbackJob, in context: inout RenderContext) {
        var headers = JSONObject()
        for field in fields {
            switch field.value {
            case .text(let template): job.fields.append(field.name, fieldValue(template.text(in: &context)))
            case .json(let template):
                let value = template.value(in: &context)
                if config.target.hasTypedHeaders {
                    headers.members.append(JSONObject.Member(field.name, value))
                } else {
                    job.fields.append(field.name, fieldValue(value.textValue))
                }
            }
        }
        if case .rabbitMQ(let rabbit, _) = job.target { job.target = .rabbitMQ(rabbit, headers: headers) }
        nameContentType(in: &job.fields)
    }

    /// Nil where a request, or the type of a header, has a say.
    private var constantFields: FieldSection? {
        var section = FieldSection()
        for field in fields {
            guard case .text(let template) = field.value, let text = template.constant else { return nil }
            section.append(field.name, fieldValue(text))
        }
        nameContentType(in: &section)
        return section
    }

    private func target(in context: inout RenderContext) -> CallbackJob.Target {
        switch target {
        case .http(let method, let url):
            return .http(method: method.text(in: &context), url: url.text(in: &context))
        case .kafka(var kafka, let brokers, let topic, let key):
            kafka.brokers = brokers.text(in: &context)
            kafka.topic = topic.text(in: &context)
            let key = key.text(in: &context)
            return .kafka(kafka, key: key.isEmpty ? nil : Array(key.utf8))
        case .rabbitMQ(var rabbit, let url, let amqpExchange, let routingKey, let queue, let properties):
            rabbit.url = url.text(in: &context)
            rabbit.amqpExchange = amqpExchange.text(in: &context)
            rabbit.routingKey = routingKey.text(in: &context)
            rabbit.queue = queue.text(in: &context)
            if let properties { rabbit.properties = properties.value(in: &context).object ?? [:] }
            return .rabbitMQ(rabbit, headers: [:])
        }
    }

    /// JSON over HTTP is announced as such, an AMQP message always has a type; a Kafka record never has one (the
    /// seed's notes on headers).
    private func nameContentType(in fields: inout FieldSection) {
        let isJSON = config.body.map { $0.string == nil } ?? false
        switch config.target {
        case .http:
            if isJSON, !fields.contains("Content-Type") { fields.append("Content-Type", "application/json") }
        case .kafka: fields.remove("Content-Type")
        case .rabbitMQ:
            if !fields.contains("Content-Type") { fields.append("Content-Type", "application/json") }
        }
    }
}

extension CallbackTarget {
    fileprivate var hasTypedHeaders: Bool { if case .rabbitMQ = self { true } else { false } }
}

extension CallbackField {
    fileprivate var isContentType: Bool { name.lowercased() == "content-type" }
}
