public import Model

extension Delivery {
    /// The delivery as the admin API shows it, attempts and bytes included. Fields that carry credentials show their names
    /// only.
    public var adminJSON: JSON {
        [
            "id": .string(job.id.rawValue), "exchange": .int(job.exchange.rawValue), "mock": .string(job.mock.rawValue),
            "index": .int(job.index), "name": job.name.map(JSON.string) ?? .null, "run": .string(job.run.rawValue),
            "namespace": .string(job.namespace), "depth": .int(job.depth), "type": .string(job.target.kind),
            "target": .string(job.target.text), "key": job.target.key,
            "properties": job.target.properties, "state": .string(state.rawValue),
            "async": .bool(!job.isSync),
            "submittedAt": .string(CalendarDate(submittedAt).rfc3339(fractionDigits: 3)),
            "dueAt": .string(CalendarDate(submittedAt + job.delay).rfc3339(fractionDigits: 3)),
            "delay": .number(JSONNumber(job.delay.inMilliseconds)), "headers": .object(job.headers),
            "body": job.body.adminJSON, "attempts": .array(attempts.map(\.adminJSON)),
            "unresolved": .array(job.unresolved.map { .string($0) }),
        ]
    }
}

extension CallbackJob {
    /// Its fields, and the header table of an AMQP message; credentials are not shown.
    fileprivate var headers: JSONObject {
        var headers = fields.adminObject
        guard case .rabbitMQ(_, let table) = target else { return headers }
        for header in table.members {
            headers[header.name] = FieldSection.isSecret(header.name) ? "(hidden)" : header.value
        }
        return headers
    }
}

extension CallbackJob.Target {
    /// A record's key, or what routes a message; null where there is none.
    fileprivate var key: JSON {
        switch self {
        case .http, .kafka(_, key: nil): .null
        case .kafka(_, let key?):
            .string(String(validating: key, as: UTF8.self) ?? "(\(key.count) bytes that are not text)")
        case .rabbitMQ(let rabbit, _): .string(rabbit.routingKey + rabbit.queue)
        }
    }

    /// The further properties of an AMQP message by their names in a mock; null for what has none.
    fileprivate var properties: JSON {
        guard case .rabbitMQ(let rabbit, _) = self, !rabbit.properties.members.isEmpty else { return .null }
        return .object(rabbit.properties)
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
