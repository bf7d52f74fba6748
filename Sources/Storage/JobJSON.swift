internal import Model

/// What a row of `deliveries` says of its job beside its own columns. Durations are in nanoseconds.
enum JobJSON {
    /// The members that say something: what is as in a job of which nothing was said is left out.
    static func object(_ job: CallbackJob) -> JSONObject {
        var json: JSONObject = ["target": TargetJSON.json(job.target), "depth": .int(job.depth)]
        func say(_ name: String, _ value: @autoclosure () -> JSON, unless isUsual: Bool) {
            if !isUsual { json.members.append(JSONObject.Member(name, value())) }
        }
        say("delay", time(job.delay), unless: job.delay == .zero)
        say("timeout", time(job.timeout), unless: job.timeout == .seconds(30))
        say("retries", retries(job.retries), unless: job.retries == RetryPlan())
        say("failure", failure(job.failure), unless: job.failure == FailureRule())
        say("failResponse", .int(job.failResponse ?? 0), unless: job.failResponse == nil)
        say("ordered", true, unless: !job.isOrdered)
        say("faults", faults(job.faults), unless: job.faults == DeliveryFaults.Drawn())
        say("signature", job.signature.map(SignatureJSON.json) ?? .null, unless: job.signature == nil)
        say("extracted", true, unless: !job.isExtracted)
        say("unresolved", .array(job.unresolved.map(JSON.string)), unless: job.unresolved.isEmpty)
        return json
    }

    /// Puts what the JSON says into a job; false when it says no target.
    static func read(_ json: JSON, into job: inout CallbackJob) -> Bool {
        guard let target = json["target"].flatMap(TargetJSON.target) else { return false }
        (job.target, job.depth) = (target, json["depth"]?.int ?? 1)
        (job.delay, job.timeout) = (time(json["delay"]) ?? .zero, time(json["timeout"]) ?? .seconds(30))
        (job.retries, job.failure) = (retries(json["retries"]), failure(json["failure"]))
        (job.failResponse, job.isOrdered) = (json["failResponse"]?.int, json["ordered"]?.bool ?? false)
        (job.faults, job.signature) = (faults(json["faults"]), json["signature"].flatMap(SignatureJSON.signature))
        (job.isExtracted, job.unresolved) = (json["extracted"]?.bool ?? false, texts(json["unresolved"]))
        return true
    }

    static func time(_ duration: Duration) -> JSON { .int(duration.nanoseconds) }
    static func time(_ json: JSON?) -> Duration? { json?.number?.int64.map { .nanoseconds($0) } }
    static func texts(_ json: JSON?) -> [String] { (json?.array ?? []).compactMap(\.string) }

    private static func retries(_ plan: RetryPlan) -> JSON {
        let backoff = plan.backoff.map { backoff -> JSON in
            [
                "initial": time(backoff.initial), "factor": .number(JSONNumber(backoff.factor)),
                "maximum": backoff.maximum.map(time) ?? .null, "jitter": .number(JSONNumber(backoff.jitter)),
            ]
        }
        return [
            "count": .int(plan.count), "delay": time(plan.delay), "backoff": backoff ?? .null,
            "delays": .array(plan.delays.map(time)),
        ]
    }

    private static func retries(_ json: JSON?) -> RetryPlan {
        var plan = RetryPlan(count: json?["count"]?.int ?? 0, delay: time(json?["delay"]) ?? .seconds(1))
        plan.delays = (json?["delays"]?.array ?? []).compactMap(time)
        guard let backoff = json?["backoff"], let initial = time(backoff["initial"]) else { return plan }
        var read = Backoff(initial: initial)
        read.factor = backoff["factor"]?.number?.double ?? read.factor
        read.maximum = time(backoff["maximum"])
        read.jitter = backoff["jitter"]?.number?.double ?? read.jitter
        plan.backoff = read
        return plan
    }

    private static func failure(_ rule: FailureRule) -> JSON {
        [
            "statuses": .array(rule.statuses.map { [.int($0.lowerBound), .int($0.upperBound)] }),
            "final": .array(rule.final.sorted().map { .int($0) }), "retryAfter": .bool(rule.honoursRetryAfter),
        ]
    }

    private static func failure(_ json: JSON?) -> FailureRule {
        var rule = FailureRule()
        guard let json else { return rule }
        rule.statuses = (json["statuses"]?.array ?? [])
            .compactMap { range in
                guard let low = range[0]?.int, let high = range[1]?.int, low <= high else { return nil }
                return low...high
            }
        rule.final = Set((json["final"]?.array ?? []).compactMap(\.int))
        rule.honoursRetryAfter = json["retryAfter"]?.bool ?? false
        return rule
    }

    private static func faults(_ faults: DeliveryFaults.Drawn) -> JSON {
        [
            "duplicated": .bool(faults.isDuplicated), "reordered": .bool(faults.isReordered),
            "dropped": .bool(faults.isDropped), "wrongSignature": .bool(faults.hasWrongSignature),
            "slowness": time(faults.slowness),
        ]
    }

    private static func faults(_ json: JSON?) -> DeliveryFaults.Drawn {
        var faults = DeliveryFaults.Drawn()
        faults.isDuplicated = json?["duplicated"]?.bool ?? false
        faults.isReordered = json?["reordered"]?.bool ?? false
        faults.isDropped = json?["dropped"]?.bool ?? false
        faults.hasWrongSignature = json?["wrongSignature"]?.bool ?? false
        faults.slowness = time(json?["slowness"]) ?? .zero
        return faults
    }
}
