internal import Model

/// What a client of WireMock needs to fill a server and to empty it.
struct WireMockEndpoints: Sendable {
    let imports: MockImport
    let catalogue: MockCatalogue
    let reset: ResetEndpoint

    /// Where its mocks are.
    private static let namespace = "default"

    var table: [Endpoint] {
        ofNamespace.map { $0.reaching(.only(Self.namespace)) } + [
            Endpoint("DELETE", "/__admin/mappings/{id}", .editor, remove)
                .about("Deletes a mock.", gives: .map(.any))
                .reaching(.ofMock(in: catalogue)),
            Endpoint("POST", "/__admin/reset", .admin, resetAll)
                .about("Deletes the mocks of the namespace default and forgets requests and stores.", gives: .map(.any)),
        ]
    }

    private var ofNamespace: [Endpoint] {
        [
            Endpoint("POST", "/__admin/mappings", .editor, add)
                .about("Stores a stub mapping of WireMock.", takes: .map(.any), gives: Self.added),
            Endpoint("POST", "/__admin/mappings/import", .editor, add)
                .about("Stores several stub mappings of WireMock.", takes: .map(.any), gives: Self.added),
            Endpoint("GET", "/__admin/mappings", .viewer, list)
                .about("The mocks of the namespace default.", gives: .map(.any)),
            Endpoint("DELETE", "/__admin/mappings", .editor, removeAll)
                .about("Deletes the mocks of the namespace default.", gives: .map(.any)),
            Endpoint("POST", "/__admin/mappings/reset", .editor, removeAll)
                .about("Deletes the mocks of the namespace default.", gives: .map(.any)),
        ]
    }

    private static let added = Shape(
        "WireMockMapping",
        [.required("id", .nullable(.text)), .required("ids", .list(.text))]
    )

    @Sendable private func add(_ request: AdminRequest) throws(Refusal) -> Answer {
        let reading = try imports.reading(request.body, format: "wiremock", namespace: Self.namespace)
        let ids = try imports.save(reading, by: request.caller).map { JSON.string($0.id.rawValue) }
        return .json(201, ["id": ids.first ?? .null, "uuid": ids.first ?? .null, "ids": .array(ids)])
    }

    private var entries: [CatalogueEntry] { catalogue.entries(MockSelection(namespace: Self.namespace)) }

    @Sendable private func list(_ request: AdminRequest) -> Answer {
        let mocks = entries.map(catalogue.json)
        return .json(200, ["mappings": .array(mocks), "meta": ["total": .int(mocks.count)]])
    }

    @Sendable private func remove(_ request: AdminRequest) throws(Refusal) -> Answer {
        _ = try catalogue.close([try catalogue.entry(request.mockID).id], by: request.caller)
        return .json(200, [:])
    }

    @Sendable private func removeAll(_ request: AdminRequest) throws(Refusal) -> Answer {
        _ = try catalogue.close(entries.map(\.id), by: request.caller)
        return .json(200, [:])
    }

    @Sendable private func resetAll(_ request: AdminRequest) throws(Refusal) -> Answer {
        _ = try catalogue.close(entries.map(\.id), by: request.caller)
        _ = try reset.reset(request)
        return .json(200, [:])
    }
}
