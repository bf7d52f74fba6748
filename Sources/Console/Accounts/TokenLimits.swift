internal import Model

/// What restricts or describes a token, as the database keeps it: JSON.
struct TokenLimits: Sendable, Hashable {
    var description = ""
    /// The kinds of calls that it may make; nil for all.
    var actions: AllowedActions?
    var perMinute: Int?
    var perHour: Int?
    var perDay: Int?
    /// Whatever its owner wants to remember; read by nobody.
    var metadata = JSON.null

    init() {}

    init(stored text: String) {
        let json = (try? JSON.parse(text)) ?? .null
        description = json["description"]?.string ?? ""
        actions = json["allowed_actions"]?.array.map { AllowedActions(stored: $0.compactMap(\.string)) }
        (perMinute, perHour) = (json["rate_limit_per_minute"]?.int, json["rate_limit_per_hour"]?.int)
        perDay = json["rate_limit_per_day"]?.int
        metadata = json["metadata"] ?? .null
    }

    /// As it is kept, and as the API shows it.
    var json: JSONObject {
        var object: JSONObject = ["description": .string(description)]
        object["allowed_actions"] = actions.map { .array($0.names.map(JSON.string)) }
        object["rate_limit_per_minute"] = perMinute.map { .int($0) }
        object["rate_limit_per_hour"] = perHour.map { .int($0) }
        object["rate_limit_per_day"] = perDay.map { .int($0) }
        if metadata != .null { object["metadata"] = metadata }
        return object
    }

    /// How many calls it allows in how long.
    var rates: [CallRate] {
        [
            CallRate(name: "minute", length: .seconds(60), most: perMinute),
            CallRate(name: "hour", length: .seconds(3_600), most: perHour),
            CallRate(name: "day", length: .seconds(86_400), most: perDay),
        ]
        .filter { $0.most != nil }
    }
}

/// How many calls are allowed in each minute, hour or day of the clock.
struct CallRate: Sendable, Hashable {
    let name: String
    let length: Duration
    /// Nil for any number.
    let most: Int?
}

/// Counts calls by minutes, hours and days of the clock. A restart begins anew.
struct CallCounter: Sendable {
    private var windows: [String: (number: Int64, count: Int)] = [:]

    /// Counts a call, unless it is one too many.
    ///
    /// - Throws: 429 with the time until there is room again.
    mutating func count(_ rates: [CallRate], at now: Timestamp) throws(Refusal) {
        var next = windows
        for rate in rates {
            let number = now.nanoseconds / rate.length.nanoseconds
            let count = windows[rate.name].flatMap { $0.number == number ? $0.count : nil } ?? 0
            guard count < rate.most ?? .max else {
                let rest = Duration.nanoseconds((number + 1) * rate.length.nanoseconds - now.nanoseconds)
                throw .tooMany("this token may make \(count) calls a \(rate.name), and has made them", retryAfter: rest)
            }
            next[rate.name] = (number, count + 1)
        }
        windows = next
    }
}
