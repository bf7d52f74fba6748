import Model
import Synchronization
import Testing

@testable import Console

@Suite struct LogEndpointsTests {
    private let served: Served

    init() throws {
        served = try Served()
        served.create("m")
        served.journal.list.withLock { $0 = [.sample(1), .sample(2, mock: "other"), .sample(3, "GET", "/a?x=1")] }
    }

    @Test func `a mock's requests come newest first, under every name that clients read`() {
        let body = served.json("GET", "/api/v1/mocks/m/logs").body
        #expect(body["id"] == "m")
        #expect(body["total"] == 2)
        #expect(body["requests"]?.array?.map { $0["id"]?.string } == ["3", "1"])
        #expect(body["logs"] == body["requests"])
        #expect(body["items"] == body["requests"])
        let row = body["requests"]?[0]
        #expect(row?["calledAt"] == "1970-01-01T00:00:03.000Z")
        #expect(row?["req"]?["query"] == ["x": ["1"]])
        #expect(row?["response"]?["body"] == "hey")
        #expect(served.json("GET", "/api/v1/mocks/m/logs?offset=1&limit=1").body["requests"]?[0]?["id"] == "1")
    }

    @Test func `they are forgotten alone`() {
        #expect(served.json("DELETE", "/api/v1/mocks/m/logs").body["removed"] == 2)
        #expect(served.journal.list.withLock { $0.map(\.id.rawValue) } == [2])
        #expect(served.json("GET", "/api/v1/mocks/none/logs").status == 404)
    }
}
