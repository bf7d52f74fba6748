internal import Model

/// Mocks, one at a time.
struct MockEndpoints: Sendable {
    let catalogue: MockCatalogue
    let state: any StateServing
    let identifiers: Identifiers

    var table: [Endpoint] {
        [
            Endpoint("POST", "/api/v1/mocks", .editor, create)
                .about(
                    "Stores a mock; one of the same id is replaced.",
                    note: """
                        201 for a new one, 200 for a replaced one; ids are unique over all namespaces. **`isNew` \
                        says that a mock was replaced**, as Mockarty has it; `overwritten` says the same. With \
                        `intent=overwrite` the newest mock of the same method and route in the namespace is \
                        replaced, under its id; `create_new`, the default, keeps both.
                        """,
                    asks: Self.saving,
                    takes: .mock,
                    gives: .savedMock
                )
                .reaching(.ofNewMock(usual: "sandbox")),
            Endpoint("POST", "/mock/create", .editor, createInOldWay)
                .about(
                    "The same under its older name, its ttl in milliseconds.",
                    asks: Self.saving,
                    takes: .mock,
                    gives: .savedMock
                )
                .reaching(.ofNewMock(usual: "default")),
            Endpoint("GET", "/api/v1/mocks", .viewer, list)
                .about(
                    "Lists mocks.",
                    note: """
                        In the order of creation; both lists and both counts are the same. `deleted` is ours.
                        """,
                    asks: Self.selecting,
                    gives: .mockList
                )
                .reaching(.listed),
        ] + ofOne.map { $0.reaching(.ofMock(in: catalogue)) }
    }

    private var ofOne: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/mocks/{id}", .viewer, one)
                .about(
                    "One mock, also a deleted one.",
                    note: "A deleted one has `closedAt`.",
                    gives: .mock
                ),
            Endpoint("PATCH", "/api/v1/mocks/{id}", .editor, change)
                .about(
                    "Changes some members of a mock (RFC 7396).",
                    note: """
                        Objects are merged, lists replaced, `null` takes away. Naming another way of answering \
                        (`response`, `oneOf`, `proxy`) takes the old one away. The answer has the mock at the top, \
                        and under `mock`.
                        """,
                    takes: .mock,
                    gives: .savedMock
                ),
            Endpoint("PUT", "/api/v1/mocks/{id}", .editor, replace)
                .about(
                    "Stores a mock under this id.",
                    note: "Ours.",
                    takes: .mock,
                    gives: .savedMock
                ),
            Endpoint("DELETE", "/api/v1/mocks/{id}", .editor, close)
                .about("Deletes a mock; restore brings it back.", gives: .done),
            Endpoint("DELETE", "/api/v1/mocks/{id}/purge", .editor, purge)
                .about(
                    "Deletes a mock for good.",
                    note: "Its versions too.",
                    gives: .done
                ),
            Endpoint("POST", "/api/v1/mocks/{id}/restore", .editor, reopen)
                .about("Takes a deletion back.", gives: .savedMock),
            Endpoint("GET", "/api/v1/mocks/{id}/restore", .editor, reopen)
                .about(
                    "Takes a deletion back.",
                    gives: .savedMock
                ),
        ]
    }

    private static let saving: [Parameter] = [
        .namespace,
        Parameter("intent", .choice(["create_new", "overwrite"]), "what becomes of mocks of this method and route"),
    ]
    private static let selecting: [Parameter] =
        [
            .namespace, Parameter("tags", .words, "tags that all must be there"),
            Parameter("search", .text, "a part of id, name, method, route, chain id or a tag"),
            Parameter("folderId", .text, "the folder"), Parameter("chainId", .text, "the chain"),
            Parameter("protocol", .text, "http, the only one that mocks here have"),
            Parameter("onlyActive", .flag, "only mocks that are neither expired nor used up"),
            Parameter("deleted", .flag, "only deleted mocks"),
        ] + .page

    private func input(_ namespace: String, _ unit: MockInput.LifeUnit = .seconds) -> MockInput {
        MockInput(namespace: namespace, unit: unit, now: state.clock.now, identifiers: identifiers)
    }

    @Sendable private func create(_ request: AdminRequest) throws(Refusal) -> Answer {
        try create(request, usual: "sandbox", .seconds)
    }

    @Sendable private func createInOldWay(_ request: AdminRequest) throws(Refusal) -> Answer {
        try create(request, usual: "default", .milliseconds)
    }

    private func create(
        _ request: AdminRequest,
        usual: String,
        _ unit: MockInput.LifeUnit
    ) throws(Refusal) -> Answer {
        let named = request.query["namespace"].flatMap { $0.isEmpty ? nil : $0 }
        var draft = try input(named ?? request.usualNamespace(usual), unit).draft(request.json())
        try resolveIntent(request, &draft)
        return try save(draft, request)
    }

    /// `?intent=overwrite` replaces the newest mock of the same method and route, under its id; `create_new`, the default,
    /// keeps both.
    private func resolveIntent(_ request: AdminRequest, _ draft: inout MockDraft) throws(Refusal) {
        switch request.query["intent"] ?? "create_new" {
        case "create_new", "": return
        case "overwrite":
            if draft.isIDGiven, catalogue[draft.mock.id] != nil { return }
            if let similar = catalogue.similar(to: draft.mock).last { draft.mock.id = similar }
        case let other: throw .invalid("intent=\(other) is neither create_new nor overwrite")
        }
    }

    private func save(
        _ draft: MockDraft,
        _ request: AdminRequest,
        keepsUses: Bool = false
    ) throws(Refusal) -> Answer {
        let saved = try catalogue.save([draft], keepsUses: keepsUses, by: request.caller)
        guard let one = saved.first else { throw .invalid("no mock stands here") }
        let message = one.isReplacement ? "mock replaced" : "mock created"
        var answer = Self.saved(one.entry, catalogue, isReplacement: one.isReplacement, message)
        let warnings = draft.warnings + request.shadowWarnings(of: draft.mock)
        if !warnings.isEmpty { answer["warnings"] = .array(warnings.map { .string($0) }) }
        return .json(one.isReplacement ? 200 : 201, .object(answer))
    }

    /// What clients of every generation read of a mock that was stored. `isNew` says that one was replaced, as it does
    /// with Mockarty, whatever its name.
    static func saved(
        _ entry: CatalogueEntry,
        _ catalogue: MockCatalogue,
        isReplacement: Bool,
        _ message: String
    ) -> JSONObject {
        [
            "id": .string(entry.id.rawValue), "mock": catalogue.json(entry), "isNew": .bool(isReplacement),
            "overwritten": .bool(isReplacement), "success": true, "message": .string(message),
        ]
    }

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let page = try request.page()
        // Every mock here is one of HTTP.
        let isOtherProtocol = !["http", ""].contains(request.query["protocol"] ?? "")
        var entries = isOtherProtocol ? [] : catalogue.entries(try selection(request))
        if try request.flag("onlyActive") == true {
            let now = state.clock.now
            entries = entries.filter { catalogue.isActive($0, at: now) }
        }
        let mocks = JSON.array(page.of(entries).map(catalogue.json))
        return .json(
            200,
            [
                "mocks": mocks, "items": mocks, "count": .int(entries.count), "total": .int(entries.count),
                "offset": .int(page.offset), "limit": .int(page.limit), "message": "ok",
            ]
        )
    }

    private func selection(_ request: AdminRequest) throws(Refusal) -> MockSelection {
        var selection = MockSelection(namespace: try request.selectedNamespace(), tags: request.words("tags"))
        selection.search = (request.query["search"] ?? "").lowercased()
        selection.folder = request.query["folderId"]
        selection.chain = request.query["chainId"]
        if try request.flag("deleted") == true { selection.closed = .only }
        return selection
    }

    @Sendable private func one(_ request: AdminRequest) throws(Refusal) -> Answer {
        .json(200, catalogue.json(try catalogue.entry(request.mockID)))
    }

    @Sendable private func change(_ request: AdminRequest) throws(Refusal) -> Answer {
        let entry = try catalogue.entry(request.mockID)
        let change = try request.members().object
        let draft = try input(entry.namespace).draft(changing: entry, by: change)
        let saved = try catalogue.save([draft], keepsUses: true, by: request.caller)
        guard let changed = saved.first?.entry else { throw .invalid("no mock stands here") }
        // Some clients read the mock at the top, others under "mock".
        var answer = catalogue.json(changed).object ?? JSONObject()
        answer.members += Self.saved(changed, catalogue, isReplacement: true, "mock changed").members.dropFirst()
        return .json(200, .object(answer))
    }

    @Sendable private func replace(_ request: AdminRequest) throws(Refusal) -> Answer {
        var object = try request.members().object
        object["id"] = .string(request.hole("id"))
        let usual = catalogue[request.mockID]?.namespace ?? request.usualNamespace()
        return try save(try input(usual).draft(.object(object)), request)
    }

    @Sendable private func close(_ request: AdminRequest) throws(Refusal) -> Answer {
        let entry = try catalogue.entry(request.mockID)
        _ = try catalogue.close([entry.id], by: request.caller)
        return .done("mock deleted", ["id": .string(entry.id.rawValue)])
    }

    @Sendable private func purge(_ request: AdminRequest) throws(Refusal) -> Answer {
        let entry = try catalogue.entry(request.mockID)
        _ = try catalogue.purge([entry.id], by: request.caller)
        return .done("mock deleted for good", ["id": .string(entry.id.rawValue)])
    }

    @Sendable private func reopen(_ request: AdminRequest) throws(Refusal) -> Answer {
        let entry = try catalogue.entry(request.mockID)
        let opened = try catalogue.reopen([entry.id], by: request.caller).first.flatMap { catalogue[$0.id] } ?? entry
        return .json(200, .object(Self.saved(opened, catalogue, isReplacement: true, "mock restored")))
    }
}

extension Reach {
    /// That of the mock in the path.
    static func ofMock(in catalogue: MockCatalogue) -> Reach {
        .of("the mock's namespace") { request in catalogue[request.mockID].map { [$0.namespace] } ?? [] }
    }

    /// Those of the mocks in the body.
    static func ofMocks(
        in catalogue: MockCatalogue,
        and more: @escaping @Sendable (AdminRequest) -> [String] = { _ in [] }
    )
        -> Reach
    {
        .of("the mocks' namespaces") { request in
            request.mockIDsIfAny.compactMap { catalogue[$0]?.namespace } + more(request)
        }
    }
}

extension Answer {
    /// `{"success": true, "message": …}` and what else there is to say.
    static func done(_ message: String, _ facts: JSONObject = [:], status: Int = 200) -> Answer {
        var object: JSONObject = ["success": true, "message": .string(message)]
        object.members += facts.members
        return .json(status, .object(object))
    }
}
