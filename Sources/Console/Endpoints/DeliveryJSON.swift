internal import Model

extension Delivery {
    /// The delivery as the admin API shows it, attempts and bytes included. Fields that carry credentials show their names
    /// only.
    var adminJSON: JSON {
        [
            "id": .string(job.id.rawValue), "exchange": .int(job.exchange.rawValue), "mock": .string(job.mock.rawValue),
            "index": .int(job.index), "type": .string(job.target.kind), "target": .string(job.target.adminText),
            "state": .string(state.rawValue), "async": .bool(!job.isSync),
            "delay": .number(JSONNumber(job.delay.inMilliseconds)), "headers": .object(job.fields.adminObject),
            "body": job.body.adminJSON, "attempts": .array(attempts.map(\.adminJSON)),
            "unresolved": .array(job.unresolved.map { .string($0) }),
        ]
    }
}

extension Attempt {
    fileprivate var adminJSON: JSON {
        var object: JSONObject = [
            "number": .int(number), "startedAt": .string(CalendarDate(startedAt).rfc3339(fractionDigits: 3)),
            "duration": .number(JSONNumber(duration.inMilliseconds)), "success": .bool(isSuccess),
        ]
        switch result {
        case .answered(let status, let fields, let body):
            object["status"] = .int(status)
            object["headers"] = .object(fields.adminObject)
            object["body"] = body.adminJSON
        case .confirmed: object["confirmed"] = true
        case .failed(let reason): object["reason"] = .string(reason)
        }
        return .object(object)
    }
}

extension CallbackJob.Target {
    /// Without the credentials that a URL may carry.
    fileprivate var adminText: String {
        switch self {
        case .http(let method, let url): "\(method) \(AbsoluteURL(url).map(\.description) ?? url)"
        case .kafka(let kafka, _): "\(kafka.brokers)/\(kafka.topic)"
        case .rabbitMQ(let rabbit, _):
            "\(rabbit.url.split(separator: "@").last ?? "") \(rabbit.amqpExchange) \(rabbit.routingKey)\(rabbit.queue)"
        }
    }
}
