internal import Model

/// `POST /api/v1/reset`: as if nothing had been asked yet.
struct ResetEndpoint: Sendable {
    let catalogue: MockCatalogue
    let state: any StateServing
    let journal: any JournalServing
    let misses: any MissServing

    var table: [Endpoint] {
        [
            Endpoint("POST", "/api/v1/reset", .admin, reset)
                .about(
                    "Forgets requests, stores and counted uses; with ?mocks=true the mocks too.",
                    note: """
                        Ours: undefined requests too, but not secrets; of all runs, or of the one that the request \
                        names. The mocks go for good, with `namespace` those of one namespace.
                        """,
                    asks: [.namespace, .run, Parameter("mocks", .flag, "whether mocks are deleted too")],
                    gives: Self.shape
                )
        ]
    }

    private static let shape = Shape(
        "Reset",
        [
            .required("success", .boolean), .required("message", .text), .required("requests", .integer),
            .required("mocks", .integer),
        ]
    )

    /// Of one run when the request names one, else of all. The mocks go for good.
    @Sendable func reset(_ request: AdminRequest) throws(Refusal) -> Answer {
        var query = JournalQuery()
        query.run = request.namedRun
        let count = try journal.removed(query)
        for run in request.namedRun.map({ [$0] })
            ?? Set(state.runs() + [.shared]).sorted(by: { $0.rawValue < $1.rawValue })
        {
            state.reset(run: run)
        }
        if request.namedRun == nil { _ = misses.removeAll(namespace: nil) }
        var mocks = 0
        if try request.flag("mocks") == true {
            let selection = MockSelection(namespace: request.query["namespace"], closed: .too)
            mocks = try catalogue.purge(catalogue.entries(selection).map(\.id), by: request.caller).count
        }
        return .done("reset", ["requests": .int(count), "mocks": .int(mocks)])
    }
}
