internal import Model
internal import Storage

/// Namespaces and what is set for each.
struct NamespaceEndpoints: Sendable {
    let namespaces: Namespaces
    let settings: SettingStore

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/namespaces", .viewer, list)
                .about("Lists namespaces.", gives: Self.list),
            Endpoint("POST", "/api/v1/namespaces", .editor, add)
                .about("Makes a namespace; one that is there stays.", takes: Self.name, gives: .done),
            Endpoint("DELETE", "/api/v1/namespaces/{namespace}", .admin, remove)
                .about("Takes a namespace away and deletes its mocks.", gives: .done),
            Endpoint("DELETE", "/api/v1/admin/namespaces/{namespace}", .admin, remove)
                .about("The same.", gives: .done),
        ]
            + ["cleanup-policy", "settings/cleanup"]
            .flatMap { path in
                [
                    Endpoint("GET", "/api/v1/namespaces/{namespace}/\(path)", .viewer, policy)
                        .about("What was said about cleaning up.", gives: .map(.any)),
                    Endpoint("PUT", "/api/v1/namespaces/{namespace}/\(path)", .admin, setPolicy)
                        .about("Keeps what is to be cleaned up.", takes: .map(.any), gives: .map(.any)),
                ]
            }
    }

    private static let name = Shape("NamespaceName", [.required("name", .namespace)])
    private static let list = Shape("NamespaceList", [.required("namespaces", .list(.text))])

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let all = try namespaces.all()
        return .json(200, ["namespaces": .array(all.map { .string($0) }), "total": .int(all.count)])
    }

    @Sendable private func add(_ request: AdminRequest) throws(Refusal) -> Answer {
        let name = try checkedNamespace(request.members().neededText("name"))
        let isNew = try namespaces.add(name)
        let facts: JSONObject = ["name": .string(name), "namespace": .string(name), "created": .bool(isNew)]
        return .done(isNew ? "namespace created" : "the namespace is there already", facts, status: isNew ? 201 : 200)
    }

    @Sendable private func remove(_ request: AdminRequest) throws(Refusal) -> Answer {
        let count = try namespaces.remove(request.hole("namespace"))
        return .done("namespace deleted, with \(count) mocks", ["mocks": .int(count)])
    }

    private func name(_ request: AdminRequest) -> String { "cleanup-policy:\(request.hole("namespace"))" }

    /// What a client set, over what holds without it: nothing is cleaned up.
    @Sendable private func policy(_ request: AdminRequest) throws(Refusal) -> Answer {
        let stored = try storing(try settings.value(name(request))).flatMap { try? JSON.parse($0) }
        let usual: JSON = [
            "mockRetentionDays": 0, "logRetentionDays": 0, "testRunRetentionDays": 0, "autoCleanup": false,
        ]
        return .json(200, usual.merged(with: stored ?? [:]))
    }

    @Sendable private func setPolicy(_ request: AdminRequest) throws(Refusal) -> Answer {
        let json = JSON.object(try request.members().object)
        try storing(try settings.set(name(request), to: String(decoding: json.serialized(), as: UTF8.self)))
        return try policy(request)
    }
}
