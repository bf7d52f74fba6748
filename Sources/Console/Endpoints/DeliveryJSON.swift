public import Model

extension Delivery {
    /// The delivery as the admin API shows it, attempts and bytes included. Fields that carry credentials show their names
    /// only.
    public var adminJSON: JSON {
        [
            "id": .string(job.id.rawValue), "exchange": .int(job.exchange.rawValue), "mock": .string(job.mock.rawValue),
            "index": .int(job.index), "name": job.name.map(JSON.string) ?? .null, "run": .string(job.run.rawValue),
            "namespace": .string(job.namespace), "depth": .int(job.depth), "type": .string(job.target.kind),
            "target": .string(job.target.text), "state": .string(state.rawValue), "async": .bool(!job.isSync),
            "submittedAt": .string(CalendarDate(submittedAt).rfc3339(fractionDigits: 3)),
            "dueAt": .string(CalendarDate(submittedAt + job.delay).rfc3339(fractionDigits: 3)),
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
