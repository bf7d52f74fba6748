internal import Model
internal import Storage

/// Why a request is not served, in words for the one who sent it.
struct Refusal: Error {
    let status: Int
    /// The stable name that clients go by.
    let code: String
    let reason: String
    /// When it may go better; nil when time does not help.
    var retryAfter: Duration?

    /// 400: what was sent makes no sense.
    static func invalid(_ reason: String) -> Refusal { Refusal(status: 400, code: "validation", reason: reason) }
    /// 401: whoever sent it did not say who, or not in a way that holds.
    static func unauthorized(_ reason: String) -> Refusal {
        Refusal(status: 401, code: "unauthorized", reason: reason)
    }
    /// 403: whoever sent it may not.
    static func forbidden(_ reason: String) -> Refusal { Refusal(status: 403, code: "forbidden", reason: reason) }
    /// 429: it is too much for now.
    static func tooMany(_ reason: String, retryAfter: Duration) -> Refusal {
        Refusal(status: 429, code: "rate_limit", reason: reason, retryAfter: retryAfter)
    }
    /// 404.
    static func missing(_ reason: String) -> Refusal { Refusal(status: 404, code: "not_found", reason: reason) }
    /// 409.
    static func conflict(_ reason: String) -> Refusal { Refusal(status: 409, code: "conflict", reason: reason) }
    /// 502: somebody whom we asked did not answer.
    static func external(_ reason: String) -> Refusal { Refusal(status: 502, code: "external", reason: reason) }
    /// 503: the database could not do it; nothing was changed.
    static func storage(_ error: StorageError) -> Refusal {
        guard case .full(let path) = error else {
            return Refusal(status: 503, code: "unavailable", reason: error.description)
        }
        return noRoom("for \(path); free some on its disk, and try again")
    }
    /// 503: a disk is full; nothing was changed.
    static func noRoom(_ whatAndWayOut: String) -> Refusal {
        Refusal(status: 503, code: "unavailable", reason: "there is no room left \(whatAndWayOut)")
    }
    /// 400: the value is no mock.
    static func format(_ error: MockFormatError) -> Refusal { invalid(error.description) }
}

/// Evaluates what uses the database and turns its errors into refusals.
func storing<Result>(_ body: @autoclosure () throws(StorageError) -> Result) throws(Refusal) -> Result {
    do throws(StorageError) { return try body() } catch { throw .storage(error) }
}

extension Answer {
    /// The error envelope: `{"error", "code", "request_id"}`.
    static func refusal(_ status: Int, _ code: String, _ error: String, _ id: ExchangeID) -> Answer {
        .json(status, ["error": .string(error), "code": .string(code), "request_id": .string(id.description)])
    }

    static func refusal(_ refusal: Refusal, _ id: ExchangeID) -> Answer {
        var answer = Answer.refusal(refusal.status, refusal.code, refusal.reason, id)
        if refusal.status == 401 { answer.fields.append("WWW-Authenticate", "Bearer") }
        if let pause = refusal.retryAfter {
            answer.fields.append("Retry-After", "\(max(1, Int((pause.inMilliseconds / 1_000).rounded(.up))))")
        }
        return answer
    }
}
