internal import Model

/// A job's target as a row of `deliveries` keeps it.
enum TargetJSON {
    static func json(_ target: CallbackJob.Target) -> JSON {
        switch target {
        case .http(let method, let url): ["method": .string(method), "url": .string(url)]
        case .kafka(let kafka, let key):
            ["kafka": json(kafka), "key": key.map { .string(Base64.encoded($0)) } ?? .null]
        case .rabbitMQ(let rabbit, let headers): ["rabbitmq": json(rabbit), "headers": .object(headers)]
        }
    }

    static func target(_ json: JSON) -> CallbackJob.Target? {
        if let kafka = json["kafka"].flatMap(kafka) {
            return .kafka(kafka, key: json["key"]?.string.flatMap(Base64.decoded))
        }
        if let rabbit = json["rabbitmq"].flatMap(rabbitMQ) {
            return .rabbitMQ(rabbit, headers: json["headers"]?.object ?? [:])
        }
        guard let method = json["method"]?.string, let url = json["url"]?.string else { return nil }
        return .http(method: method, url: url)
    }

    private static func json(_ kafka: KafkaTarget) -> JSON {
        [
            "brokers": .string(kafka.brokers), "topic": .string(kafka.topic), "username": text(kafka.username),
            "password": text(kafka.password), "passwordEnv": text(kafka.passwordEnvironment),
            "mechanism": .string(kafka.mechanism.rawValue),
            "tls": .bool(kafka.usesTLS), "ca": text(kafka.caFile),
            "partition": kafka.partition.map { .int($0) } ?? .null,
        ]
    }

    private static func kafka(_ json: JSON) -> KafkaTarget? {
        guard let brokers = json["brokers"]?.string, let topic = json["topic"]?.string else { return nil }
        var kafka = KafkaTarget(
            brokers: brokers,
            topic: topic,
            username: json["username"]?.string,
            password: json["password"]?.string,
            usesTLS: json["tls"]?.bool ?? false
        )
        kafka.mechanism = json["mechanism"]?.string.flatMap(KafkaTarget.Mechanism.init(rawValue:)) ?? .plain
        kafka.passwordEnvironment = json["passwordEnv"]?.string
        kafka.caFile = json["ca"]?.string
        kafka.partition = json["partition"]?.int.flatMap(Int32.init(exactly:))
        return kafka
    }

    private static func json(_ rabbit: RabbitMQTarget) -> JSON {
        [
            "url": .string(rabbit.url), "exchange": .string(rabbit.amqpExchange),
            "routingKey": .string(rabbit.routingKey), "queue": .string(rabbit.queue),
            "passwordEnv": text(rabbit.passwordEnvironment), "mandatory": .bool(rabbit.isMandatory),
            "persistent": .bool(rabbit.isPersistent), "properties": .object(rabbit.properties),
            "ca": text(rabbit.caFile),
        ]
    }

    private static func rabbitMQ(_ json: JSON) -> RabbitMQTarget? {
        guard let url = json["url"]?.string else { return nil }
        var rabbit = RabbitMQTarget(
            url: url,
            amqpExchange: json["exchange"]?.string ?? "",
            routingKey: json["routingKey"]?.string ?? "",
            queue: json["queue"]?.string ?? "",
            isMandatory: json["mandatory"]?.bool ?? false
        )
        rabbit.isPersistent = json["persistent"]?.bool ?? true
        rabbit.properties = json["properties"]?.object ?? [:]
        rabbit.passwordEnvironment = json["passwordEnv"]?.string
        rabbit.caFile = json["ca"]?.string
        return rabbit
    }

    private static func text(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }
}
