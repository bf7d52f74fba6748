internal import Model
internal import Storage

/// `/api/v1/entity-search`: finds things by name.
struct SearchEndpoint: Sendable {
    let catalogue: MockCatalogue
    let folders: Folders
    let files: TemplateFiles
    let namespaces: Namespaces

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/entity-search", .viewer, search)
                .about(
                    "Finds mocks, folders, templates and namespaces by name.",
                    note: "200 at most at once.",
                    asks: [
                        .namespace, Parameter("type", .text, "mock, folder, template or namespace"),
                        Parameter("q", .text, "a part of the name"),
                    ] + .page,
                    gives: Self.list
                )
                .reaching(.filtered)
        ]
    }

    private static let row = Shape(
        "Entity",
        [
            .required("id", .text), .required("type", .text), .required("name", .text),
            .required("namespace", .text), .required("createdAt", .text),
        ]
    )
    private static let list = Shape(
        "EntityList",
        [
            .required("items", .list(row)), .required("total", .integer), .required("offset", .integer),
            .required("limit", .integer),
        ]
    )

    /// `?type=mock&namespace=&q=&offset=&limit=`, 200 at most.
    @Sendable private func search(_ request: AdminRequest) throws(Refusal) -> Answer {
        let page = try request.page(most: 200)
        let namespace = try request.touched(request.filteredNamespace)
        let text = (request.query["q"] ?? "").lowercased()
        let rows = try found(request.query["type"] ?? "mock", namespace, text)
        return .json(
            200,
            [
                "items": .array(page.of(rows)), "total": .int(rows.count), "offset": .int(page.offset),
                "limit": .int(page.limit),
            ]
        )
    }

    private func found(_ type: String, _ namespace: String?, _ text: String) throws(Refusal) -> [JSON] {
        func isFound(_ name: String) -> Bool { text.isEmpty || name.lowercased().contains(text) }
        switch type {
        case "mock", "":
            return catalogue.entries(MockSelection(namespace: namespace, search: text))
                .map { entry in
                    let name = entry.mock.name ?? "\(entry.mock.http.method ?? "ANY") \(entry.mock.fullRoute)"
                    return row("mock", entry.id.rawValue, name, entry.namespace, entry.createdAt)
                }
        case "folder":
            return folders.all(namespace: namespace).filter { isFound($0.name) }
                .map { row(type, $0.id, $0.name, $0.namespace, $0.createdAt) }
        case "template":
            return files.all(namespace: namespace).filter { isFound($0.name) }
                .map { row(type, $0.name, $0.name, $0.namespace, $0.updatedAt) }
        case "namespace":
            return try namespaces.all().filter { isFound($0) && (namespace == nil || $0 == namespace) }
                .map { row(type, $0, $0, $0, nil) }
        default: throw .invalid("type=\(type) is none of mock, folder, template, namespace")
        }
    }

    private func row(_ type: String, _ id: String, _ name: String, _ namespace: String, _ at: Timestamp?) -> JSON {
        [
            "id": .string(id), "type": .string(type), "name": .string(name), "namespace": .string(namespace),
            "createdAt": .string(at?.adminText ?? ""),
        ]
    }
}
