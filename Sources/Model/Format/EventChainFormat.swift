/// Reads `sseEventChain`.
enum EventChainReader {
    static func chain(_ cursor: JSONCursor) throws(MockFormatError) -> EventChain {
        try cursor.allowOnly(["events", "loop", "loopDelay", "heartbeat", "maxLoops", "maxTime", "logBatch"])
        var events: [EventChain.Event] = []
        for element in try cursor.required("events").elements() { events.append(try event(element)) }
        guard !events.isEmpty else { throw cursor.error("\"events\" needs at least one event") }
        var chain = EventChain(events: events)
        chain.loops = try cursor.member("loop")?.bool() ?? false
        chain.loopDelay = max(100, try cursor.member("loopDelay")?.nonNegative() ?? 100)
        chain.heartbeat = try cursor.member("heartbeat")?.nonNegative() ?? 0
        if let most = try cursor.member("maxLoops")?.int64(in: 0...1_000_000), most > 0 { chain.maxLoops = Int(most) }
        if let most = try cursor.member("maxTime")?.nonNegative(), most > 0 { chain.maxTime = most }
        return chain
    }

    private static func event(_ cursor: JSONCursor) throws(MockFormatError) -> EventChain.Event {
        try cursor.allowOnly(["eventName", "data", "delay", "id", "retry", "templatePath"])
        var event = EventChain.Event()
        event.name = try cursor.member("eventName")?.string()
        event.data = try cursor.member("data")?.value
        event.dataPath = try cursor.member("templatePath")?.nonEmptyString()
        event.delay = try cursor.member("delay")?.nonNegative() ?? 0
        event.id = try cursor.member("id").map { member throws(MockFormatError) in member.value.textValue }
        if let retry = try cursor.member("retry")?.int64(in: 0 ... .max), retry > 0 { event.retry = retry }
        return event
    }
}

extension EventChain {
    var json: JSON {
        var object: JSONObject = ["events": .array(events.map(\.json))]
        if loops { object["loop"] = true }
        if loops { object["loopDelay"] = .number(JSONNumber(loopDelay)) }
        if heartbeat > 0 { object["heartbeat"] = .number(JSONNumber(heartbeat)) }
        if maxLoops != 100 { object["maxLoops"] = .int(maxLoops) }
        if maxTime != 1_200 { object["maxTime"] = .number(JSONNumber(maxTime)) }
        return .object(object)
    }
}

extension EventChain.Event {
    fileprivate var json: JSON {
        var object: JSONObject = [:]
        object["eventName"] = name.map { .string($0) }
        object["data"] = data
        object["templatePath"] = dataPath.map { .string($0) }
        if delay > 0 { object["delay"] = .number(JSONNumber(delay)) }
        object["id"] = id.map { .string($0) }
        object["retry"] = retry.map { .int($0) }
        return .object(object)
    }
}
