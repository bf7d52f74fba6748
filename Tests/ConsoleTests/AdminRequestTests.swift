import Model
import Testing

@testable import Console

@Suite struct AdminRequestTests {
    private let served: Served

    init() throws { served = try Served() }

    private func post(_ body: [UInt8]) -> (status: Int, body: JSON) {
        let answer = served.answer("POST", "/api/v1/mocks", body)
        return (answer.status, (try? JSON.parse(answer.body)) ?? .null)
    }

    @Test func `a body that is not JSON is refused with line and column`() {
        let (status, body) = post(Array("{\n  \"id\": \"a\",\n  oops\n}".utf8))
        #expect(status == 400)
        #expect(body["code"] == "validation")
        #expect(body["error"]?.string?.contains("line 3, column 3") == true)
        #expect(body["request_id"] == "77")
        #expect(post([]).body["error"]?.string?.contains("empty") == true)
    }

    @Test func `a body that is not UTF-8 is refused with its place`() {
        let (status, body) = post(Array("{\"id\": \"".utf8) + [0xFF, 0xFE] + Array("\"}".utf8))
        #expect(status == 400)
        #expect(body["error"]?.string?.contains("line 1") == true)
    }

    @Test func `a body that nests deeper than the parser goes is refused`() {
        let (status, body) = post(Array(String(repeating: "[", count: 100_000).utf8))
        #expect(status == 400)
        #expect(body["error"]?.string?.contains("nests deeper than 512") == true)
    }

    @Test(arguments: [
        "?limit=x", "?limit=-1", "?limit=10001", "?offset=-1", "?onlyActive=maybe", "?limit=99999999999999999999",
    ])
    func `a query that makes no sense is refused`(_ query: String) {
        let (status, body) = served.json("GET", "/api/v1/mocks\(query)")
        #expect(status == 400)
        #expect(body["error"]?.string?.contains(query.dropFirst().prefix { $0 != "=" }) == true)
    }

    @Test func `a list is of the namespace that the query names, then the field`() {
        served.create("a", ["namespace": "x"])
        served.create("b", ["namespace": "y"])
        func total(_ query: String, _ fields: FieldSection = []) -> JSON? {
            served.json("GET", "/api/v1/mocks\(query)", fields: fields).body["total"]
        }
        #expect(total("") == 2)
        #expect(total("?namespace=x") == 1)
        #expect(total("", [("X-Namespace", "x")]) == 1)
        #expect(total("?namespace=none", [("X-Namespace", "x")]) == 0)
        #expect(total("?namespace=*", [("X-Namespace", "x")]) == 2)
    }

    @Test(arguments: ["a%2Fb", "a%00b", String(repeating: "x", count: 201)])
    func `a namespace that no path could name is refused`(_ name: String) {
        #expect(served.json("GET", "/api/v1/stores/global?namespace=\(name)").status == 400)
    }

    @Test func `a route that the admin API answers itself is warned of`() {
        let body =
            served.json(
                "POST",
                "/api/v1/mocks",
                ["http": ["route": "/health"], "response": [:], "namespace": "n"]
            )
            .body
        #expect(body["warnings"]?[0]?.string?.contains("/stubs/n/health") == true)
        #expect(
            served.json("POST", "/api/v1/mocks", ["http": ["route": "/ok"], "response": [:]]).body["warnings"] == nil
        )
    }
}
