internal import Model

/// `/swagger/doc.json` and a page to read it: the API's description of itself, made from the table that routes by it.
struct DescriptionEndpoints: Sendable {
    let release: String

    var table: [Endpoint] {
        [
            Endpoint("GET", "/swagger/doc.json", .anyone, document)
                .about(
                    "This description, as OpenAPI 3.1.",
                    note: """
                        Made from the table that requests are routed by; `x-role` says who may call, `x-reach` in \
                        which namespaces, `x-people` that no token may.
                        """,
                    gives: .map(.any)
                ),
            Endpoint("GET", "/swagger", .anyone, page)
                .about("This description as a page.", gives: Shape(.bytes("text/html"))),
        ]
    }

    @Sendable private func document(_ request: AdminRequest) -> Answer {
        var document = OpenAPIDocument(release: release, endpoints: request.table.endpoints)
        return .json(200, document.json())
    }

    @Sendable private func page(_ request: AdminRequest) -> Answer {
        Answer(
            status: 200,
            fields: [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
            ],
            body: Array(EndpointPage(release: release, endpoints: request.table.endpoints).html.utf8)
        )
    }
}
