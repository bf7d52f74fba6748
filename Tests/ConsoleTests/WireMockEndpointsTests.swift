import Model
import Synchronization
import Testing

@testable import Console

@Suite struct WireMockEndpointsTests {
    private let served: Served

    init() throws {
        served = try Served()
        served.outside.values.withLock {
            $0.imported = .success([["id": "w", "http": ["route": "/a"], "response": [:]]])
        }
        served.create("kept")
    }

    @Test func `a mapping is stored, listed and deleted`() {
        let (status, body) = served.json("POST", "/__admin/mappings", ["request": [:]])
        #expect(status == 201)
        #expect(body["id"] == "w")
        #expect(served.outside.values.withLock { $0.imports[0].format } == "wiremock")
        let list = served.json("GET", "/__admin/mappings").body
        #expect(list["meta"]?["total"] == 1)
        #expect(list["mappings"]?[0]?["namespace"] == "default")
        #expect(served.json("DELETE", "/__admin/mappings/w").status == 200)
        #expect(served.engine.servedIDs == ["kept"])
    }

    @Test func `a reset takes its mocks and what happened`() {
        _ = served.json("POST", "/__admin/mappings", ["request": [:]])
        served.journal.list.withLock { $0 = [.sample(1)] }
        #expect(served.json("POST", "/__admin/reset").status == 200)
        #expect(served.engine.servedIDs == ["kept"])
        #expect(served.journal.list.withLock { $0.isEmpty })
    }
}
