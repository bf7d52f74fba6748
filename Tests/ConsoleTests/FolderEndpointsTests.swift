import Model
import Testing

@testable import Console

@Suite struct FolderEndpointsTests {
    private let served: Served

    init() throws { served = try Served() }

    private func make(_ id: String, _ more: JSONObject = [:]) -> (status: Int, body: JSON) {
        let folder: JSON = ["id": .string(id), "name": .string("F \(id)")]
        return served.json("POST", "/api/v1/mock-folders", folder.merged(with: .object(more)))
    }

    @Test func `a folder is made, listed with its mocks, named anew and moved`() {
        let (status, body) = make("a")
        #expect(status == 201)
        let made: JSON = [
            "id": "a", "name": "F a", "namespace": "sandbox", "parentId": nil, "mockCount": 0, "sortOrder": 0,
            "createdAt": "2023-11-14T22:13:20.000Z",
        ]
        #expect(body == made)
        _ = make("b", ["parentId": "a"])
        served.create("m", ["folderId": "a"])
        let list = served.json("GET", "/api/v1/mock-folders").body
        #expect(list["items"] == list["folders"])
        #expect(list["folders"]?.array?.map { $0["mockCount"]?.int } == [1, 0])
        #expect(served.json("PUT", "/api/v1/mock-folders/b", ["name": "B", "sortOrder": -1]).body["name"] == "B")
        #expect(served.json("GET", "/api/v1/mock-folders").body["folders"]?[0]?["id"] == "b")
        #expect(served.json("GET", "/api/v1/mock-folders").body["folders"]?[0]?["parentId"] == "a")
        #expect(served.json("PATCH", "/api/v1/mock-folders/b/move", ["parentId": nil]).body["parentId"] == .null)
    }

    @Test func `folders are of one namespace`() {
        _ = make("a", ["namespace": "x"])
        #expect(served.json("GET", "/api/v1/mock-folders?namespace=x").body["total"] == 1)
        #expect(served.json("GET", "/api/v1/mock-folders", fields: [("X-Namespace", "y")]).body["total"] == 0)
        #expect(make("b", ["parentId": "a"]).status == 400)
    }

    @Test func `a folder cannot lie in itself`() {
        _ = make("a")
        _ = make("b", ["parentId": "a"])
        _ = make("c", ["parentId": "b"])
        let (status, body) = served.json("PATCH", "/api/v1/mock-folders/a/move", ["parentId": "c"])
        #expect(status == 400)
        #expect(body["error"]?.string?.contains("itself") == true)
    }

    @Test func `what is in a deleted folder moves up`() throws {
        _ = make("a")
        _ = make("b", ["parentId": "a"])
        _ = make("c", ["parentId": "b"])
        served.create("m", ["folderId": "b"])
        #expect(served.json("DELETE", "/api/v1/mock-folders/b").status == 200)
        let again = try served.restarted()
        let folders = again.json("GET", "/api/v1/mock-folders").body["folders"]?.array ?? []
        #expect(folders.map { $0["id"]?.string } == ["a", "c"])
        #expect(folders.last?["parentId"] == "a")
        #expect(again.json("GET", "/api/v1/mocks/m").body["folderId"] == "a")
    }

    @Test func `folders that are not there, or there already, or nameless`() {
        _ = make("a")
        #expect(make("a").status == 409)
        #expect(served.json("POST", "/api/v1/mock-folders", ["name": ""]).status == 400)
        #expect(served.json("PUT", "/api/v1/mock-folders/x", ["name": "y"]).status == 404)
        #expect(served.json("DELETE", "/api/v1/mock-folders/x").status == 404)
    }
}
