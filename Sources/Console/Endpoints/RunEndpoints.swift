internal import Model

/// Test runs, each with a state of its own.
struct RunEndpoints: Sendable {
    let state: any StateServing
    let journal: (any JournalServing)?

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/runs", .user, list)
                .about(
                    "Lists the test runs that have a state or sent requests.",
                    note: "Ours.",
                    gives: Self.list
                ),
            Endpoint("DELETE", "/api/v1/runs/{run}", .admin, remove)
                .about(
                    "Forgets all that a test run left behind.",
                    note: "Ours: its stores, sequences, uses and requests.",
                    gives: .done
                ),
        ]
    }

    private static let list = Shape(
        "RunList",
        [
            .required("runs", .list(.text)),
            .required(
                "items",
                .list(Shape("Run", [.required("run", .text), .required("requests", .integer)]))
            ),
            .required("total", .integer),
        ]
    )

    /// The state of requests that name no run is none of them.
    @Sendable private func list(_ request: AdminRequest) throws(Refusal) -> Answer {
        var counts: [RunID: Int] = [:]
        for run in state.runs() { counts[run] = 0 }
        for entry in try journal?.found(JournalQuery()) ?? [] { counts[entry.run, default: 0] += 1 }
        counts[.shared] = nil
        let sorted = counts.sorted { $0.key.rawValue < $1.key.rawValue }
        return .json(
            200,
            [
                "runs": .array(sorted.map { .string($0.key.rawValue) }),
                "items": .array(sorted.map { ["run": .string($0.key.rawValue), "requests": .int($0.value)] }),
                "total": .int(sorted.count),
            ]
        )
    }

    @Sendable private func remove(_ request: AdminRequest) throws(Refusal) -> Answer {
        let run = RunID(rawValue: request.hole("run"))
        state.reset(run: run)
        var query = JournalQuery()
        query.run = run
        let count = try journal?.removed(query) ?? 0
        return .done("run forgotten, with \(count) requests", ["removed": .int(count)])
    }
}
