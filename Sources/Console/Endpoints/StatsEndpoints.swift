internal import Model
internal import Storage

/// Numbers about the server.
struct StatsEndpoints: Sendable {
    let release: String
    let catalogue: MockCatalogue
    let folders: Folders
    let files: TemplateFiles
    let namespaces: Namespaces
    let misses: any MissServing
    let journal: any JournalServing
    let state: any StateServing
    let metrics: any MetricsSource
    let clock: WallClock

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/counts", .user) { _ throws(Refusal) in .json(200, .object(try counts())) }
                .about("How many there are of each thing.", gives: .map(.integer)),
            Endpoint("GET", "/api/v1/stats", .user, stats)
                .about("How many there are, and what was done.", gives: .map(.any)),
            Endpoint("GET", "/api/v1/status", .anyone, status)
                .about("The release, the clock and what is kept.", gives: .map(.any)),
            Endpoint("GET", "/api/v1/features", .anyone) { _ in .json(200, Self.features) }
                .about("What this server can do.", gives: .map(.any)),
        ]
    }

    private func counts() throws(Refusal) -> JSONObject {
        let live = catalogue.entries(MockSelection())
        let now = state.clock.now
        return [
            "mocks": .int(live.count), "activeMocks": .int(live.count { catalogue.isActive($0, at: now) }),
            "deletedMocks": .int(catalogue.entries(MockSelection(closed: .only)).count),
            "namespaces": .int(try namespaces.all().count), "folders": .int(folders.all(namespace: nil).count),
            "templates": .int(files.all(namespace: nil).count), "undefinedRequests": .int(misses.misses().count),
            "tags": .int(Set(live.flatMap(\.mock.tags)).count),
        ]
    }

    @Sendable private func stats(_ request: AdminRequest) throws(Refusal) -> Answer {
        let metrics = metrics.metrics()
        var object = try counts()
        object["requests"] = .int(metrics.exchanges.values.reduce(0, +))
        object["unmatchedRequests"] = .int(metrics.unmatched)
        var callbacks = JSONObject()
        for state in [Delivery.State.pending, .delivered, .failed, .abandoned] {
            callbacks[state.rawValue] = .int(metrics.deliveries[state] ?? 0)
        }
        object["callbacks"] = .object(callbacks)
        return .json(200, .object(object))
    }

    @Sendable private func status(_ request: AdminRequest) -> Answer {
        .json(
            200,
            [
                "status": "ok", "version": .string(release), "releaseId": .string(release),
                "time": .string(clock.now.adminText), "clock": .string(state.clock.now.adminText),
                "journalBytes": .int(journal.retention),
            ]
        )
    }

    private static let features: JSON = [
        "mocks": true, "callbacks": true, "stores": true, "chains": true, "versions": true, "folders": true,
        "templates": true, "import": true, "proxy": true, "verification": true, "runs": true, "clock": true,
        "grpc": false, "graphql": false, "soap": false, "mcp": false, "socket": false, "smtp": false,
    ]
}
