import Model
import Storage
import Synchronization
import Testing

@testable import Console

@Suite struct UndefinedEndpointsTests {
    private let served: Served

    init() throws {
        served = try Served()
        served.misses.list.withLock { list in
            list = [(1, "default"), (2, "shop"), (3, "default")]
                .map { id, namespace in
                    StoredMiss(
                        id: id,
                        namespace: namespace,
                        method: "POST",
                        path: "/missing/\(id)",
                        fields: [("X-A", "1"), ("Cookie", "secret")],
                        body: Array(#"{"a":1}"#.utf8),
                        hitCount: 2,
                        firstSeen: Timestamp(seconds: id),
                        lastSeen: Timestamp(seconds: 10 * id),
                        nearest: ["mock m wants GET"]
                    )
                }
        }
    }

    private func ids(_ query: String) -> [String?] {
        (served.json("GET", "/api/v1/undefined-requests\(query)").body["requests"]?.array ?? [])
            .map { $0["id"]?.string }
    }

    @Test func `the newest come first, with all that clients read`() {
        let body = served.json("GET", "/api/v1/undefined-requests").body
        #expect(body["total"] == 3)
        let row = body["requests"]?[0]
        #expect(row?["id"] == "3")
        #expect(row?["method"] == "POST")
        #expect(row?["path"] == "/missing/3")
        #expect(row?["headers"] == ["X-A": ["1"], "Cookie": ["(hidden)"]])
        #expect(row?["body"] == ["a": 1])
        #expect(row?["ignored"] == false)
        #expect(row?["hitCount"] == 2)
        #expect(row?["firstSeen"] == 3_000)
        #expect(row?["lastSeen"] == 30_000)
        #expect(row?["nearest"] == ["mock m wants GET"])
    }

    @Test func `they are filtered by the query alone`() {
        #expect(ids("?namespace=shop") == ["2"])
        #expect(served.json("GET", "/api/v1/undefined-requests", fields: [("X-Namespace", "shop")]).body["total"] == 3)
        #expect(served.json("PATCH", "/api/v1/undefined-requests/3/ignore").body["ignored"] == true)
        #expect(ids("?ignored=false") == ["2", "1"])
        #expect(ids("?ignored=true") == ["3"])
        #expect(ids("?limit=1&offset=1") == ["2"])
    }

    @Test func `some or all are forgotten`() {
        #expect(served.json("DELETE", "/api/v1/undefined-requests", ["ids": ["1", 3, "x"]]).body["removed"] == 2)
        #expect(ids("") == ["2"])
        #expect(served.json("DELETE", "/api/v1/undefined-requests/all?namespace=default").body["removed"] == 0)
        #expect(served.json("DELETE", "/api/v1/undefined-requests/all").body["removed"] == 1)
        #expect(served.json("DELETE", "/api/v1/undefined-requests", [:]).status == 400)
    }

    @Test func `a mock is made of one`() {
        let (status, body) = served.json("POST", "/api/v1/undefined-requests/2/create-mock")
        #expect(status == 201)
        #expect(body["http"] == ["route": "/missing/2", "httpMethod": "POST"])
        #expect(body["id"] == "new-1")
        #expect(body["mockId"] == "new-1")
        #expect(body["mock"]?["namespace"] == "shop")
        #expect(served.engine.servedIDs == ["new-1"])
        #expect(ids("") == ["3", "1"])
    }

    @Test func `the body says what the mock answers`() {
        let wanted: JSON = ["mockData": ["id": "m", "response": ["statusCode": 201, "payload": "ok"]]]
        let body = served.json("POST", "/api/v1/undefined-requests/1/convert", wanted).body
        #expect(body["response"] == ["statusCode": 201, "payload": "ok"])
        #expect(body["http"]?["route"] == "/missing/1")
        #expect(body["id"] == "m")
    }

    @Test(arguments: ["9/create-mock", "x/create-mock"]) func `one that is not there`(_ path: String) {
        #expect(served.json("POST", "/api/v1/undefined-requests/\(path)").status == 404)
        #expect(served.json("PATCH", "/api/v1/undefined-requests/9/ignore").status == 404)
    }
}
