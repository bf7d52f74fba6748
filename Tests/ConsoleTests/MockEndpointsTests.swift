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

    @Test func `an intent to overwrite replaces the newest similar mock, under its id`() {
        served.create("a")
        served.create("b")
        served.create("other", route: "/x")
        let similar: JSON = ["http": ["route": "/orders", "httpMethod": "GET"], "response": ["payload": "new"]]
        let (status, body) = served.json("POST", "/api/v1/mocks?intent=overwrite", similar)
        #expect(status == 200)
        #expect(body["id"] == "b")
        #expect(body["overwritten"] == true)
        #expect(served.json("GET", "/api/v1/mocks").body["total"] == 3)
        let (kept, added) = served.json("POST", "/api/v1/mocks?intent=create_new", similar)
        #expect(kept == 201)
        #expect(added["overwritten"] == false)
        #expect(served.json("POST", "/api/v1/mocks?intent=maybe", similar).status == 400)
        let unlike: JSON = ["http": ["route": "/y"], "response": [:]]
        #expect(served.json("POST", "/api/v1/mocks?intent=overwrite", unlike).status == 201)
    }

    @Test func `a mock that a client read can be sent back`() {
        served.create("a", ["ttl": 60, "tags": ["x"]])
        let read = served.json("GET", "/api/v1/mocks/a").body
        served.state.setClock(.advanced(.seconds(120)))
        let (status, body) = served.json("POST", "/api/v1/mocks", read)
        #expect(status == 200)
        #expect(body["mock"]?["tags"] == ["x"])
        #expect(body["mock"]?["expireAt"] == 1_700_000_180)
        #expect(body["mock"]?["createdAt"] == read["createdAt"])
    }

    @Test func `a mock put under an id has that id and keeps its namespace`() {
        served.create("a", ["namespace": "n"])
        let body = served.json("PUT", "/api/v1/mocks/a", ["id": "b", "http": ["route": "/z"], "response": [:]]).body
        #expect(body["id"] == "a")
        #expect(body["mock"]?["namespace"] == "n")
    }

    @Test(
        arguments: [
            (
                [
                    "http": ["route": "/a", "conditions": [["path": "x", "assertAction": "like", "value": 1]]],
                    "response": [:],
                ], "\"equals\", \"contains\""
            ),
            (
                [
                    "http": ["route": "/a"], "response": [:],
                    "webhooks": [["url": "http://h.test/", "trigger": "on_fire"]],
                ], "\"on_success\", \"on_error\", \"always\""
            ),
            (["http": ["route": "/a/:id/b/:id"], "response": [:]], "stands twice"),
            (["http": ["route": "/a"], "response": [:], "ttl": -5], "$.ttl"),
            (["http": ["route": "/a"], "response": [:], "expireAt": 1_000], "is past"),
            (["grpc": ["service": "x"], "response": [:]], "grpc"), (["response": [:]], "\"http\" is missing"),
            ([1, 2], "a JSON object"),
        ] as [(JSON, String)]
    )
    func `a mock that makes no sense is refused in words`(_ mock: JSON, _ expected: String) {
        let (status, body) = served.json("POST", "/api/v1/mocks", mock)
        #expect(status == 400)
        #expect(body["code"] == "validation")
        #expect(body["error"]?.string?.contains(expected) == true)
        #expect(served.engine.servedIDs == [])
    }

    @Test(arguments: [("GET", ""), ("PATCH", ""), ("DELETE", ""), ("DELETE", "/purge"), ("POST", "/restore")])
    func `a mock that is not there`(_ method: String, _ path: String) {
        let (status, body) = served.json(method, "/api/v1/mocks/none\(path)", [:])
        #expect(status == 404)
        #expect(body["code"] == "not_found")
    }
}
