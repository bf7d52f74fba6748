internal import Model
internal import Storage

/// Namespaces: made, described, put into the trash and taken out of it.
struct NamespaceEndpoints: Sendable {
    let namespaces: Namespaces

    var table: [Endpoint] { ofCallers + ofOne + ofAdmins }

    private var ofCallers: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/namespaces", .user, list)
                .about(
                    "Lists the namespaces that the caller may look into.",
                    note: """
                        `sandbox`, `default`, those that were made, those that mocks are in; of them those that the \
                        caller may look into.
                        """,
                    gives: Self.list
                )
        ]
    }

    private var ofOne: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/namespaces/{namespace}", .viewer, one)
                .about("One namespace.", gives: Self.namespace),
            Endpoint("PUT", "/api/v1/namespaces/{namespace}", .owner, update)
                .about(
                    "Says what a namespace is for.",
                    note: "Its name stays.",
                    takes: Self.change,
                    gives: Self.namespace
                ),
            Endpoint("PATCH", "/api/v1/namespaces/{namespace}", .owner, update)
                .about(
                    "Says what a namespace is for.",
                    note: "Its name stays.",
                    takes: Self.change,
                    gives: Self.namespace
                ),
        ]
    }

    private var ofAdmins: [Endpoint] {
        [
            Endpoint("POST", "/api/v1/namespaces", .admin, add)
                .about("Makes a namespace; one that is there stays.", takes: Self.name, gives: .done),
            Endpoint("GET", "/api/v1/admin/namespaces", .admin, listAll)
                .about(
                    "Lists all namespaces, those in the trash too.",
                    note: "`namespaces` has the names of those that are not in the trash, `items` all.",
                    gives: Self.allList
                ),
        ]
            + ["/api/v1/namespaces/{namespace}", "/api/v1/admin/namespaces/{namespace}"]
            .flatMap { path in
                [
                    Endpoint("DELETE", path, .admin, close)
                        .about(
                            "Puts a namespace into the trash, with its mocks.",
                            note: "It takes no mocks until it is restored. `sandbox` and `default` stay.",
                            gives: .done
                        ),
                    Endpoint("POST", path + "/restore", .admin, reopen)
                        .about("Takes a namespace out of the trash, with its mocks.", gives: .done),
                    Endpoint("PUT", path + "/restore", .admin, reopen)
                        .about(
                            "Says what a namespace is for.",
                            note: "Its name stays.",
                            gives: .done
                        ),
                    Endpoint("DELETE", path + "/purge", .admin, purge)
                        .about(
                            "Takes a namespace away that is in the trash, with all that is in it.",
                            note: """
                                Mocks, folders, tags, templates, stores, webhooks, members, tokens, requests and \
                                settled callbacks, for good; sessions of the recorder are to be deleted before.
                                """,
                            gives: .done
                        ),
                ]
            }
    }

    private static let name = Shape(
        "NamespaceName",
        [.required("name", .namespace), .optional("description", .text)]
    )
    private static let change = Shape("NamespaceChange", [.required("description", .text)])
    private static let namespace = Shape(
        "Namespace",
        [
            .required("name", .text), .required("description", .text), .required("mocks", .integer),
            .required("deleted", .boolean), .optional("closed_at", .nullable(.text)),
        ]
    )
    private static let list = Shape(
        "NamespaceList",
        [.required("namespaces", .list(.text)), .required("total", .integer)]
    )
    private static let allList = Shape(
        "AllNamespaces",
        [
            .required("namespaces", .list(.text)), .required("items", .list(namespace)), .required("total", .integer),
        ]
    )

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let all = try namespaces.all().filter { request.caller.role(in: $0) >= .viewer }
        return .json(200, ["namespaces": .array(all.map { .string($0) }), "total": .int(all.count)])
    }

    @Sendable private func listAll(_ request: AdminRequest) throws(Refusal) -> Answer {
        let names = try namespaces.all()
        var rows: [JSON] = []
        for name in names { rows.append(json(try namespaces.one(name))) }
        rows += try namespaces.closed().map(json)
        return .json(
            200,
            [
                "namespaces": .array(names.map { .string($0) }), "items": .array(rows), "total": .int(rows.count),
            ]
        )
    }

    @Sendable private func one(_ request: AdminRequest) throws(Refusal) -> Answer {
        .json(200, json(try namespaces.one(request.hole("namespace"))))
    }

    @Sendable private func add(_ request: AdminRequest) throws(Refusal) -> Answer {
        let members = try request.members()
        let name = try checkedNamespace(members.neededText("name"))
        let description = try members.shortText("description") ?? ""
        let isNew = try namespaces.add(name, description: description, by: request.caller)
        let facts: JSONObject = ["name": .string(name), "namespace": .string(name), "created": .bool(isNew)]
        return .done(isNew ? "namespace created" : "the namespace is there already", facts, status: isNew ? 201 : 200)
    }

    @Sendable private func update(_ request: AdminRequest) throws(Refusal) -> Answer {
        let members = try request.members()
        guard members["description"]?.string != nil else {
            throw .invalid("\"description\" is missing; a namespace's name stays as it is")
        }
        let description = try members.shortText("description") ?? ""
        let name = request.hole("namespace")
        return .json(200, json(try namespaces.describe(name, as: description, by: request.caller)))
    }

    @Sendable private func close(_ request: AdminRequest) throws(Refusal) -> Answer {
        let count = try namespaces.close(request.hole("namespace"), by: request.caller)
        return .done("namespace deleted, with \(count) mocks", ["mocks": .int(count)])
    }

    @Sendable private func reopen(_ request: AdminRequest) throws(Refusal) -> Answer {
        let count = try namespaces.reopen(request.hole("namespace"), by: request.caller)
        return .done("namespace restored, with \(count) mocks", ["mocks": .int(count)])
    }

    @Sendable private func purge(_ request: AdminRequest) throws(Refusal) -> Answer {
        try namespaces.purge(request.hole("namespace"), by: request.caller)
        return .done("namespace deleted for good")
    }

    private func json(_ namespace: StoredNamespace) -> JSON {
        [
            "name": .string(namespace.name), "id": .string(namespace.name),
            "description": .string(namespace.description),
            "mocks": .int(namespaces.catalogue.entries(MockSelection(namespace: namespace.name)).count),
            "deleted": .bool(namespace.closedAt != nil),
            "closed_at": namespace.closedAt.map { .string($0.adminText) } ?? .null,
        ]
    }
}
