internal import Model
internal import Storage

/// `/api/v1/recorder/configs`: settings of sessions that are kept for later ones.
struct RecorderConfigEndpoints: Sendable {
    let configs: RecorderConfigStore
    let clock: WallClock
    let identifiers: Identifiers

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/recorder/configs", .viewer, list)
                .about("Lists configs, the oldest first.", asks: .namespace, gives: Self.list),
            Endpoint("POST", "/api/v1/recorder/configs", .editor, save)
                .about(
                    "Keeps a config, in place of one of its id.",
                    note: "The settings stand at the top, and under `config`.",
                    asks: .namespace,
                    takes: .sessionSettings,
                    gives: Self.config
                ),
            Endpoint("GET", "/api/v1/recorder/configs/{config}", .viewer, one)
                .about("One config.", gives: Self.config),
            Endpoint("DELETE", "/api/v1/recorder/configs/{config}", .editor, remove)
                .about("Takes a config away.", gives: .done),
            Endpoint("GET", "/api/v1/recorder/configs/{config}/export", .viewer, export)
                .about("A config as a file.", gives: Shape(.bytes("application/json"))),
        ]
    }

    private static let config = Shape(.map(.any))
    private static let list = Shape(
        "RecorderConfigList",
        [.required("configs", .list(.map(.any))), .required("total", .integer)]
    )
    /// What the server says of a config, and is no setting.
    private static let facts = ["id", "namespace", "name", "createdAt", "updatedAt", "config"]

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let namespace = try request.selectedNamespace()
        let rows = try storing(try configs.all())
            .filter { namespace == nil || $0.namespace == namespace }.map { JSON.object(json($0)) }
        return .json(200, ["configs": .array(rows), "total": .int(rows.count)])
    }

    @Sendable private func save(_ request: AdminRequest) throws(Refusal) -> Answer {
        let members = try request.members()
        let id = try members.text("id") ?? identifiers.next()
        let settings = JSONObject(members.object.members.filter { !Self.facts.contains($0.name) })
        // A config may leave out what a session needs; what it says must make sense.
        _ = try ModificationsReader.modifications(settings)
        _ = try SessionFilter(Members(settings))
        let old = try storing(try configs.config(id))
        if let old { _ = try request.touched(old.namespace) as String }
        let now = clock.now
        let config = StoredConfig(
            id: id,
            namespace: try request.namespace(in: members),
            name: try members.text("name") ?? old?.name ?? id,
            settings: settings,
            createdAt: old?.createdAt ?? now,
            updatedAt: now
        )
        try storing(try configs.save(config))
        return answer(config, old == nil ? 201 : 200)
    }

    @Sendable private func one(_ request: AdminRequest) throws(Refusal) -> Answer { answer(try found(request), 200) }

    @Sendable private func remove(_ request: AdminRequest) throws(Refusal) -> Answer {
        let config = try found(request)
        try storing(try configs.remove(config.id))
        return .done("config deleted", ["id": .string(config.id)])
    }

    @Sendable private func export(_ request: AdminRequest) throws(Refusal) -> Answer {
        let config = try found(request)
        return Answer(
            status: 200,
            fields: [
                ("Content-Type", "application/json"),
                ("Content-Disposition", "attachment; filename=\"\(FileName.safe(config.name)).json\""),
            ],
            body: JSON.object(json(config)).serialized(indented: true) + [0x0A]
        )
    }

    private func found(_ request: AdminRequest) throws(Refusal) -> StoredConfig {
        let id = request.hole("config")
        guard let config = try storing(try configs.config(id)) else {
            throw .missing("no config \"\(id)\"; GET /api/v1/recorder/configs lists them")
        }
        return config
    }

    private func json(_ config: StoredConfig) -> JSONObject {
        var object: JSONObject = [
            "id": .string(config.id), "name": .string(config.name), "namespace": .string(config.namespace),
            "createdAt": .string(config.createdAt.adminText), "updatedAt": .string(config.updatedAt.adminText),
        ]
        object.members += config.settings.members
        return object
    }

    /// The config at the top, and under `config`.
    private func answer(_ config: StoredConfig, _ status: Int) -> Answer {
        var object = json(config)
        object["config"] = .object(json(config))
        return .json(status, .object(object))
    }
}
