extension Mock {
    /// The mock as JSON: members in a fixed order, those at their default left out.
    public var json: JSON {
        var object: JSONObject = ["id": .string(id.rawValue)]
        object["name"] = name.map { .string($0) }
        object["namespace"] = namespace.map { .string($0) }
        object["chainId"] = chainID.map { .string($0) }
        object["pathPrefix"] = pathPrefix.map { .string($0) }
        object["serverName"] = serverName.map { .string($0) }
        if priority != 0 { object["priority"] = .int(priority) }
        object["ttl"] = ttl.map { .int($0) }
        object["useLimiter"] = useLimit.map { .int($0) }
        if !tags.isEmpty { object["tags"] = .array(tags.map { .string($0) }) }
        object["folderId"] = folderID.map { .string($0) }
        object["http"] = http.json
        if !mockStore.isEmpty { object["mStore"] = .object(JSONObject(mockStore)) }
        object["extract"] = extractions.filter { !$0.isAfterResponse }.stores
        switch reply {
        case .fixed(let template): object["response"] = template.json
        case .oneOf(let sequence): object["oneOf"] = sequence.json
        case .proxy(let proxy):
            object["proxy"] = proxy.json
            object["response"] = proxy.delay.map { ["delay": $0.json] }
        }
        object["extractAfter"] = extractions.filter { $0.isAfterResponse }.stores
        if !callbacks.isEmpty { object["webhooks"] = .array(callbacks.map(\.json)) }
        object["recorded"] = recorded
        return .object(object)
    }
}

extension [Extraction] {
    /// `{"mStore": {…}, "cStore": {…}, "gStore": {…}}`; nil for none.
    var stores: JSON? {
        var stores: JSONObject = [:]
        for (key, store) in [("mStore", Extraction.Store.mock), ("cStore", .chain), ("gStore", .global)] {
            let members = filter { $0.store == store }.map { JSONObject.Member($0.key, $0.value) }
            if !members.isEmpty { stores[key] = .object(JSONObject(members)) }
        }
        return stores.members.isEmpty ? nil : .object(stores)
    }
}

extension HTTPMatcher {
    fileprivate var json: JSON {
        var object: JSONObject = ["route": .string(route)]
        object["httpMethod"] = method.map { .string($0) }
        object["host"] = host.map { .string($0.description) }
        object["scheme"] = scheme.map { .string($0.rawValue) }
        for (key, conditions) in [
            ("conditions", body), ("queryParams", query), ("header", fields), ("pathParams", pathParameters),
            ("cookies", cookies), ("when", when),
        ] where !conditions.isEmpty {
            object[key] = .array(conditions.map(\.json))
        }
        if sortsArrays { object["sortArray"] = true }
        return .object(object)
    }
}

extension Condition {
    /// The condition as JSON.
    public var json: JSON {
        switch self {
        case .any(let conditions): return ["any": .array(conditions.map(\.json))]
        case .all(let conditions): return ["all": .array(conditions.map(\.json))]
        case .not(let condition): return ["not": condition.json]
        case .check(let check):
            var object: JSONObject = ["path": .string(check.path), "assertAction": .string(check.action.rawValue)]
            object["value"] = check.value
            object["valueFromFile"] = check.valuePath.map { .string($0) }
            object["sortArray"] = check.sortsArrays.map { .bool($0) }
            if check.decodesBase64 { object["decode"] = "base64" }
            return .object(object)
        }
    }
}

extension ReplyTemplate {
    fileprivate var json: JSON {
        var object: JSONObject = ["statusCode": .int(status)]
        if !fields.isEmpty { object["headers"] = fields.json }
        object["payload"] = payload
        object["payloadTemplatePath"] = payloadPath.map { .string($0) }
        object["sseEventChain"] = events?.json
        if decodesBase64 { object["decode"] = "base64" }
        object["delay"] = delay?.json
        object["dribble"] = dribble.map {
            ["chunks": .int($0.chunks), "duration": .number(JSONNumber($0.duration))]
        }
        object["fault"] = fault.map { .string($0.rawValue) }
        if !callbacks.isEmpty { object["webhooks"] = .array(callbacks.map(\.json)) }
        return .object(object)
    }

}

extension [TemplateField] {
    /// A name that stands several times becomes one member with a list, at the place of the first.
    fileprivate var json: JSON {
        var object: JSONObject = [:]
        for field in self {
            object[field.name] = .array((object[field.name]?.array ?? []) + [.string(field.value)])
        }
        return .object(object)
    }
}

extension ProxyReply {
    fileprivate var json: JSON {
        var object: JSONObject = ["target": .string(target)]
        object["path"] = path.map { .string($0) }
        object["stripPrefix"] = stripPrefix.map { .string($0) }
        if !fields.isEmpty { object["headers"] = fields.json }
        if !removedFields.isEmpty { object["removeHeaders"] = .array(removedFields.map { .string($0) }) }
        if !responseFields.isEmpty { object["responseHeaders"] = responseFields.json }
        if !removedResponseFields.isEmpty {
            object["removeResponseHeaders"] = .array(removedResponseFields.map { .string($0) })
        }
        if preservesHost { object["preserveHost"] = true }
        if !rewritesLocation { object["rewriteLocation"] = false }
        return .object(object)
    }
}

extension ReplySequence {
    fileprivate var json: JSON {
        var object: JSONObject = ["order": .string(order.rawValue)]
        if end != .wrap { object["end"] = .string(end.rawValue) }
        object["responses"] = .array(replies.map(\.json))
        return .object(object)
    }
}

extension Delay {
    var json: JSON {
        switch self {
        case .fixed(let milliseconds): return .number(JSONNumber(milliseconds))
        case .uniform(let lower, let upper):
            return ["type": "uniform", "lower": .number(JSONNumber(lower)), "upper": .number(JSONNumber(upper))]
        case .lognormal(let median, let sigma, let maximum):
            var object: JSONObject = [
                "type": "lognormal", "median": .number(JSONNumber(median)), "sigma": .number(JSONNumber(sigma)),
            ]
            object["maxValue"] = maximum.map { .number(JSONNumber($0)) }
            return .object(object)
        }
    }
}
