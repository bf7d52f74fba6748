internal import Model

/// `/health` (draft-inadarei-api-health-check), `/health/live`, `/health/ready`.
struct HealthEndpoints: Sendable {
    let release: String
    let source: any HealthSource
    let clock: WallClock
    /// When the program started.
    private let start: Timestamp

    init(release: String, source: any HealthSource, clock: WallClock) {
        (self.release, self.source, self.clock, start) = (release, source, clock, clock.now)
    }

    var table: [Endpoint] {
        [
            Endpoint("GET", "/health", .anyone) { _ in health }
                .about(
                    "How the parts are.",
                    note: "`pass`, `warn` or `fail`; 503 for fail.",
                    gives: Self.shape,
                    or: [503: Self.shape]
                ),
            Endpoint("GET", "/health/live", .anyone) { _ in .json(200, ["status": "ok"]) }
                .about("Whether the program runs.", gives: Self.short),
            Endpoint("GET", "/health/ready", .anyone) { _ in readiness }
                .about("Whether no part has failed.", gives: Self.short, or: [503: Self.short]),
        ]
    }

    private static let shape = Shape(
        "Health",
        [
            .required("status", .text), .required("releaseId", .text), .required("uptime", .text),
            .required("checks", .map(.list(.map(.text)))),
        ]
    )
    private static let short = Shape("Readiness", [.required("status", .text), .optional("output", .text)])

    private var health: Answer {
        let checks = source.checks()
        let time = JSON.string(CalendarDate(clock.now).rfc3339(fractionDigits: 3))
        let members = checks.map { check in
            JSONObject.Member(
                check.name,
                [["status": .string(check.status.rawValue), "output": .string(check.output), "time": time]]
            )
        }
        let status = overall(checks)
        return .json(
            status == .fail ? 503 : 200,
            [
                "status": .string(status.rawValue), "releaseId": .string(release),
                "uptime": .string("\((clock.now - start).components.seconds)s"),
                "checks": .object(JSONObject(members)),
            ]
        )
    }

    private var readiness: Answer {
        let failed = source.checks().filter { $0.status == .fail }
        guard !failed.isEmpty else { return .json(200, ["status": "ok"]) }
        let reasons = failed.map { "\($0.name): \($0.output)" }.joined(separator: "; ")
        return .json(503, ["status": "fail", "output": .string(reasons)])
    }

    private func overall(_ checks: [HealthCheck]) -> HealthCheck.Status {
        if checks.contains(where: { $0.status == .fail }) { return .fail }
        return checks.contains { $0.status == .warn } ? .warn : .pass
    }
}
