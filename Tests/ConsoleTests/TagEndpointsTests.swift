import Model
import Testing

@testable import Console

@Suite struct TagEndpointsTests {
    private let served: Served

    init() throws { served = try Served() }

    @Test func `tags that were made and those of mocks are listed by name`() throws {
        served.create("a", ["tags": ["z", "x"]])
        served.create("b", ["tags": ["x"], "namespace": "other"])
        #expect(served.json("POST", "/api/v1/tags", ["tag": "new"]).body["tag"] == "new")
        #expect(served.json("POST", "/api/v1/tags", ["name": "y", "namespace": "other"]).body["namespace"] == "other")
        let again = try served.restarted()
        #expect(again.json("GET", "/api/v1/tags").body["tags"] == ["new", "x", "y", "z"])
        let one = again.json("GET", "/api/v1/tags?namespace=sandbox").body
        #expect(one == ["tags": ["new", "x", "z"], "counts": ["new": 0, "x": 1, "z": 1]])
    }

    @Test func `a deleted tag leaves its namespace's mocks`() {
        served.create("a", ["tags": ["x", "y"]])
        served.create("b", ["tags": ["x"], "namespace": "other"])
        #expect(served.json("DELETE", "/api/v1/tags/x").body["mocks"] == 1)
        #expect(served.json("GET", "/api/v1/mocks/a").body["tags"] == ["y"])
        #expect(served.json("GET", "/api/v1/mocks/b").body["tags"] == ["x"])
    }

    @Test func `a tag without a name is refused`() {
        #expect(served.json("POST", "/api/v1/tags", ["tag": ""]).status == 400)
    }
}
