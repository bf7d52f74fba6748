internal import Model
internal import Storage

/// `/api/v1/templates`: the files that payloads are rendered from.
struct TemplateEndpoints: Sendable {
    let files: TemplateFiles
    let clock: WallClock

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/templates", .viewer, list)
                .about(
                    "Lists the names of template files.",
                    asks: [.namespace, Parameter("search", .text, "a part of the name")] + .page,
                    gives: Self.list
                ),
            Endpoint("GET", "/api/v1/templates/{fileName}", .viewer, one)
                .about("The bytes of a template file.", asks: .namespace, gives: Self.bytes),
            Endpoint("POST", "/api/v1/templates/{fileName}", .editor, save)
                .about(
                    "Keeps a template file: the body as it is.",
                    note: """
                        Byte for byte; but an object with a text under `content` and nothing else is that text.
                        """,
                    asks: .namespace,
                    takes: Self.bytes,
                    gives: .done
                ),
            Endpoint("PUT", "/api/v1/templates/{fileName}", .editor, save)
                .about(
                    "Keeps a template file: the body as it is.",
                    note: """
                        Byte for byte; but an object with a text under `content` and nothing else is that text.
                        """,
                    takes: Self.bytes,
                    gives: .done
                ),
            Endpoint("DELETE", "/api/v1/templates/{fileName}", .editor, remove)
                .about("Takes a template file away.", asks: .namespace, gives: .done),
        ]
    }

    private static let bytes = Shape(.bytes("application/octet-stream"))
    private static let list = Shape(
        "TemplateList",
        [
            .required("templates", .list(.text)), .required("namespace", .text), .required("total", .integer),
            .required("offset", .integer), .required("limit", .integer),
        ]
    )

    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        let namespace = try request.namespace()
        let page = try request.page(usual: 1_000)
        let search = (request.query["search"] ?? "").lowercased()
        let names = files.all(namespace: namespace).map(\.name)
            .filter { search.isEmpty || $0.lowercased().contains(search) }
        return .json(
            200,
            [
                "templates": .array(page.of(names).map { .string($0) }), "namespace": .string(namespace),
                "total": .int(names.count), "offset": .int(page.offset), "limit": .int(page.limit),
            ]
        )
    }

    @Sendable private func one(_ request: AdminRequest) throws(Refusal) -> Answer {
        let namespace = try request.namespace()
        guard let file = files.file(request.hole("fileName"), namespace: namespace) else {
            throw missing(request, namespace)
        }
        return Answer(status: 200, fields: [("Content-Type", "application/octet-stream")], body: file.bytes)
    }

    @Sendable private func save(_ request: AdminRequest) throws(Refusal) -> Answer {
        let namespace = try request.namespace()
        let file = TemplateFile(
            namespace: namespace,
            name: request.hole("fileName"),
            bytes: content(request),
            updatedAt: clock.now
        )
        try storing(try files.save(file))
        return .done(
            "template stored",
            ["name": .string(file.name), "namespace": .string(namespace), "size": .int(file.bytes.count)],
            status: 201
        )
    }

    /// Older clients send the text under `content`, and nothing else.
    private func content(_ request: AdminRequest) -> [UInt8] {
        guard request.body.count < 1 << 20, let object = (try? JSON.parse(request.body))?.object,
            object.members.count == 1, let text = object["content"]?.string
        else { return request.body }
        return Array(text.utf8)
    }

    @Sendable private func remove(_ request: AdminRequest) throws(Refusal) -> Answer {
        let namespace = try request.namespace()
        guard try storing(try files.remove(request.hole("fileName"), namespace: namespace)) else {
            throw missing(request, namespace)
        }
        return .done("template deleted")
    }

    private func missing(_ request: AdminRequest, _ namespace: String) -> Refusal {
        .missing("the namespace \(namespace) has no template \"\(request.hole("fileName"))\"")
    }
}
