import Model
import Storage
import Synchronization
import Testing

@testable import Console

@Suite struct CleanupEndpointsTests {
    private let served: Served

    init() throws { served = try Served() }

    private static let path = "/api/v1/namespaces/shop/cleanup-policy"

    @Test(arguments: ["cleanup-policy", "settings/cleanup"])
    func `what is to be cleaned up is kept`(_ path: String) throws {
        #expect(served.json("GET", "/api/v1/namespaces/n/\(path)").body["autoCleanup"] == false)
        let policy: JSON = ["logsRetentionDays": 7, "autoCleanupEnabled": true, "cleanupSchedule": "0 3 * * *"]
        let body = served.json("PUT", "/api/v1/namespaces/n/\(path)", policy).body
        #expect(body["logsRetentionDays"] == 7)
        #expect(body["mockRetentionDays"] == 0)
        #expect(try served.restarted().json("GET", "/api/v1/namespaces/n/cleanup-policy").body == body)
        #expect(served.json("PUT", "/api/v1/namespaces/n/\(path)", [1]).status == 400)
        #expect(served.json("PUT", "/api/v1/namespaces/n/\(path)", ["logRetentionDays": "7"]).status == 400)
        #expect(served.json("PUT", "/api/v1/namespaces/n/\(path)", ["mockRetentionDays": -1]).status == 400)
    }

    /// Mocks and requests of thirty days ago, and some of today, in two namespaces.
    private func fill() {
        for namespace in ["shop", "other"] {
            for id in ["old-trash", "old-idle", "old-used"] {
                served.create("\(id)-\(namespace)", ["namespace": .string(namespace)])
            }
            _ = served.json("DELETE", "/api/v1/mocks/old-trash-\(namespace)")
        }
        served.time.advance(by: .seconds(30 * 86_400))
        served.create("new-shop", ["namespace": "shop"])
        served.create("new-trash-shop", ["namespace": "shop"])
        _ = served.json("DELETE", "/api/v1/mocks/new-trash-shop")
        served.engine.values.withLock { [now = served.time.now] in
            $0.uses[MockID(rawValue: "old-used-shop")] = (1, now)
        }
        let today = served.time.now.seconds
        served.journal.list.withLock {
            $0 = [.sample(5, namespace: "shop"), .sample(6, namespace: "other"), .sample(today, namespace: "shop")]
        }
        served.misses.list.withLock {
            $0 = [("shop", 1, 5), ("other", 2, 5), ("shop", 3, today)]
                .map { StoredMiss(id: $1, namespace: $0, method: "GET", path: "/", firstSeen: Timestamp(seconds: $2)) }
        }
    }

    @Test func `what is older than the policy says goes, in that namespace and nowhere else`() {
        fill()
        let policy: JSON = [
            "mockRetentionDays": 14, "unusedMockThresholdDays": 14, "logRetentionDays": 14,
            "undefinedRequestRetentionDays": 14,
        ]
        _ = served.json("PUT", Self.path, policy)
        let (status, report) = served.json("POST", Self.path + "/run")
        #expect(status == 200)
        #expect(report["mocksPurged"] == 1)
        #expect(report["mocksDeleted"] == 1)
        #expect(report["requests"] == 1)
        #expect(report["undefinedRequests"] == 1)
        #expect(served.engine.servedIDs == ["old-used-shop", "new-shop", "old-idle-other", "old-used-other"])
        #expect(served.json("GET", "/api/v1/mocks/old-trash-shop").status == 404)
        #expect(served.json("GET", "/api/v1/mocks/old-idle-shop").body["closedAt"] != nil, "that one can come back")
        #expect(served.json("GET", "/api/v1/mocks/new-trash-shop").status == 200)
        #expect(served.journal.list.withLock { $0.count } == 2)
        #expect(served.misses.list.withLock { $0.map(\.id) } == [2, 3])
        #expect(served.json("POST", Self.path + "/run").body["mocksPurged"] == 0)
    }

    @Test func `a policy that was never set cleans nothing up`() {
        fill()
        let before = served.engine.servedIDs
        #expect(served.json("POST", Self.path + "/run").body["mocksDeleted"] == 0)
        #expect(served.engine.servedIDs == before)
        #expect(served.journal.list.withLock { $0.count } == 3)
    }
}
