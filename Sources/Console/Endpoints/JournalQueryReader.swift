internal import Model

/// Reads which journal entries are meant, from a query or from a body.
struct JournalQueryReader {
    /// What stands under a name, as text.
    let text: (String) -> String?
    /// A matcher as mocks have it.
    var http: JSON?
    /// The run of those that name none: the request's.
    let run: RunID?
    /// What it was read from.
    private let request: AdminRequest

    /// From the query of a request.
    init(_ request: AdminRequest) {
        text = { name in request.query[name].flatMap { $0.isEmpty ? nil : $0 } }
        run = request.fields.first("X-Understudy-Run").map { RunID(rawValue: $0) }
        self.request = request
    }

    /// From the body of a request, or a part of it; `http` may stand there too.
    init(_ members: Members, of request: AdminRequest) {
        text = { members[$0]?.textValue }
        http = members["http"]
        (run, self.request) = (request.namedRun, request)
    }

    func query() throws(Refusal) -> JournalQuery {
        var query = JournalQuery()
        query.http = try matcher()
        query.mock = text("mock").map { MockID(rawValue: $0) }
        query.namespace = try request.touched(text("namespace") ?? request.filteredNamespace)
        query.run = text("run").map { RunID(rawValue: $0) } ?? run
        query.search = text("search")
        query.status = try number("status").map { Int($0) }
        query.after = try number("after").map { ExchangeID(rawValue: $0) }
        query.isMatched = try flag("matched")
        if let since = text("since") {
            guard let instant = Timestamp(text: since) else {
                throw .invalid("since=\(since) is no instant such as 2026-11-24T10:00:00Z")
            }
            query.since = instant
        }
        return query
    }

    private func number(_ name: String) throws(Refusal) -> Int64? {
        guard let text = text(name) else { return nil }
        guard let number = Int64(text) else { throw .invalid("\(name)=\(text) is not a whole number") }
        return number
    }

    private func flag(_ name: String) throws(Refusal) -> Bool? {
        guard let text = text(name) else { return nil }
        guard let flag = Bool(text) else { throw .invalid("\(name)=\(text) is neither true nor false") }
        return flag
    }

    /// `http`, with `method` and `path` laid over it; every path where no route is named.
    private func matcher() throws(Refusal) -> HTTPMatcher? {
        if let http, http.object == nil {
            throw .invalid("\"http\" should be an object as in a mock, not \(http.kindName)")
        }
        var object = http?.object ?? JSONObject()
        if let method = text("method") { object["httpMethod"] = .string(method) }
        if let path = text("path") { object["route"] = .string(path) }
        guard !object.members.isEmpty else { return nil }
        if object["route"] ?? .null == .null { object["route"] = "/*" }
        do throws(MockFormatError) {
            let file = try MockFile(["id": "query", "http": .object(object), "response": [:]])
            return file.mocks.first?.http
        } catch {
            throw .format(error)
        }
    }
}

extension [Parameter] {
    /// What the reader reads from a query.
    static let requestQuery: [Parameter] = [
        Parameter("method", .text, "the method"), Parameter("path", .text, "the path, a route as in a mock"),
        Parameter("mock", .text, "the mock that answered"), Parameter("namespace", .text, "the mock's namespace"), .run,
        Parameter("search", .text, "a text that stands in it"),
        Parameter("status", .integer(100...599), "the answer's status"),
        Parameter("after", .integer(0...Int.max), "the id behind which to begin"),
        Parameter("matched", .flag, "whether a mock answered"),
        Parameter("since", .text, "an instant such as 2026-11-24T10:00:00Z"),
    ]
}
