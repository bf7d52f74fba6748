internal import Model

/// What lets the pages that `--allow-origin` names read answers (Fetch Standard §3.2, CORS).
struct CrossOrigin: Sendable {
    private let origin: String

    /// Nil for a request that no such page sent.
    init?(_ request: IncomingRequest, _ origins: WebOriginGuard) {
        guard let origin = request.head.fields.first("Origin"), origins.isAllowed(origin) else { return nil }
        self.origin = origin
    }

    /// Whether a browser asks before it sends the request itself.
    static func isPreflight(_ request: IncomingRequest) -> Bool {
        request.head.method == "OPTIONS" && request.head.fields.contains("Access-Control-Request-Method")
    }

    /// The answer, marked as one that the page may read.
    func marked(_ answer: Answer) -> Answer {
        var answer = answer
        answer.fields.append("Access-Control-Allow-Origin", origin)
        answer.fields.append("Access-Control-Expose-Headers", "X-Request-Id")
        answer.fields.append("Vary", "Origin")
        return answer
    }

    /// What a browser is told that asks first: it may send what it wants to.
    func preflight(_ request: IncomingRequest) -> Answer {
        var answer = Answer(status: 204)
        answer.fields.append("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE")
        if let wanted = request.head.fields.first("Access-Control-Request-Headers") {
            answer.fields.append("Access-Control-Allow-Headers", wanted)
        }
        answer.fields.append("Access-Control-Max-Age", "600")
        return marked(answer)
    }
}
