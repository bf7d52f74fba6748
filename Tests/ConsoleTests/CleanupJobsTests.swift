import Model
import Testing

@testable import Console

/// The jobs that follow cleanup policies.
@Suite struct CleanupJobsTests {
    private let served: Served

    init() throws { served = try Served() }

    private static let path = "/api/v1/namespaces/shop/cleanup-policy"

    private func jobs() -> [JSON] { served.json("GET", "/api/v1/jobs").body["jobs"]?.array ?? [] }

    /// The run that something starts, once it has succeeded: its webhook is called then.
    private func run(_ start: () -> Void) -> JSON {
        let webhook: JSON = ["id": "w", "operation": "job.run", "url": "http://hooks.test/x"]
        _ = served.json("POST", "/api/v1/admin/webhooks", webhook)
        start()
        return served.outside.nextEvent(named: "job.run")["run"] ?? .null
    }

    @Test func `by itself a namespace is cleaned up at the times of its policy, when that is on`() {
        for namespace in ["shop", "other"] {
            served.create("old-trash-\(namespace)", ["namespace": .string(namespace)])
            _ = served.json("DELETE", "/api/v1/mocks/old-trash-\(namespace)")
        }
        served.time.advance(by: .seconds(30 * 86_400))
        _ = served.json("PUT", Self.path, ["mockRetentionDays": 14])
        let other: JSON = ["mockRetentionDays": 14, "autoCleanup": true, "cleanupSchedule": "30 3 * * *"]
        _ = served.json("PUT", "/api/v1/namespaces/other/settings/cleanup", other)
        #expect(jobs().map { $0["id"] } == ["cleanup:other"])
        #expect(jobs().first?["nextRunAt"]?.string?.hasSuffix("03:30:00.000Z") == true)
        served.parts.runDueJobs()
        #expect(served.json("GET", "/api/v1/jobs/cleanup:other/runs").body["total"] == 0, "not yet")
        served.time.advance(by: .seconds(86_400))
        let run = run { served.parts.runDueJobs() }
        #expect(run["cause"] == "schedule" && run["result"]?["namespaces"]?["other"]?["mocksPurged"] == 1)
        #expect(served.json("GET", "/api/v1/mocks/old-trash-shop").status == 200)
        #expect(served.json("GET", "/api/v1/mocks/old-trash-other").status == 404)
    }

    @Test func `a policy's job comes, changes and goes with the policy, and nobody else changes it`() throws {
        _ = served.json("PUT", Self.path, ["autoCleanup": true])
        #expect(jobs().map { $0["schedule"] } == ["@hourly"])
        _ = served.json("PUT", Self.path, ["autoCleanup": true, "cleanupSchedule": "0 4 * * sun"])
        #expect(jobs().map { $0["schedule"] } == ["0 4 * * sun"])
        #expect(served.json("PUT", "/api/v1/jobs/cleanup:shop", ["enabled": false]).status == 409)
        let refused = served.json("DELETE", "/api/v1/jobs/cleanup:shop")
        #expect(refused.status == 409 && refused.body["error"]?.string?.contains(Self.path) == true)
        #expect(served.json("PUT", Self.path, ["autoCleanup": true, "cleanupSchedule": "every day"]).status == 400)
        #expect(try served.restarted().json("GET", "/api/v1/jobs").body["total"] == 1)
    }

    @Test func `a policy that is put off takes its job away, and one that comes back with a backup brings it`() throws {
        _ = served.json("PUT", Self.path, ["autoCleanup": true])
        let backup = try #require(served.json("POST", "/api/v1/admin/backups").body["id"]?.string)
        _ = served.json("PUT", Self.path, ["autoCleanup": false])
        #expect(jobs().isEmpty)
        #expect(served.json("POST", "/api/v1/admin/backups/\(backup)/restore").status == 200)
        #expect(jobs().map { $0["id"] } == ["cleanup:shop"])
    }

    @Test func `the job of a namespace in the trash has nothing to do, and goes with a purge`() {
        _ = served.json("POST", "/api/v1/namespaces", ["name": "other"])
        _ = served.json("PUT", "/api/v1/namespaces/other/cleanup-policy", ["autoCleanup": true])
        _ = served.json("DELETE", "/api/v1/namespaces/other")
        let run = run { _ = served.json("POST", "/api/v1/jobs/cleanup:other/run") }
        #expect(run["message"] == "0 namespaces cleaned up")
        _ = served.json("DELETE", "/api/v1/namespaces/other/purge")
        served.time.advance(by: .seconds(3_600))
        served.parts.runDueJobs()
        #expect(jobs().isEmpty)
    }
}
