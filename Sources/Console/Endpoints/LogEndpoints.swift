internal import Model

/// The requests that one mock answered.
struct LogEndpoints: Sendable {
    let catalogue: MockCatalogue
    let journal: any JournalServing

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/mocks/{id}/logs", .viewer, list)
                .about(
                    "The requests that a mock answered, the newest first.",
                    note: "Under `requests`, `logs` and `items`.",
                    asks: .page,
                    gives: Self.list
                ),
            Endpoint("DELETE", "/api/v1/mocks/{id}/logs", .editor, remove)
                .about("Forgets the requests that a mock answered.", gives: .done),
        ]
        .map { $0.reaching(.ofMock(in: catalogue)) }
    }

    private static let row = Shape(
        "MockLog",
        [
            .required("id", .text), .required("calledAt", .text), .required("req", .map(.any)),
            .required("response", .map(.any)),
        ]
    )
    private static let list = Shape(
        "MockLogList",
        [
            .required("id", .text), .required("requests", .list(row)), .required("logs", .list(row)),
            .required("items", .list(row)), .required("total", .integer), .required("offset", .integer),
            .required("limit", .integer),
        ]
    )

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let page = try request.page()
        let entries = try journal.found(query(request))
        let rows = JSON.array(page.of(entries.reversed()).map(row))
        return .json(
            200,
            [
                "id": .string(request.hole("id")), "requests": rows, "logs": rows, "items": rows,
                "total": .int(entries.count), "offset": .int(page.offset), "limit": .int(page.limit),
            ]
        )
    }

    @Sendable private func remove(_ request: AdminRequest) throws(Refusal) -> Answer {
        let count = try journal.removed(query(request))
        return .done("\(count) requests forgotten", ["removed": .int(count)])
    }

    private func query(_ request: AdminRequest) throws(Refusal) -> JournalQuery {
        var query = JournalQuery()
        query.mock = try catalogue.entry(request.mockID).id
        return query
    }

    private func row(_ entry: JournalEntry) -> JSON {
        let json = entry.json
        return [
            "id": .string(entry.id.description), "calledAt": .string(entry.at.adminText),
            "req": json["request"] ?? .null, "response": json["response"] ?? .null,
        ]
    }
}
