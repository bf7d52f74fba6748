/// Turns an entry of `webhooks` into a callback.
enum CallbackReader {
    private static let keys = [
        "id", "type", "headers", "body", "decode", "preset", "timeout", "retryCount", "retryDelay", "retryDelays",
        "backoff", "failure", "async", "failResponse", "trigger", "when", "delay", "ordered", "faults", "response",
        "recorded",
    ]

    static func callback(
        _ cursor: JSONCursor,
        warnings: inout [MockFormatError]
    ) throws(MockFormatError) -> CallbackConfig {
        let (target, own) = try CallbackTargetReader.target(cursor, warnings: &warnings)
        try cursor.allowOnly(keys + own)
        var callback = CallbackConfig(target: target)
        callback.id = try cursor.member("id")?.string()
        try readContent(of: &callback, cursor)
        if let preset = try cursor.member("preset") { callback.adopt(try preset.choice(CallbackPreset.self)) }
        // Programs that write every member say 0 and "" for what they do not say.
        if let timeout = try cursor.member("timeout")?.seconds(warnings: &warnings), timeout > .zero {
            callback.timeout = timeout
        }
        callback.retries = try RetryPlanReader.plan(cursor, usual: callback.retries, warnings: &warnings)
        if let rule = try cursor.member("failure") {
            callback.failure = try DeliveryRuleReader.failure(rule, usual: callback.failure)
        }
        callback.isAsync = try cursor.member("async")?.bool() ?? true
        callback.failResponse = try failResponse(cursor, isAsync: callback.isAsync)
        if let trigger = try cursor.nonEmptyMember("trigger") {
            callback.trigger = try trigger.choice(CallbackConfig.Trigger.self)
        }
        callback.when = try HTTPMatcherReader.conditions(cursor.member("when"))
        callback.delay = try cursor.member("delay")?.delay()
        callback.isOrdered = try cursor.member("ordered")?.bool() ?? false
        if let sign = try cursor.member("sign") {
            callback.signature = try SignatureReader.signature(sign, preset: callback.preset)
        }
        if let faults = try cursor.member("faults") { callback.faults = try DeliveryRuleReader.faults(faults) }
        if let response = try cursor.member("response") {
            try response.allowOnly(["extract"])
            callback.extractions = try ExtractionReader.stores(response.member("extract"), isAfterResponse: true)
        }
        callback.recorded = try cursor.member("recorded")?.value
        return callback
    }

    private static func readContent(
        of callback: inout CallbackConfig,
        _ cursor: JSONCursor
    ) throws(MockFormatError) {
        for (name, value) in try cursor.member("headers")?.members() ?? [] {
            if case .array(let values) = value.value, case .http = callback.target {
                callback.fields += values.map { CallbackField(name, $0) }
            } else {
                callback.fields.append(CallbackField(name, value.value))
            }
        }
        callback.body = try cursor.object()["body"]
        if callback.body == .null { callback.body = nil }
        callback.decodesBase64 = try cursor.member("decode").isBase64()
    }

    private static func failResponse(_ cursor: JSONCursor, isAsync: Bool) throws(MockFormatError) -> Int? {
        guard let member = try cursor.member("failResponse"), member.value != .bool(false) else { return nil }
        guard !isAsync else {
            throw member.error("only an answer that waits for the callback can fail with it; add \"async\": false")
        }
        if member.value == .bool(true) { return 502 }
        return Int(try member.int64(in: 400...599))
    }
}
