import Model
import Synchronization
import Testing

@testable import Console

@Suite struct RunEndpointsTests {
    private let served: Served

    init() throws {
        served = try Served()
        served.journal.list.withLock { $0 = [.sample(1), .sample(2, run: "b"), .sample(3, run: "b")] }
        _ = served.json("POST", "/api/v1/stores/global?run=a", ["key": "k", "value": 1])
        _ = served.json("POST", "/api/v1/stores/global", ["key": "k", "value": 1])
    }

    @Test func `runs with a state or with requests are listed`() {
        let body = served.json("GET", "/api/v1/runs").body
        #expect(body["runs"] == ["a", "b"])
        #expect(body["items"] == [["run": "a", "requests": 0], ["run": "b", "requests": 2]])
    }

    @Test func `a run is forgotten with its requests`() {
        #expect(served.json("DELETE", "/api/v1/runs/b").body["removed"] == 2)
        #expect(served.json("DELETE", "/api/v1/runs/a").body["removed"] == 0)
        #expect(served.json("GET", "/api/v1/runs").body["runs"] == [])
        #expect(served.json("GET", "/api/v1/stores/global").body == ["k": 1])
        #expect(served.state.values.withLock { $0.resets.map(\.rawValue) } == ["b", "a"])
    }
}
