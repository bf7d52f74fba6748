import Model
import Testing

@testable import Console

@Suite struct NamespaceEndpointsTests {
    private let served: Served

    init() throws { served = try Served() }

    @Test func `namespaces that are always there, made, and used by mocks are listed`() throws {
        let (status, body) = served.json("POST", "/api/v1/namespaces", ["name": "zoo"])
        #expect(status == 201)
        #expect(body["name"] == "zoo")
        #expect(served.json("POST", "/api/v1/namespaces", ["name": "zoo"]).status == 200)
        served.create("a", ["namespace": "app"])
        let again = try served.restarted()
        #expect(again.json("GET", "/api/v1/namespaces").body["namespaces"] == ["sandbox", "default", "zoo", "app"])
    }

    @Test func `a deleted namespace takes its mocks along`() {
        served.create("a", ["namespace": "app"])
        _ = served.json("POST", "/api/v1/namespaces", ["name": "app"])
        #expect(served.json("DELETE", "/api/v1/namespaces/app").body["mocks"] == 1)
        #expect(served.engine.servedIDs == [])
        #expect(served.json("GET", "/api/v1/namespaces").body["namespaces"] == ["sandbox", "default"])
        #expect(served.json("DELETE", "/api/v1/admin/namespaces/app").status == 404)
        #expect(served.json("DELETE", "/api/v1/namespaces/sandbox").status == 400)
        #expect(served.json("POST", "/api/v1/namespaces", ["name": "a/b"]).status == 400)
    }

    @Test(arguments: ["cleanup-policy", "settings/cleanup"])
    func `what is to be cleaned up is kept`(_ path: String) throws {
        #expect(served.json("GET", "/api/v1/namespaces/n/\(path)").body["autoCleanup"] == false)
        let policy: JSON = ["logsRetentionDays": 7, "autoCleanupEnabled": true]
        let body = served.json("PUT", "/api/v1/namespaces/n/\(path)", policy).body
        #expect(body["logsRetentionDays"] == 7)
        #expect(body["mockRetentionDays"] == 0)
        #expect(try served.restarted().json("GET", "/api/v1/namespaces/n/cleanup-policy").body == body)
        #expect(served.json("PUT", "/api/v1/namespaces/n/\(path)", [1]).status == 400)
    }
}
