internal import Model

/// What is cleaned up in a namespace, and when.
struct CleanupEndpoints: Sendable {
    let cleanup: Cleanup
    let jobs: CleanupJobs

    var table: [Endpoint] {
        ["cleanup-policy", "settings/cleanup"].map { "/api/v1/namespaces/{namespace}/\($0)" }
            .flatMap { path in
                [
                    Endpoint("GET", path, .viewer, policy)
                        .about(
                            "What was said about cleaning up.",
                            note: "The chapter says what may stand in it.",
                            gives: Self.policy
                        ),
                    Endpoint("PUT", path, .owner, setPolicy)
                        .about("Keeps what is to be cleaned up.", takes: Self.policy, gives: Self.policy),
                    Endpoint("POST", path + "/run", .owner, run)
                        .about(
                            "Cleans up now, as the policy says.",
                            note: "Ours: whether the policy is on or not.",
                            gives: Self.report
                        ),
                ]
            }
    }

    private static let policy = Shape(
        "CleanupPolicy",
        [
            .optional("autoCleanup", .boolean), .optional("autoCleanupEnabled", .boolean),
            .optional("cleanupSchedule", .text), .optional("mockRetentionDays", .integer),
            .optional("unusedMockThresholdDays", .integer), .optional("logRetentionDays", .integer),
            .optional("logsRetentionDays", .integer), .optional("undefinedRequestRetentionDays", .integer),
            .optional("testRunRetentionDays", .integer),
        ]
    )
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
        jobs.follow()
        return try policy(request)
    }

    @Sendable private func run(_ request: AdminRequest) throws(Refusal) -> Answer {
        .done("cleaned up", try cleanup.run(in: request.hole("namespace"), by: request.caller).json)
    }
}
