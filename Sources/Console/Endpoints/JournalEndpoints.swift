internal import Model

/// `/api/v1/requests`: what was asked and what was answered.
struct JournalEndpoints: Sendable {
    let journal: any JournalServing

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/requests", .viewer, list)
                .about(
                    "Lists requests, the oldest first.",
                    note: "`order=desc` gives the newest first.",
                    asks: .requestQuery + [.order] + .page,
                    gives: .requestList
                )
                .reaching(.filtered),
            Endpoint("DELETE", "/api/v1/requests", .editor, remove)
                .about(
                    "Forgets requests.",
                    note: "Those that the filters pass.",
                    asks: .requestQuery,
                    gives: Self.removed
                )
                .reaching(.filtered),
            Endpoint("POST", "/api/v1/requests/reset", .editor, remove)
                .about(
                    "Forgets requests that filters pass.",
                    note: "The filters stand in the body or in the query.",
                    asks: .requestQuery,
                    takes: .requestQuery,
                    gives: Self.removed
                )
                .reaching(.filtered),
            Endpoint("GET", "/api/v1/requests/{id}", .viewer, one)
                .about("One request with its answer.", gives: .request)
                .reaching(
                    .of("the request's namespace") { [journal] request in
                        let id = Int64(request.hole("id")).map { ExchangeID(rawValue: $0) }
                        return id.flatMap { journal.entry($0) }.map { [$0.namespace] } ?? []
                    }
                ),
        ]
    }

    private static let removed = Shape(
        "Removed",
        [.required("success", .boolean), .required("message", .text), .required("removed", .integer)]
    )

    /// `?order=desc` gives the newest first.
    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let page = try request.page(usual: 100)
        var entries = try journal.found(try JournalQueryReader(request).query())
        switch request.query["order"] ?? "asc" {
        case "asc", "": break
        case "desc": entries.reverse()
        case let other: throw .invalid("order=\(other) is neither asc nor desc")
        }
        let rows = page.of(entries).map(\.json)
        return .json(
            200,
            [
                "requests": .array(rows), "count": .int(rows.count), "total": .int(entries.count),
                "offset": .int(page.offset), "limit": .int(page.limit),
            ]
        )
    }

    @Sendable private func one(_ request: AdminRequest) throws(Refusal) -> Answer {
        let text = request.hole("id")
        guard let entry = Int64(text).flatMap({ journal.entry(ExchangeID(rawValue: $0)) }) else {
            throw .missing("no request \(text); GET /api/v1/requests lists those that are kept")
        }
        return .json(200, entry.json)
    }

    @Sendable private func remove(_ request: AdminRequest) throws(Refusal) -> Answer {
        let query =
            request.body.isEmpty
            ? try JournalQueryReader(request).query()
            : try JournalQueryReader(request.members(), of: request).query()
        let count = try journal.removed(query)
        return .done("\(count) requests forgotten", ["removed": .int(count)])
    }
}

extension AdminRequest {
    /// The run that the request names; nil for none.
    var namedRun: RunID? { (fields.first("X-Understudy-Run") ?? query["run"]).map { RunID(rawValue: $0) } }
}

extension Shape {
    static let request = Shape(
        "Request",
        [
            .required("id", .integer), .required("at", .text), .required("run", .text), .required("namespace", .text),
            .optional("mock", .text), .required("matched", .boolean), .required("request", .map(.any)),
            .required("response", .map(.any)), .optional("nearest", .list(.text)),
            .optional("unresolved", .list(.text)),
        ]
    )
    static let requestList = Shape(
        "RequestList",
        [
            .required("requests", .list(.request)), .required("count", .integer), .required("total", .integer),
            .required("offset", .integer), .required("limit", .integer),
        ]
    )
    static let requestQuery = Shape("RequestQuery", queryMembers)

    /// What restricts a list of requests.
    static let queryMembers: [Member] = [
        .optional("http", .map(.any)), .optional("method", .text), .optional("path", .text), .optional("mock", .text),
        .optional("namespace", .text), .optional("run", .text), .optional("status", .integer),
        .optional("matched", .boolean), .optional("after", .integer), .optional("since", .text),
        .optional("search", .text),
    ]
}
