internal import Model

/// The mocks that were deleted and can come back, as Mockarty's recycle bin shows them: each is a group of its own.
struct TrashEndpoints: Sendable {
    let catalogue: MockCatalogue

    var table: [Endpoint] {
        ["/api/v1/namespaces/{namespace}/trash", "/api/v1/admin/trash"]
            .flatMap { path in
                [
                    Endpoint("GET", path, .viewer, list)
                        .about(
                            "Lists deleted mocks.",
                            asks: [
                                Parameter("type", .words, "kinds of things; mock is the only one"),
                                Parameter("q", .text, "a part of the name"),
                            ] + .page,
                            gives: Self.list
                        ),
                    Endpoint("GET", path + "/summary", .viewer, summary)
                        .about("How many mocks are deleted.", gives: .map(.any)),
                    Endpoint("POST", path + "/restore", .editor, restore)
                        .about("Takes deletions back.", takes: Self.groups, gives: .done),
                    Endpoint("POST", path + "/restore-cascade/{id}", .editor, restoreOne)
                        .about("Takes a deletion back.", gives: .done),
                    Endpoint("POST", path + "/purge", .admin, purge)
                        .about("Deletes for good.", takes: Self.groups, gives: .done),
                ]
            }
    }

    private static let groups = Shape(
        "TrashGroups",
        [
            .required("cascade_group_ids", .filledList(.text)), .optional("reason", .text),
            .optional("confirmation", .text),
        ]
    )
    private static let list = Shape(
        "TrashList",
        [
            .required("items", .list(.map(.any))), .required("total", .integer), .required("offset", .integer),
            .required("limit", .integer),
        ]
    )

    private func closed(_ request: AdminRequest, search: String = "") -> [CatalogueEntry] {
        catalogue.entries(MockSelection(namespace: request.holes["namespace"], search: search, closed: .only))
    }

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let page = try request.page()
        let types = request.words("type")
        let isOther = !types.isEmpty && !types.contains("mock")
        let all = isOther ? [] : closed(request, search: (request.query["q"] ?? "").lowercased())
        return .json(
            200,
            [
                "items": .array(page.of(all).map(row)), "total": .int(all.count), "offset": .int(page.offset),
                "limit": .int(page.limit),
            ]
        )
    }

    private func row(_ entry: CatalogueEntry) -> JSON {
        [
            "id": .string(entry.id.rawValue), "name": .string(entry.mock.name ?? entry.id.rawValue),
            "namespace": .string(entry.namespace), "entity_type": "mock",
            "closed_at": .string((entry.closedAt ?? entry.updatedAt).adminText),
            "cascade_group_id": .string(entry.id.rawValue), "restore_available": true,
        ]
    }

    @Sendable private func summary(_ request: AdminRequest) -> Answer {
        let count = closed(request).count
        return .json(200, ["total": .int(count), "by_type": ["mock": .int(count)]])
    }

    @Sendable private func restore(_ request: AdminRequest) throws(Refusal) -> Answer {
        let ids = try groups(request, request.members())
        let count = try catalogue.reopen(ids).count
        return .done("\(count) mocks restored", ["restored": .int(count)])
    }

    @Sendable private func restoreOne(_ request: AdminRequest) throws(Refusal) -> Answer {
        let ids = closed(request).map(\.id).filter { $0 == request.mockID }
        guard !ids.isEmpty else { throw .missing("no deleted mock \"\(request.mockID)\"") }
        _ = try catalogue.reopen(ids)
        return .done("mock restored", ["restored": 1])
    }

    @Sendable private func purge(_ request: AdminRequest) throws(Refusal) -> Answer {
        let members = try request.members()
        _ = try members.neededText("confirmation")
        let count = try catalogue.purge(groups(request, members)).count
        return .done("\(count) mocks deleted for good", ["purged": .int(count)])
    }

    /// Those of the groups that are deleted.
    private func groups(_ request: AdminRequest, _ members: Members) throws(Refusal) -> [MockID] {
        guard let names = try members.texts("cascade_group_ids"), !names.isEmpty else {
            throw .invalid("\"cascade_group_ids\" is missing; it needs at least one id")
        }
        return closed(request).map(\.id).filter { names.contains($0.rawValue) }
    }
}
