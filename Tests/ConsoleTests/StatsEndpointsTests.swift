import Model
import Testing

@testable import Console

@Suite struct StatsEndpointsTests {
    private let served: Served

    init() throws {
        served = try Served()
        served.create("a", ["tags": ["x"]])
        served.create("b", ["ttl": 5])
        served.create("c")
        _ = served.json("DELETE", "/api/v1/mocks/c")
        served.state.setClock(.advanced(.seconds(10)))
    }

    @Test func `things are counted`() {
        let body = served.json("GET", "/api/v1/counts").body
        #expect(body["mocks"] == 2)
        #expect(body["activeMocks"] == 1)
        #expect(body["deletedMocks"] == 1)
        #expect(body["namespaces"] == 2)
        #expect(body["tags"] == 1)
    }

    @Test func `stats, status and features are objects that say something`() {
        #expect(served.json("GET", "/api/v1/stats").body["mocks"] == 2)
        #expect(served.json("GET", "/api/v1/stats").body["callbacks"]?["pending"] == 0)
        let status = served.json("GET", "/api/v1/status").body
        #expect(status["status"] == "ok")
        #expect(status["version"] == "1.2.3")
        #expect(status["clock"] == "2023-11-14T22:13:30.000Z")
        #expect(served.json("GET", "/api/v1/features").body["verification"] == true)
        #expect(served.json("GET", "/api/v1/features").body["grpc"] == false)
    }
}
