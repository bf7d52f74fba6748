import Model
import Synchronization
import Testing

@testable import Console

@Suite struct MockEndpointsTests {
    private let served: Served

    init() throws { served = try Served() }

    private let mock: JSON = [
        "http": ["route": "/orders/:id", "httpMethod": "GET"],
        "response": ["statusCode": 200, "headers": ["X-A": "1"], "payload": ["id": "$.pathParam.id"]],
    ]

    @Test func `a stored mock is served and answered in all the shapes that clients read`() {
        let (status, body) = served.json("POST", "/api/v1/mocks", mock)
        #expect(status == 201)
        #expect(body["id"] == "new-1")
        #expect(body["mock"]?["id"] == "new-1")
        #expect(body["mock"]?["namespace"] == "sandbox")
        #expect(body["mock"]?["response"]?["headers"] == ["X-A": ["1"]])
        #expect(body["mock"]?["createdAt"] == 1_700_000_000)
        #expect(body["mock"]?["_meta"]?["createdAt"] == 1_700_000_000)
        #expect(body["mock"]?["useCounter"] == 0)
        #expect(body["isNew"] == false)
        #expect(body["overwritten"] == false)
        #expect(body["success"] == true)
        #expect(served.engine.servedIDs == ["new-1"])
    }

    @Test func `posting a known id replaces the mock`() {
        served.create("a")
        let (status, body) = served.json("POST", "/api/v1/mocks", mock.merged(with: ["id": "a"]))
        #expect(status == 200)
        #expect(body["isNew"] == true)
        #expect(body["overwritten"] == true)
        #expect(served.json("GET", "/api/v1/mocks").body["total"] == 1)
        #expect(served.engine.values.withLock { $0.served[MockID(rawValue: "a")]?.http.route } == "/orders/:id")
    }

    @Test(arguments: [
        ("/api/v1/mocks", "", nil, "sandbox"), ("/mock/create", "", nil, "default"),
        ("/api/v1/mocks", "?namespace=query", "field", "query"), ("/api/v1/mocks", "", "field", "field"),
        ("/mock/create", "", "field", "field"),
    ])
    func `the namespace of a mock that names none`(
        _ path: String,
        _ query: String,
        _ field: String?,
        _ expected: String
    ) {
        let fields: FieldSection = field.map { [("X-Namespace", $0)] } ?? []
        let body = served.json("POST", path + query, mock, fields: fields).body
        #expect(body["mock"]?["namespace"] == .string(expected))
        let named = served.json("POST", path + query, mock.merged(with: ["namespace": "body"]), fields: fields).body
        #expect(named["mock"]?["namespace"] == "body")
    }

    @Test func `a list is paged and filtered`() {
        served.create("a", ["tags": ["x", "y"]])
        served.create("b", route: "/payments", ["tags": ["x"], "namespace": "shop"])
        served.create("c", ["folderId": "f"])
        func ids(_ query: String) -> [String?] {
            (served.json("GET", "/api/v1/mocks\(query)").body["mocks"]?.array ?? []).map { $0["id"]?.string }
        }
        #expect(ids("") == ["a", "b", "c"])
        #expect(ids("?limit=1&offset=1") == ["b"])
        #expect(ids("?tags=x,y") == ["a"])
        #expect(ids("?namespace=shop") == ["b"])
        #expect(ids("?search=PAYM") == ["b"])
        #expect(ids("?folderId=f") == ["c"])
        #expect(ids("?protocol=grpc") == [])
        let body = served.json("GET", "/api/v1/mocks?limit=2").body
        #expect(body["items"] == body["mocks"])
        #expect(body["total"] == 3)
        #expect(body["count"] == 3)
        #expect(body["limit"] == 2)
    }

    @Test func `a deleted mock is not served, still shown, and can come back or go for good`() {
        served.create("a")
        #expect(served.json("DELETE", "/api/v1/mocks/a").status == 200)
        #expect(served.engine.servedIDs == [])
        #expect(served.json("GET", "/api/v1/mocks").body["total"] == 0)
        #expect(served.json("GET", "/api/v1/mocks/a").body["closedAt"] == 1_700_000_000)
        #expect(served.json("POST", "/api/v1/mocks/a/restore").body["mock"]?["closedAt"] == nil)
        #expect(served.engine.servedIDs == ["a"])
        #expect(served.json("DELETE", "/api/v1/mocks/a/purge").status == 200)
        #expect(served.json("GET", "/api/v1/mocks/a").status == 404)
        #expect(served.engine.servedIDs == [])
    }

    @Test func `a change merges members and replaces lists`() {
        served.create("a", ["tags": ["x"], "useLimiter": 3])
        served.engine.values.withLock { $0.uses[MockID(rawValue: "a")] = (2, nil) }
        let (status, body) = served.json(
            "PATCH",
            "/api/v1/mocks/a",
            ["tags": ["y"], "http": ["httpMethod": "POST"], "useLimiter": nil]
        )
        #expect(status == 200)
        #expect(body["http"] == ["route": "/orders", "httpMethod": "POST"])
        #expect(body["tags"] == ["y"])
        #expect(body["useLimiter"] == nil)
        #expect(body["useCounter"] == 2)
        #expect(body["mock"]?["tags"] == ["y"])
    }

    @Test func `a restart serves the same`() throws {
        served.create("a", ["tags": ["x"]])
        served.create("b")
        served.create("c")
        _ = served.json("DELETE", "/api/v1/mocks/c")
        _ = served.json("DELETE", "/api/v1/mocks/b/purge")
        let before = served.json("GET", "/api/v1/mocks").body
        let again = try served.restarted()
        #expect(again.json("GET", "/api/v1/mocks").body == before)
        #expect(again.engine.servedIDs == ["a"])
        #expect(again.json("POST", "/api/v1/mocks/c/restore").status == 200)
    }
}
