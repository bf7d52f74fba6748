internal import Model
internal import Storage

/// `/api/v1/tags`: those that were made and those that mocks have.
struct TagEndpoints: Sendable {
    let store: TagStore
    let catalogue: MockCatalogue

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/tags", .viewer, list)
                .about(
                    "Lists tags by name.",
                    note: "`counts` has the number of mocks of each.",
                    asks: .namespace,
                    gives: Self.list
                )
                .reaching(.listed),
            Endpoint("POST", "/api/v1/tags", .editor, add)
                .about(
                    "Makes a tag known before a mock has it.",
                    note: "Under `tag` or `name`.",
                    takes: Self.tag,
                    gives: Self.tag
                ),
            Endpoint("DELETE", "/api/v1/tags/{tag}", .editor, remove)
                .about(
                    "Takes a tag away, from the mocks too.",
                    note: "Ours: from the mocks of the namespace.",
                    asks: .namespace,
                    gives: .done
                ),
        ]
    }

    private static let tag = Shape("Tag", [.required("tag", .filledText), .optional("namespace", .namespace)])
    private static let list = Shape(
        "TagList",
        [.required("tags", .list(.text)), .required("counts", .map(.integer))]
    )

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let namespace = try request.selectedNamespace()
        var counts: [String: Int] = [:]
        for tag in try storing(try store.all()) where namespace == nil || tag.namespace == namespace {
            counts[tag.name] = 0
        }
        for entry in catalogue.entries(MockSelection(namespace: namespace)) {
            for tag in entry.mock.tags { counts[tag, default: 0] += 1 }
        }
        let sorted = counts.sorted { $0.key < $1.key }
        return .json(
            200,
            [
                "tags": .array(sorted.map { .string($0.key) }),
                "counts": .object(JSONObject(sorted.map { JSONObject.Member($0.key, .int($0.value)) })),
            ]
        )
    }

    @Sendable private func add(_ request: AdminRequest) throws(Refusal) -> Answer {
        let members = try request.members()
        var name = try members.text("tag")
        if name == nil { name = try members.text("name") }
        guard let name else { throw .invalid("\"tag\" is missing or empty") }
        let namespace = try request.namespace(in: members)
        try storing(try store.add(name, namespace: namespace))
        return .json(201, ["tag": .string(name), "name": .string(name), "namespace": .string(namespace)])
    }

    @Sendable private func remove(_ request: AdminRequest) throws(Refusal) -> Answer {
        let name = request.hole("tag")
        let namespace = try request.namespace()
        let drafts = catalogue.entries(MockSelection(namespace: namespace, tags: [name]))
            .map { entry in
                var draft = MockDraft(mock: entry.mock, expiresAt: entry.expiresAt)
                draft.mock.tags.removeAll { $0 == name }
                return draft
            }
        _ = try catalogue.save(drafts, keepsUses: true, by: request.caller)
        try storing(try store.remove(name, namespace: namespace))
        return .done("tag removed from \(drafts.count) mocks", ["mocks": .int(drafts.count)])
    }
}
