internal import Model
internal import Storage

/// What was deleted and can come back, as Mockarty's recycle bin shows it: each mock is a group of its own, and so is each
/// namespace with the mocks that went with it.
struct TrashEndpoints: Sendable {
    let catalogue: MockCatalogue
    let namespaces: Namespaces

    var table: [Endpoint] {
        table(at: "/api/v1/namespaces/{namespace}/trash", looking: .viewer, restoring: .editor, purging: .owner)
            + table(at: "/api/v1/admin/trash", looking: .admin, restoring: .admin, purging: .admin)
    }

    private func table(at path: String, looking: Role, restoring: Role, purging: Role) -> [Endpoint] {
        [
            Endpoint("GET", path, looking, list)
                .about(
                    "Lists what is deleted.",
                    asks: [
                        Parameter("type", .words, "kinds of things: mock, namespace"),
                        Parameter("q", .text, "a part of the name"),
                    ] + .page,
                    gives: Self.list
                ),
            Endpoint("GET", path + "/summary", looking, summary)
                .about("How much is deleted.", gives: Self.counts),
            Endpoint("POST", path + "/restore", restoring, restore)
                .about("Takes deletions back.", takes: Self.groups, gives: .done),
            Endpoint("POST", path + "/restore-cascade/{id}", restoring, restoreOne)
                .about("Takes a deletion back.", gives: .done),
            Endpoint("POST", path + "/purge", purging, purge)
                .about(
                    "Deletes for good.",
                    note: "`confirmation` is any text.",
                    takes: Self.groups,
                    gives: .done
                ),
        ]
    }

    private static let groups = Shape(
        "TrashGroups",
        [
            .required("cascade_group_ids", .filledList(.text)), .optional("reason", .text),
            .optional("confirmation", .text),
        ]
    )
    private static let counts = Shape(
        "TrashSummary",
        [.required("total", .integer), .required("by_type", .map(.integer))]
    )
    private static let list = Shape(
        "TrashList",
        [
            .required("items", .list(.map(.any))), .required("total", .integer), .required("offset", .integer),
            .required("limit", .integer),
        ]
    )

    /// `?type=mock,namespace&q=`.
    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let page = try request.page()
        let wanted = (types: request.words("type"), text: (request.query["q"] ?? "").lowercased())
        let rows = try content(request).rows(namespacesClosed: Set(try namespaces.closed().map(\.name)))
            .filter { row in
                (wanted.types.isEmpty || wanted.types.contains(row.type))
                    && (wanted.text.isEmpty || row.searchText.contains(wanted.text))
            }
        return .json(
            200,
            [
                "items": .array(page.of(rows).map(\.json)), "total": .int(rows.count), "offset": .int(page.offset),
                "limit": .int(page.limit),
            ]
        )
    }

    @Sendable private func summary(_ request: AdminRequest) throws(Refusal) -> Answer {
        let content = try content(request)
        var types: JSONObject = ["mock": .int(content.mocks.count)]
        if request.holes["namespace"] == nil { types["namespace"] = .int(content.namespaces.count) }
        return .json(
            200,
            ["total": .int(content.mocks.count + content.namespaces.count), "by_type": .object(types)]
        )
    }

    @Sendable private func restore(_ request: AdminRequest) throws(Refusal) -> Answer {
        let chosen = try chosen(request, request.members())
        let count = try restore(chosen, by: request.caller)
        return .done("\(count) mocks restored", ["restored": .int(count)])
    }

    @Sendable private func restoreOne(_ request: AdminRequest) throws(Refusal) -> Answer {
        let chosen = try content(request).only([request.hole("id")])
        guard !chosen.isEmpty else { throw .missing("nothing of the id \"\(request.hole("id"))\" is deleted") }
        return .done("restored", ["restored": .int(try restore(chosen, by: request.caller))])
    }

    private func restore(_ chosen: TrashContent, by caller: Caller) throws(Refusal) -> Int {
        var count = 0
        for namespace in chosen.namespaces { count += try namespaces.reopen(namespace.name, by: caller) }
        return count + (try catalogue.reopen(chosen.mocks.map(\.id), by: caller).count)
    }

    @Sendable private func purge(_ request: AdminRequest) throws(Refusal) -> Answer {
        let members = try request.members()
        _ = try members.neededText("confirmation")
        let chosen = try chosen(request, members)
        var count = try catalogue.purge(chosen.mocks.map(\.id), by: request.caller).count
        for namespace in chosen.namespaces {
            count += namespace.closedMocks.count
            try namespaces.purge(namespace.name, by: request.caller)
        }
        return .done("\(count) mocks deleted for good", ["purged": .int(count)])
    }

    /// What is deleted of a namespace, or of all; namespaces are the admin's.
    private func content(_ request: AdminRequest) throws(Refusal) -> TrashContent {
        let namespace = request.holes["namespace"]
        return TrashContent(
            mocks: catalogue.entries(MockSelection(namespace: namespace, closed: .only)),
            namespaces: namespace == nil ? try namespaces.closed() : []
        )
    }

    /// Those of the groups that the body names.
    private func chosen(_ request: AdminRequest, _ members: Members) throws(Refusal) -> TrashContent {
        guard let names = try members.texts("cascade_group_ids"), !names.isEmpty else {
            throw .invalid("\"cascade_group_ids\" is missing; it needs at least one id")
        }
        let chosen = try content(request).only(names)
        guard !chosen.isEmpty else {
            throw .missing("nothing of these ids is deleted; the trash's list names them as \"cascade_group_id\"")
        }
        return chosen
    }
}
