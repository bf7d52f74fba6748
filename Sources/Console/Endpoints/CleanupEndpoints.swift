internal import Model

/// What is cleaned up in a namespace, and when.
struct CleanupEndpoints: Sendable {
    let cleanup: Cleanup

    var table: [Endpoint] {
        ["cleanup-policy", "settings/cleanup"].map { "/api/v1/namespaces/{namespace}/\($0)" }
            .flatMap { path in
                [
                    Endpoint("GET", path, .viewer, policy)
                        .about("What was said about cleaning up.", gives: .map(.any)),
                    Endpoint("PUT", path, .owner, setPolicy)
                        .about("Keeps what is to be cleaned up.", takes: .map(.any), gives: .map(.any)),
                    Endpoint("POST", path + "/run", .owner, run)
                        .about("Cleans up now, as the policy says.", gives: Self.report),
                ]
            }
    }

    private static let report = Shape(
        "CleanupReport",
        [
            .required("success", .boolean), .required("message", .text), .required("mocksPurged", .integer),
            .required("mocksDeleted", .integer), .required("requests", .integer),
            .required("undefinedRequests", .integer),
        ]
    )

    @Sendable private func policy(_ request: AdminRequest) throws(Refusal) -> Answer {
        .json(200, try cleanup.policy(of: request.hole("namespace")))
    }

    @Sendable private func setPolicy(_ request: AdminRequest) throws(Refusal) -> Answer {
        try cleanup.set(try request.members(), of: request.hole("namespace"))
        return try policy(request)
    }

    @Sendable private func run(_ request: AdminRequest) throws(Refusal) -> Answer {
        .done("cleaned up", try cleanup.run(in: request.hole("namespace"), by: request.caller).json)
    }
}
