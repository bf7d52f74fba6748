import Model
import Storage
import Synchronization
import Testing

@testable import Console

/// Jobs as clients see them, doing their real work.
@Suite struct JobEndpointsTests {
    private let served: Served
    init() throws { served = try Served() }

    private static let path = "/api/v1/jobs"

    private func make(_ job: JSON) -> String { served.json("POST", Self.path, job).body["id"]?.string ?? "" }

    /// Runs a job and waits until it is over: the fakes let it call back when its webhook is called, so that nothing is polled.
    private func run(_ id: String) -> JSON {
        let webhook: JSON = ["id": "w", "operation": "job.run", "url": "http://hooks.test/x"]
        _ = served.json("POST", "/api/v1/admin/webhooks", webhook)
        let begun = served.json("POST", "\(Self.path)/\(id)/run")
        #expect(begun.status == 202 && begun.body["outcome"] == "running" && begun.body["jobId"]?.string == id)
        return served.outside.nextEvent(named: "job.run")["run"] ?? .null
    }

    @Test func `a job is made, read, changed and deleted`() {
        let new: JSON = [
            "type": "backup", "name": "nightly", "schedule": "0 3 * * *", "settings": ["keep": 2], "catchUp": true,
        ]
        let made = served.json("POST", Self.path, new)
        #expect(
            made.status == 201 && made.body["nextRunAt"] == "2023-11-15T03:00:00.000Z" && made.body["lastRun"] == .null
        )
        let path = "\(Self.path)/\(made.body["id"]?.string ?? "")"
        #expect(served.json("GET", path).body == made.body)
        #expect(served.json("GET", Self.path).body["jobs"] == [made.body])
        let changed = served.json("PUT", path, ["enabled": false]).body
        #expect(changed["enabled"] == false && changed["schedule"] == "0 3 * * *" && changed["nextRunAt"] == .null)
        #expect(served.json("PUT", path, ["schedule": .null]).body["schedule"] == .null)
        #expect(served.json("DELETE", path).status == 200 && served.json("GET", path).status == 404)
    }

    @Test(
        arguments: [
            (["type": "other"], "cleanup, backup, build"), ([:], "type"), (["type": "build"], "session"),
            (["type": "backup", "schedule": "x"], "five fields"),
            (["type": "backup", "settings": ["keep": 0]], "keep"),
            (["type": "cleanup", "settings": ["namespace": "a/b"]], "namespace"),
            (["type": "backup", "schedule": 5], "schedule"),
        ] as [(JSON, String)]
    )
    func `what makes no sense is refused by name`(_ job: JSON, _ word: String) {
        let answer = served.json("POST", Self.path, job)
        #expect(answer.status == 400 && answer.body["error"]?.string?.contains(word) == true)
    }

    @Test func `a backup job keeps as many of its own as it is told`() throws {
        let id = make(["type": "backup", "name": "mine", "settings": ["keep": 2]])
        _ = served.json("POST", "/api/v1/admin/backups", ["label": "mine"])
        for _ in 0..<3 {
            served.time.advance(by: .seconds(60))
            #expect(run(id)["outcome"] == "succeeded")
        }
        let backups = served.json("GET", "/api/v1/admin/backups").body["backups"]?.array ?? []
        #expect(backups.map { $0["origin"] } == ["job", "job", "request"])
        let runs = served.json("GET", "\(Self.path)/\(id)/runs?limit=2").body
        #expect(runs["total"] == 3 && runs["runs"]?.array?.count == 2 && runs["runs"]?[0]?["progress"] == 100)
    }

    @Test func `a cleanup job does what policies say`() throws {
        served.create("old")
        _ = served.json("DELETE", "/api/v1/mocks/old")
        let policy: JSON = ["mockRetentionDays": 1, "autoCleanup": true]
        _ = served.json("PUT", "/api/v1/namespaces/sandbox/cleanup-policy", policy)
        served.time.advance(by: .seconds(3 * 86_400))
        let done = run(make(["type": "cleanup"]))
        #expect(done["result"]?["namespaces"]?.object?.members.map(\.name) == ["sandbox"])
        #expect(done["result"]?["namespaces"]?["sandbox"]?["mocksPurged"] == 1)
        #expect(served.json("GET", "/api/v1/mocks/old").status == 404)
    }

    @Test func `a build job stores mocks of a session, where it is told`() throws {
        let mocks = try MockFile(["id": "built", "http": ["route": "/o"], "response": [:]]).mocks
        served.analysis.values.withLock { $0.mocks = mocks }
        let session = try RecordedSession(served)
        let done = run(make(["type": "build", "settings": ["session": .string(session.id), "namespace": "team"]]))
        #expect(done["result"]?["mocks"] == ["built"])
        #expect(served.json("GET", "/api/v1/mocks/built").body["namespace"] == "team")
    }

    @Test func `an unknown job is not there`() {
        for (method, path) in [("GET", "x"), ("PUT", "x"), ("DELETE", "x"), ("POST", "x/run"), ("GET", "x/runs")] {
            #expect(served.json(method, "\(Self.path)/\(path)", [:]).status == 404)
        }
    }
}
