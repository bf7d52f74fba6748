internal import Model

/// One line of the admin API's table: a method, a path, who may call it, what it does.
struct Endpoint: Sendable {
    typealias Handler = @Sendable (AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) -> Void

    let method: String
    let path: PathPattern
    /// Who may call it.
    let role: Role
    /// In which namespaces the caller needs that role.
    private(set) var reach = Reach.named()
    /// Whether only somebody who logged in may call it, and no token.
    private(set) var isForPeople = false
    let handler: Handler
    /// What it does, in one sentence.
    private(set) var summary = ""
    /// What else a caller should know, in Markdown.
    private(set) var note = ""
    /// Where descriptions put it.
    private(set) var chapter = Chapter.server
    /// The parameters of the query that it reads.
    private(set) var asks: [Parameter] = []
    /// The body that it takes.
    private(set) var takes = Shape.none
    /// The body of its answer when it succeeds.
    private(set) var gives = Shape.none
    /// The bodies of answers of other statuses that are no errors.
    private(set) var otherwise: [Int: Shape] = [:]

    /// An endpoint that answers at once.
    init(
        _ method: String,
        _ path: String,
        _ role: Role,
        _ answer: @escaping @Sendable (AdminRequest) throws(Refusal) -> Answer
    ) {
        self.init(method, path, role) { request, done in
            do throws(Refusal) { done(try answer(request)) } catch { done(.refusal(error, request.id)) }
        }
    }

    /// An endpoint that answers when it can, once, from any thread.
    init(_ method: String, _ path: String, _ role: Role, later handler: @escaping Handler) {
        (self.method, self.path, self.role, self.handler) = (method, PathPattern(path), role, handler)
    }

    /// How documents and tokens call it: `POST /api/v1/mocks`.
    var name: String { "\(method) \(path.text)" }

    /// Whether the audit log keeps calls of it: those that change something, whatever their method.
    var isNoted: Bool { isForPeople && method != "GET" || role == .editor || role > .editor && method != "GET" }

    /// The endpoint, about the things of other namespaces than the named one.
    func reaching(_ reach: Reach) -> Endpoint {
        var endpoint = self
        endpoint.reach = reach
        return endpoint
    }

    /// The endpoint, for people only: so that no token makes another one that may do more.
    func forPeople() -> Endpoint {
        var endpoint = self
        endpoint.isForPeople = true
        return endpoint
    }

    /// The endpoint, described in this chapter.
    func `in`(_ chapter: Chapter) -> Endpoint {
        var endpoint = self
        endpoint.chapter = chapter
        return endpoint
    }

    /// The endpoint with what it is about.
    ///
    /// - Parameters:
    ///   - note: what else a caller should know, in Markdown.
    ///   - asks: the parameters of the query that it reads.
    ///   - others: what it answers with other statuses that are no errors.
    func about(
        _ summary: String,
        note: String = "",
        asks: [Parameter] = [],
        takes: Shape = .none,
        gives: Shape,
        or others: [Int: Shape] = [:]
    ) -> Endpoint {
        var endpoint = self
        (endpoint.summary, endpoint.asks, endpoint.takes, endpoint.gives) = (summary, asks, takes, gives)
        (endpoint.note, endpoint.otherwise) = (note, others)
        return endpoint
    }
}

/// A path with holes: `/api/v1/callbacks/{id}`. A hole `{key*}` stands at the end and takes what is left, slashes and
/// nothing at all included.
struct PathPattern: Sendable {
    enum Segment: Sendable, Hashable {
        case literal(String)
        case hole(String)
        case rest(String)
    }

    /// The pattern as written.
    let text: String
    let segments: [Segment]

    /// The names of its holes, from the left.
    var holes: [String] {
        segments.compactMap { segment in
            switch segment {
            case .literal: nil
            case .hole(let name), .rest(let name): name
            }
        }
    }

    init(_ pattern: String) {
        text = pattern
        segments = pattern.split(separator: "/")
            .map { segment in
                guard segment.hasPrefix("{") else { return .literal(String(segment)) }
                let name = segment.dropFirst().dropLast()
                return name.hasSuffix("*") ? .rest(String(name.dropLast())) : .hole(String(name))
            }
    }
}
