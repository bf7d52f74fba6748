/// What endpoints are about, as people look for them: a part of the description, with what holds for all in it.
struct Chapter: Sendable, Hashable {
    let name: String
    /// In Markdown; a page of the documentation is named as `docs/NAME.md`.
    let text: String

    init(_ name: String, _ text: String) { (self.name, self.text) = (name, text) }

    /// All of them, in the order in which they are read.
    static let all: [Chapter] = [
        .accounts, .mocks, .trash, .arrangement, .namespaces, .eventWebhooks, .files, .requests, .undefinedRequests,
        .callbacks, .state, .sessions, .entries, .findings, .modifications, .recorderServer, .server, .backups, .jobs,
    ]
}

extension [Endpoint] {
    /// The endpoints, described in this chapter.
    func `in`(_ chapter: Chapter) -> [Endpoint] { map { $0.in(chapter) } }
}
