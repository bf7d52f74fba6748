import Model

/// Where a callback went, in the order in which its emission names the places.
struct SentPlaces {
    let values: [String]
    private let headers: JSONObject?

    /// Nil when it went by another medium.
    init?(_ target: CallbackJob.Target, _ medium: Emission.Medium) {
        switch (target, medium) {
        case (.http(_, let url), .webhook): (values, headers) = ([url], nil)
        case (.kafka(let kafka, let key), .kafka):
            (values, headers) = ([kafka.topic, String(decoding: key ?? [], as: UTF8.self)], nil)
        case (.rabbitMQ(let rabbit, let headers), .rabbitMQ):
            (values, self.headers) = ([rabbit.amqpExchange, rabbit.routingKey], headers)
        default: return nil
        }
    }

    /// Fields of HTTP and Kafka are text, headers of AMQP are what they are.
    func header(_ name: String, of job: CallbackJob) -> JSON? {
        headers.map { $0[name] } ?? job.fields.first(named: name).map { .string($0) }
    }
}
