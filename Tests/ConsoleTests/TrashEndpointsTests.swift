import Model
import Testing

@testable import Console

@Suite struct TrashEndpointsTests {
    private let served: Served

    init() throws {
        served = try Served()
        for id in ["a", "b", "c"] { served.create(id) }
        served.create("d", ["namespace": "other"])
        for id in ["a", "b", "d"] { _ = served.json("DELETE", "/api/v1/mocks/\(id)") }
    }

    @Test func `deleted mocks of a namespace, or of all, are listed`() {
        let body = served.json("GET", "/api/v1/namespaces/sandbox/trash").body
        #expect(body["total"] == 2)
        #expect(body["items"]?[0]?["cascade_group_id"] == "a")
        #expect(body["items"]?[0]?["entity_type"] == "mock")
        #expect(body["items"]?[0]?["closed_at"] == "2023-11-14T22:13:20.000Z")
        #expect(served.json("GET", "/api/v1/admin/trash").body["total"] == 3)
        #expect(served.json("GET", "/api/v1/admin/trash?type=test_plan").body["total"] == 0)
        #expect(served.json("GET", "/api/v1/namespaces/sandbox/trash/summary").body["total"] == 2)
    }

    @Test func `a deleted namespace is a group with the mocks that went with it`() {
        _ = served.json("POST", "/api/v1/namespaces", ["name": "other"])
        _ = served.json("DELETE", "/api/v1/namespaces/other")
        served.create("e", ["namespace": "team"])
        _ = served.json("DELETE", "/api/v1/namespaces/team")
        let rows = served.json("GET", "/api/v1/admin/trash?q=team").body["items"]
        #expect(rows?[0]?["cascade_group_id"] == "namespace:team")
        #expect(rows?[0]?["entity_type"] == "namespace")
        let mock = served.json("GET", "/api/v1/namespaces/team/trash").body["items"]?[0]
        #expect(mock?["restore_available"] == false, "it does not come back alone")
        #expect(served.json("GET", "/api/v1/admin/trash?type=namespace").body["total"] == 2)
        #expect(served.json("GET", "/api/v1/admin/trash/summary").body["by_type"] == ["mock": 4, "namespace": 2])
        let own = "/api/v1/namespaces/team/trash/restore-cascade/namespace:team"
        #expect(served.json("POST", own).status == 404, "namespaces are the admin's")
        let restore: JSON = ["cascade_group_ids": ["namespace:team"]]
        #expect(served.json("POST", "/api/v1/admin/trash/restore", restore).body["restored"] == 1)
        #expect(served.engine.servedIDs.contains("e"))
        let purge: JSON = ["cascade_group_ids": ["namespace:other"], "confirmation": "yes"]
        #expect(served.json("POST", "/api/v1/admin/trash/purge", purge).status == 200)
        #expect(served.json("GET", "/api/v1/mocks/d").status == 404)
        #expect(served.json("GET", "/api/v1/admin/trash?type=namespace").body["total"] == 0)
    }

    @Test func `they come back or go for good, of their namespace alone`() {
        let path = "/api/v1/namespaces/sandbox/trash"
        #expect(served.json("POST", path + "/restore", ["cascade_group_ids": ["a", "d", "c"]]).body["restored"] == 1)
        #expect(served.engine.servedIDs == ["a", "c"])
        #expect(served.json("POST", path + "/restore-cascade/d").status == 404)
        #expect(
            served.json("POST", path + "/restore", ["cascade_group_ids": ["d", "c"]]).status == 404,
            "none is there"
        )
        #expect(served.json("POST", "/api/v1/admin/trash/restore-cascade/d").status == 200)
        #expect(served.json("POST", path + "/purge", ["cascade_group_ids": ["b"]]).status == 400)
        let purge: JSON = ["cascade_group_ids": ["b", "c"], "confirmation": "yes"]
        #expect(served.json("POST", path + "/purge", purge).body["purged"] == 1)
        #expect(served.json("GET", "/api/v1/mocks/b").status == 404)
        #expect(served.json("GET", "/api/v1/mocks/c").status == 200)
    }
}
