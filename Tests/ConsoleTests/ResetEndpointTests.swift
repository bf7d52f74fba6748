import Model
import Storage
import Synchronization
import Testing

@testable import Console

@Suite struct ResetEndpointTests {
    private let served: Served

    init() throws {
        served = try Served()
        served.create("a")
        served.create("b", ["namespace": "n"])
        served.journal.list.withLock { $0 = [.sample(1), .sample(2, run: "r")] }
        served.misses.list.withLock {
            $0 = [StoredMiss(id: 1, namespace: "n", method: "GET", path: "/", firstSeen: Timestamp(seconds: 1))]
        }
        for query in ["", "?run=r"] {
            _ = served.json("POST", "/api/v1/stores/global\(query)", ["key": "k", "value": 1])
        }
    }

    private var total: JSON? { served.json("GET", "/api/v1/mocks").body["total"] }

    @Test func `all that happened is forgotten, the mocks stay`() {
        #expect(served.json("POST", "/api/v1/reset").body["requests"] == 2)
        #expect(served.state.values.withLock { $0.stores.isEmpty })
        #expect(served.misses.list.withLock { $0.isEmpty })
        #expect(total == 2)
    }

    @Test func `of one run only its own`() {
        #expect(served.json("POST", "/api/v1/reset", fields: [("X-Understudy-Run", "r")]).body["requests"] == 1)
        #expect(served.json("GET", "/api/v1/stores/global").body == ["k": 1])
        #expect(served.misses.list.withLock { $0.count } == 1)
    }

    @Test func `mocks go for good when that is asked, of one namespace if one is named`() throws {
        #expect(served.json("POST", "/api/v1/reset?mocks=true&namespace=n").body["mocks"] == 1)
        #expect(served.engine.servedIDs == ["a"])
        #expect(served.json("POST", "/api/v1/reset?mocks=true").body["mocks"] == 1)
        #expect(try served.restarted().json("GET", "/api/v1/mocks/a").status == 404)
    }
}
