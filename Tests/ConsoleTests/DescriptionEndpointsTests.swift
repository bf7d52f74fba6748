import Model
import Testing

@testable import Console

@Suite struct DescriptionEndpointsTests {
    @Test func `the API describes itself, these endpoints included`() throws {
        let api = AdminAPI()
        let (status, body) = api.json("GET", "/swagger/doc.json")
        #expect(status == 200 && body["openapi"] == "3.1.0" && body["info"]?["version"] == "1.2.3")
        let paths = try #require(body["paths"]?.object)
        #expect(paths["/swagger/doc.json"] != nil && paths["/api/v1/callbacks/{id}"] != nil)
        let page = try #require(api.answer("GET", "/swagger/"))
        #expect(page.status == 200 && page.fields.first("Content-Type") == "text/html; charset=utf-8")
    }
}
