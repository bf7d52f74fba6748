import Model
import Testing

@testable import Console

@Suite struct OpenAPIDocumentTests {
    private func document(_ endpoints: [Endpoint]) -> JSON {
        var document = OpenAPIDocument(release: "1.2.3", endpoints: endpoints)
        return document.json()
    }

    private func operations(_ document: JSON) -> [(path: String, method: String, operation: JSON)] {
        (document["paths"]?.object?.members ?? [])
            .flatMap { path in
                (path.value.object?.members ?? []).map { (path.name, $0.name, $0.value) }
            }
    }

    @Test func `an endpoint is described by what it is about`() throws {
        let thing = Shape("Thing", [.required("id", .text), .optional("parts", .list(.integer))])
        let described = document([
            Endpoint("POST", "/api/v1/things/{id}", .editor) { _ in Answer(status: 200) }
                .about("Makes.", asks: .page, takes: thing, gives: .list(thing), or: [408: thing]),
            Endpoint("GET", "/api/v1/things/{key*}", .anyone) { _ in Answer(status: 200) }
                .about("Gives.", gives: Shape(.bytes("text/plain"))),
        ])
        let made = try #require(described["paths"]?["/api/v1/things/{id}"]?["post"])
        #expect(made["summary"] == "Makes." && made["operationId"] == "postThingsId" && made["x-role"] == "editor")
        let parameters = try #require(made["parameters"]?.array)
        #expect(parameters.compactMap { $0["name"]?.string } == ["id", "offset", "limit"])
        #expect(parameters.compactMap { $0["in"]?.string } == ["path", "query", "query"])
        #expect(parameters[2]["schema"] == ["type": "integer", "minimum": 0, "maximum": 10_000])
        let reference: JSON = ["$ref": "#/components/schemas/Thing"]
        #expect(made["requestBody"]?["content"]?["application/json"]?["schema"] == reference)
        let responses = try #require(made["responses"])
        #expect(
            responses["2XX"]?["content"]?["application/json"]?["schema"] == ["type": "array", "items": reference]
        )
        #expect(responses["408"]?["content"]?["application/json"]?["schema"] == reference)
        #expect(
            described["components"]?["schemas"]?["Thing"] == [
                "type": "object",
                "properties": ["id": ["type": "string"], "parts": ["type": "array", "items": ["type": "integer"]]],
                "required": ["id"],
            ]
        )
        let given = try #require(described["paths"]?["/api/v1/things/{key}"]?["get"])
        #expect(given["responses"]?["2XX"]?["content"] == ["text/plain": [:]])
        #expect(given["requestBody"] == nil && given["security"] == nil && made["security"] != nil)
    }

    @Test func `what was made can be asked for by its id`() {
        let thing = Shape("Thing", [.required("id", .text), .optional("owner", .nullable(.text))])
        func endpoint(_ method: String, _ path: String, _ gives: Shape = .none) -> Endpoint {
            Endpoint(method, path, .anyone) { _ in Answer(status: 200) }.about("Does.", gives: gives)
        }
        let described = document([
            endpoint("POST", "/things", thing), endpoint("GET", "/things/{name}"), endpoint("PUT", "/things/all"),
            endpoint("GET", "/things/{name}/parts/{part}"), endpoint("POST", "/things/{name}/undo", thing),
        ])
        let links = described["paths"]?["/things"]?["post"]?["responses"]?["2XX"]?["links"]?.object
        #expect(links?.members.map(\.name) == ["getThingsName", "postThingsNameUndo"])
        #expect(links?["getThingsName"]?["parameters"] == ["name": "$response.body#/id"])
        #expect(
            described["components"]?["schemas"]?["Thing"]?["properties"]?["owner"] == [
                "anyOf": [["type": "string"], ["type": "null"]]
            ]
        )
    }

    @Test func `every endpoint of the server is in it under a name of its own, and what it refers to is there`() throws
    {
        let endpoints = try Served().endpoints
        let described = document(endpoints)
        let operations = operations(described)
        #expect(operations.count == endpoints.count)
        #expect(Set(operations.compactMap { $0.operation["operationId"]?.string }).count == endpoints.count)
        let schemas = Set((described["components"]?["schemas"]?.object?.members ?? []).map(\.name))
        let text = String(decoding: described.serialized(), as: UTF8.self)
        let named = text.split(separator: "#/components/schemas/").dropFirst().map { String($0.prefix { $0 != "\"" }) }
        #expect(Set(named).isSubset(of: schemas) && schemas.contains("Error"))
    }

    @Test func `the page shows every endpoint, and what stands in it cannot become markup`() throws {
        let endpoints = try Served().endpoints
        let page = EndpointPage(release: "<b>", endpoints: endpoints).html
        #expect(page.contains("Understudy &lt;b&gt;"))
        for endpoint in endpoints { #expect(page.contains("<code>\(endpoint.path.text)</code>")) }
    }
}
