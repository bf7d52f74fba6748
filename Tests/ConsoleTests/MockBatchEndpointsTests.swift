import Model
import Testing

@testable import Console

@Suite struct MockBatchEndpointsTests {
    private let served: Served

    init() throws { served = try Served() }

    private func mock(_ id: String) -> JSON { ["id": .string(id), "http": ["route": "/a"], "response": [:]] }

    @Test func `several mocks are stored from an envelope and from a bare list`() {
        let (status, body) = served.json("POST", "/api/v1/mocks/batch", ["mocks": [mock("a"), mock("b")]])
        #expect(status == 201)
        #expect(body["count"] == 2)
        #expect(body["created"] == 2)
        #expect(body["ids"] == ["a", "b"])
        #expect(served.json("POST", "/api/v1/mocks/batch", [mock("b"), mock("c")]).body["overwritten"] == 1)
        #expect(served.engine.servedIDs == ["a", "b", "c"])
    }

    @Test func `one bad mock and none is stored`() {
        let (status, body) = served.json("POST", "/api/v1/mocks/batch", ["mocks": [mock("a"), ["id": "b"]]])
        #expect(status == 400)
        #expect(body["error"]?.string?.hasPrefix("mocks[1]: ") == true)
        #expect(served.json("POST", "/api/v1/mocks/batch", ["mocks": [mock("a"), mock("a")]]).status == 400)
        #expect(served.json("POST", "/api/v1/mocks/batch", ["items": []]).status == 400)
        #expect(served.engine.servedIDs == [])
    }

    @Test(arguments: ["mockIds", "ids"]) func `several are deleted and come back`(_ name: String) {
        for id in ["a", "b", "c"] { served.create(id) }
        let (status, body) = served.json("DELETE", "/api/v1/mocks/batch", .object([name: ["a", "b", "none"]]))
        #expect(status == 200)
        #expect(body["ids"] == ["a", "b"])
        #expect(body["notFound"] == ["none"])
        #expect(served.engine.servedIDs == ["c"])
        #expect(served.json("POST", "/api/v1/mocks/batch/restore", .object([name: ["b"]])).status == 200)
        #expect(served.engine.servedIDs == ["b", "c"])
    }

    @Test func `without ids, or with unknown ones alone, there is nothing to do`() {
        #expect(served.json("DELETE", "/api/v1/mocks/batch", [:]).status == 400)
        #expect(served.json("DELETE", "/api/v1/mocks/batch", ["ids": []]).status == 400)
        #expect(served.json("POST", "/api/v1/mocks/batch/restore", ["ids": ["none"]]).status == 404)
    }

    @Test func `tags are added and taken away`() {
        served.create("a", ["tags": ["x", "y"]])
        let change: JSON = ["mockIds": ["a"], "tagsToAdd": ["z", "x"], "tagsToRemove": ["y"]]
        #expect(served.json("PATCH", "/api/v1/mocks/batch/tags", change).status == 200)
        #expect(served.json("GET", "/api/v1/mocks/a").body["tags"] == ["x", "z"])
        _ = served.json("PATCH", "/api/v1/mocks/batch/tags", ["ids": ["a"], "tags": ["w"]])
        #expect(served.json("GET", "/api/v1/mocks/a").body["tags"] == ["x", "z", "w"])
        #expect(served.json("PATCH", "/api/v1/mocks/batch/tags", ["ids": ["a"]]).status == 400)
    }

    @Test func `mocks are put into a folder that is there, and out of it`() {
        served.create("a")
        _ = served.json("POST", "/api/v1/mock-folders", ["id": "f", "name": "F"])
        #expect(served.json("PATCH", "/api/v1/mocks/batch/move", ["mockIds": ["a"], "folderId": "f"]).status == 200)
        #expect(served.json("GET", "/api/v1/mocks/a").body["folderId"] == "f")
        #expect(served.json("PATCH", "/api/v1/mocks/batch/move", ["mockIds": ["a"], "folderId": "g"]).status == 404)
        #expect(served.json("PATCH", "/api/v1/mocks/batch/move", ["ids": ["a"], "folderId": nil]).status == 200)
        #expect(served.json("GET", "/api/v1/mocks/a").body["folderId"] == nil)
    }

    @Test func `copies have ids of their own`() {
        served.create("a", ["folderId": "f"])
        served.create("b")
        let copied =
            served.json(
                "POST",
                "/api/v1/mocks/copy-to-namespace",
                ["mockIds": ["a", "none"], "targetNamespace": "other"]
            )
            .body
        #expect(copied["ids"] == ["new-1"])
        #expect(copied["notFound"] == ["none"])
        #expect(copied["mocks"]?[0]?["namespace"] == "other")
        #expect(copied["mocks"]?[0]?["folderId"] == nil)
        let all =
            served.json(
                "POST",
                "/api/v1/namespaces/copy-mocks",
                ["sourceNamespace": "sandbox", "targetNamespace": "third"]
            )
            .body
        #expect(all["count"] == 2)
        let one: JSON = ["sourceNamespace": "sandbox", "targetNamespace": "third", "mockIds": ["b"]]
        #expect(served.json("POST", "/api/v1/namespaces/copy-mocks", one).body["count"] == 1)
        #expect(served.json("GET", "/api/v1/mocks?namespace=third").body["total"] == 3)
        #expect(served.json("GET", "/api/v1/mocks/a").body["namespace"] == "sandbox")
    }

    @Test func `a chain is a bare list of mocks, deleted at once`() {
        served.create("a", ["chainId": "c"])
        served.create("b", ["chainId": "c"])
        served.create("d", ["chainId": "c", "namespace": "other"])
        let list = served.json("GET", "/api/v1/mocks/chains/c?namespace=sandbox").body
        #expect(list.array?.map { $0["id"]?.string } == ["a", "b"])
        #expect(
            served.json("DELETE", "/api/v1/mocks/chains/c", fields: [("X-Namespace", "sandbox")]).body["count"] == 2
        )
        #expect(served.engine.servedIDs == ["d"])
    }

    @Test func `changing a deleted mock does not bring it back`() {
        served.create("a")
        _ = served.json("DELETE", "/api/v1/mocks/a")
        #expect(served.json("PATCH", "/api/v1/mocks/batch/tags", ["ids": ["a"], "tags": ["x"]]).status == 404)
        #expect(served.engine.servedIDs == [])
    }
}
