import Model
import Synchronization
import Testing

@testable import Console

@Suite struct VersionEndpointsTests {
    private let served: Served

    init() throws {
        served = try Served()
        served.create("a", ["priority": 1])
        served.create("a", ["priority": 2])
        _ = served.json("PATCH", "/api/v1/mocks/a", ["priority": 3])
    }

    @Test func `the versions of a mock, the newest first, read as mocks and as versions`() {
        let body = served.json("GET", "/api/v1/mocks/a/versions").body
        #expect(body["mock_id"] == "a")
        #expect(body["count"] == 3)
        let rows = body["versions"]?.array ?? []
        #expect(rows.map { $0["version"]?.int } == [3, 2, 1])
        #expect(rows[0]["mock"]?["priority"] == 3)
        #expect(rows[0]["priority"] == 3)
        #expect(rows[0]["id"] == "a")
        #expect(rows[0]["created_at"] == 1_700_000_000)
        #expect(rows[0]["lifecycle_state"] == "active")
    }

    @Test func `a client that names its namespace in a field reads the list bare`() {
        let body = served.json("GET", "/api/v1/mocks/a/versions", fields: [("X-Namespace", "sandbox")]).body
        #expect(body.array?.count == 3)
    }

    @Test func `one version has its mock at the top, itself and the one before`() {
        let body = served.json("GET", "/api/v1/mocks/a/versions/2").body
        #expect(body["priority"] == 2)
        #expect(body["version"]?["version"] == 2)
        #expect(body["previous_version"]?["mock"]?["priority"] == 1)
        #expect(served.json("GET", "/api/v1/mocks/a/versions/1").body["previous_version"] == .null)
    }

    @Test func `a restored version becomes the newest`() {
        let (status, body) = served.json("POST", "/api/v1/mocks/a/versions/1/restore")
        #expect(status == 200)
        #expect(body["mock"]?["priority"] == 1)
        #expect(body["mock"]?["_meta"]?["version"] == 4)
        #expect(served.json("GET", "/api/v1/mocks/a/versions").body["count"] == 4)
        #expect(served.engine.values.withLock { $0.served[MockID(rawValue: "a")]?.priority } == 1)
    }

    @Test func `versions outlive a restart and go with the mock`() throws {
        let again = try served.restarted()
        #expect(again.json("GET", "/api/v1/mocks/a/versions").body["count"] == 3)
        _ = again.json("DELETE", "/api/v1/mocks/a/purge")
        again.create("a")
        #expect(again.json("GET", "/api/v1/mocks/a/versions").body["count"] == 1)
    }

    @Test(arguments: [("a/versions/9", 404), ("a/versions/x", 400), ("none/versions", 404), ("none/versions/1", 404)])
    func `a version that is not there`(_ path: String, _ status: Int) {
        #expect(served.json("GET", "/api/v1/mocks/\(path)").status == status)
    }
}
