import Model

/// Deliveries in which every fact has a value of its own.
enum DeliverySamples {
    static let targets: [CallbackJob.Target] = {
        var kafka = KafkaTarget(brokers: "a:1,b:2", topic: "t", username: "u", password: "p", usesTLS: true)
        (kafka.mechanism, kafka.caFile, kafka.partition) = (.scramSHA512, "/ca.pem", 3)
        var rabbit = RabbitMQTarget(
            url: "amqp://u:p@h:1/v",
            amqpExchange: "x",
            routingKey: "k",
            queue: "q",
            isMandatory: true
        )
        (rabbit.isPersistent, rabbit.caFile) = (false, "/ca.pem")
        rabbit.properties = ["correlation-id": "c", "priority": 3]
        return [
            .http(method: "PUT", url: "https://u:p@h.test/a?b=c"), .kafka(kafka, key: [0, 255, 7]),
            .kafka(KafkaTarget(brokers: "a", topic: "b"), key: nil),
            .rabbitMQ(rabbit, headers: ["z": 1, "a": ["n": 1.50, "l": [true, nil]]]),
        ]
    }()

    static func full(_ target: CallbackJob.Target) -> Delivery {
        var job = CallbackJob(
            id: DeliveryID(rawValue: "dlv_1"),
            exchange: ExchangeID(rawValue: 9_000_000_000),
            mock: MockID(rawValue: "m"),
            index: 4,
            target: target,
            fields: [("X-A", "1"), ("x-a", ""), ("B", "é")],
            body: [0, 1, 255, 10],
            delay: .milliseconds(1_500),
            timeout: .seconds(7),
            isSync: true,
            unresolved: ["{{$.x}}", "b"]
        )
        (job.name, job.run, job.namespace, job.depth) = ("n", RunID(rawValue: "r"), "space", 3)
        job.retries = RetryPlan(count: 4, delay: .milliseconds(250))
        job.retries.delays = [.zero, .seconds(5)]
        var backoff = Backoff(initial: .milliseconds(100))
        (backoff.factor, backoff.maximum, backoff.jitter) = (1.5, .seconds(60), 0.25)
        job.retries.backoff = backoff
        (job.failure.statuses, job.failure.final, job.failure.honoursRetryAfter) = (
            [300...399, 500...599], [410], true
        )
        (job.failResponse, job.isOrdered, job.isExtracted) = (502, true, true)
        (job.faults.isDuplicated, job.faults.isReordered, job.faults.isDropped) = (true, true, true)
        (job.faults.hasWrongSignature, job.faults.slowness) = (true, .seconds(2))
        job.signature = signature
        var delivery = Delivery(
            job: job,
            submittedAt: StorageSamples.start + .nanoseconds(7),
            attempts: attempts,
            state: .abandoned
        )
        delivery.attemptsNotCounted = 2
        return delivery
    }

    private static var signature: SignatureConfig {
        var signature = SignatureConfig(
            scheme: .rfc9421,
            secrets: [.environment("STRIPE_SECRET"), .stored("shop")]
        )
        (signature.field, signature.timestampOnRetry) = ("X-Sig", .keep)
        (signature.message.label, signature.message.components) = (
            "s", [.derived(.method), .field("x"), .queryParameter("a%20b")]
        )
        (signature.message.keyID, signature.message.algorithm) = ("key", .ecdsaP256)
        signature.message.lifetime = .seconds(300)
        return signature
    }

    private static var attempts: [Attempt] {
        let answer = Attempt.Result.answered(status: 503, fields: [("Retry-After", "3")], body: [0, 200])
        return [answer, .failed(reason: "refused"), .confirmed].enumerated()
            .map {
                Attempt(
                    number: $0 + 1,
                    startedAt: StorageSamples.start + .milliseconds($0),
                    duration: .microseconds($0 + 3),
                    result: $1
                )
            }
    }

    /// All that is to come back, so that two deliveries can be compared.
    static func words(_ delivery: Delivery) -> [String] {
        let job = delivery.job
        let attempts = delivery.attempts.map { attempt in
            let facts = "\(attempt.number) \(attempt.startedAt.nanoseconds) \(attempt.duration) \(attempt.isSuccess)"
            switch attempt.result {
            case .answered(let status, let fields, let body): return "\(facts) \(status) \(fields.wireBytes) \(body)"
            case .confirmed: return "\(facts) confirmed"
            case .failed(let reason): return "\(facts) \(reason)"
            }
        }
        let sorted = job.failure.final.sorted()
        return [
            "\(job.id) \(job.exchange) \(job.mock) \(job.index) \(job.name ?? "-") \(job.run) \(job.namespace)",
            "\(job.depth) \(job.target) \(job.fields.wireBytes) \(job.body) \(job.delay) \(job.timeout) \(job.retries)",
            "\(job.failure.statuses) \(sorted) \(job.failure.honoursRetryAfter) \(job.isSync) \(job.isOrdered)",
            "\(job.faults) \(job.isExtracted) \(job.unresolved) \(String(describing: job.failResponse))",
            "\(String(describing: job.signature))", "\(delivery.submittedAt.nanoseconds) \(delivery.state)",
            "\(delivery.attemptsNotCounted)",
        ] + attempts
    }
}
