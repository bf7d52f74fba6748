internal import Model

/// One line of the admin API's table: a method, a path and what is done.
struct Endpoint: Sendable {
    typealias Handler = @Sendable (AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) -> Void

    let method: String
    let path: PathPattern
    let handler: Handler

    /// An endpoint that answers at once.
    init(_ method: String, _ path: String, _ answer: @escaping @Sendable (AdminRequest) -> Answer) {
        self.init(method, path, later: { request, done in done(answer(request)) })
    }

    /// An endpoint that answers when it can, once, from any thread.
    init(_ method: String, _ path: String, later handler: @escaping Handler) {
        (self.method, self.path, self.handler) = (method, PathPattern(path), handler)
    }
}

/// A path with holes: `/api/v1/callbacks/{id}`.
struct PathPattern: Sendable {
    /// The pattern as written.
    let text: String
    private let segments: [Substring]

    init(_ pattern: String) { (text, segments) = (pattern, pattern.split(separator: "/")) }

    /// What stands in the holes, percent-decoded; nil when the path is another one. A slash at the end does not count.
    func match(_ path: String) -> [String: String]? {
        let parts = path.split(separator: "/")
        guard parts.count == segments.count else { return nil }
        var holes: [String: String] = [:]
        for (segment, part) in zip(segments, parts) {
            if segment.hasPrefix("{") {
                holes[String(segment.dropFirst().dropLast())] = PercentEncoding.decoded(part)
            } else if segment != part {
                return nil
            }
        }
        return holes
    }
}

/// A request to the admin API, taken apart.
struct AdminRequest: Sendable {
    let id: ExchangeID
    let holes: [String: String]
    let query: [String: String]

    init(_ request: IncomingRequest, target: RequestTarget, holes: [String: String]) {
        (id, self.holes) = (request.id, holes)
        query = Dictionary(target.queryPairs.map { ($0.name, $0.value) }) { _, last in last }
    }

    /// The error envelope: `{"error", "code", "request_id"}`.
    func refusal(_ status: Int, _ code: String, _ error: String) -> Answer { .refusal(status, code, error, id) }
}

extension Answer {
    /// The error envelope: `{"error", "code", "request_id"}`.
    static func refusal(_ status: Int, _ code: String, _ error: String, _ id: ExchangeID) -> Answer {
        .json(status, ["error": .string(error), "code": .string(code), "request_id": .string(id.description)])
    }
}
