internal import Model
internal import Storage

/// What a mock was before.
struct VersionEndpoints: Sendable {
    let catalogue: MockCatalogue
    let state: any StateServing
    let identifiers: Identifiers

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/mocks/{id}/versions", .viewer, list)
                .about(
                    "The versions of a mock, the newest first.",
                    note: """
                        A request with the field `X-Namespace` gets the bare list, which is what clients read that \
                        send it. A row has the version's facts and the members of its mock.
                        """,
                    gives: Self.list
                ),
            Endpoint("GET", "/api/v1/mocks/{id}/versions/{number}", .viewer, one)
                .about(
                    "One version and the one before.",
                    note: "The mock stands at the top.",
                    gives: Self.pair
                ),
            Endpoint("POST", "/api/v1/mocks/{id}/versions/{number}/restore", .editor, restore)
                .about("Makes a version the newest one.", gives: .savedMock),
        ]
        .map { $0.reaching(.ofMock(in: catalogue)) }
    }

    private static let version = Shape(
        "MockVersion",
        [
            .required("id", .text), .required("mock_id", .text), .required("version", .integer),
            .required("mock", .mock), .required("created_at", .integer), .required("lifecycle_state", .text),
        ]
    )
    private static let list = Shape(
        "MockVersionList",
        [.required("mock_id", .text), .required("versions", .list(version)), .required("count", .integer)]
    )
    private static let pair = Shape(
        "MockVersionPair",
        [.required("version", version), .optional("previous_version", version)]
    )

    /// Clients that name their namespace in `X-Namespace` read the list bare, the others read it under `versions`.
    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let entry = try catalogue.entry(request.mockID)
        let rows = try catalogue.versions(of: entry.id).map { row($0, entry) }
        guard request.namespaceField == nil else { return .json(200, .array(rows)) }
        return .json(
            200,
            ["mock_id": .string(entry.id.rawValue), "versions": .array(rows), "count": .int(rows.count)]
        )
    }

    /// Some clients read the mock at the top, others the pair.
    @Sendable private func one(_ request: AdminRequest) throws(Refusal) -> Answer {
        let entry = try catalogue.entry(request.mockID)
        let version = try version(request, entry)
        var answer = body(version).object ?? JSONObject()
        answer["version"] = row(version, entry)
        let previous = try catalogue.version(version.version - 1, of: entry.id)
        answer["previous_version"] = previous.map { row($0, entry) } ?? .null
        return .json(200, .object(answer))
    }

    @Sendable private func restore(_ request: AdminRequest) throws(Refusal) -> Answer {
        let entry = try catalogue.entry(request.mockID)
        let version = try version(request, entry)
        let input = MockInput(namespace: entry.namespace, now: state.clock.now, identifiers: identifiers)
        let saved = try catalogue.save([input.draft(body(version))], keepsUses: true, by: request.caller)
        guard let restored = saved.first?.entry else { throw .invalid("no mock stands here") }
        let message = "version \(version.version) restored as version \(restored.version)"
        return .json(200, .object(MockEndpoints.saved(restored, catalogue, isReplacement: true, message)))
    }

    private func version(_ request: AdminRequest, _ entry: CatalogueEntry) throws(Refusal) -> StoredVersion {
        let text = request.hole("number")
        guard let number = Int(text) else { throw .invalid("\"\(text)\" is no number of a version") }
        guard let version = try catalogue.version(number, of: entry.id) else {
            throw .missing("the mock \"\(entry.id)\" has no version \(number); its newest is \(entry.version)")
        }
        return version
    }

    private func body(_ version: StoredVersion) -> JSON { (try? JSON.parse(version.json)) ?? .null }

    /// A row that reads as a mock and as a version.
    private func row(_ version: StoredVersion, _ entry: CatalogueEntry) -> JSON {
        let mock = body(version)
        var row = mock.object ?? JSONObject()
        row["id"] = .string(entry.id.rawValue)
        row["mock_id"] = .string(entry.id.rawValue)
        row["version"] = .int(version.version)
        row["mock"] = mock
        row["created_at"] = .int(version.createdAt.seconds)
        row["createdAt"] = .int(version.createdAt.seconds)
        let isClosed = entry.closedAt != nil && version.version == entry.version
        row["lifecycle_state"] = isClosed ? "closed" : "active"
        row["closed_at"] = isClosed ? entry.closedAt.map { .int($0.seconds) } : nil
        row["tags"] = mock["tags"] ?? []
        return .object(row)
    }
}
