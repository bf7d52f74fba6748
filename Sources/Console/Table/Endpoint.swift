internal import Model

/// One line of the admin API's table.
struct Endpoint: Sendable {
    typealias Handler = @Sendable (AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) -> Void

    let method: String
    let path: PathPattern
    /// Who may call it. Nobody is refused yet: accounts come later, this says what they will mean.
    let role: Role
    /// What it does, in one sentence.
    let summary: String
    /// The body that it takes.
    let takes: Shape
    /// The body of its answer when it succeeds.
    let gives: Shape
    let handler: Handler

    /// An endpoint that answers at once.
    init(
        _ method: String,
        _ path: String,
        _ role: Role,
        _ summary: String,
        takes: Shape = .none,
        gives: Shape,
        _ answer: @escaping @Sendable (AdminRequest) throws(Refusal) -> Answer
    ) {
        self.init(
            method,
            path,
            role,
            summary,
            takes: takes,
            gives: gives,
            later: { request, done in
                do throws(Refusal) { done(try answer(request)) } catch { done(.refusal(error, request.id)) }
            }
        )
    }

    /// An endpoint that answers when it can, once, from any thread.
    init(
        _ method: String,
        _ path: String,
        _ role: Role,
        _ summary: String,
        takes: Shape = .none,
        gives: Shape,
        later handler: @escaping Handler
    ) {
        (self.method, self.path, self.role, self.summary) = (method, PathPattern(path), role, summary)
        (self.takes, self.gives, self.handler) = (takes, gives, handler)
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
