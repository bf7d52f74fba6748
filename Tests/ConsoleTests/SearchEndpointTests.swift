import Model
import Testing

@testable import Console

@Suite struct SearchEndpointTests {
    private let served: Served

    init() throws {
        served = try Served()
        served.create("a", ["name": "Payments"])
        served.create("b", route: "/payments", ["namespace": "shop"])
        _ = served.json("POST", "/api/v1/mock-folders", ["id": "f", "name": "Pay folder"])
        _ = served.answer("POST", "/api/v1/templates/pay.json", [1])
    }

    private func rows(_ query: String) -> [String?] {
        (served.json("GET", "/api/v1/entity-search\(query)").body["items"]?.array ?? []).map { $0["id"]?.string }
    }

    @Test(arguments: [
        ("?type=mock&q=pay", ["a", "b"]), ("?q=pay&namespace=shop", ["b"]), ("?type=folder&q=PAY", ["f"]),
        ("?type=template&q=pay", ["pay.json"]), ("?type=namespace&q=sho", ["shop"]),
        ("?type=mock&limit=1&offset=1", ["b"]),
        ("?type=mock&q=none", []),
    ])
    func `things are found by name`(_ query: String, _ expected: [String]) { #expect(rows(query) == expected) }

    @Test func `a row says what it is`() {
        let body = served.json("GET", "/api/v1/entity-search?type=mock&q=payments&limit=1").body
        #expect(body["total"] == 2)
        #expect(
            body["items"]?[0]
                == [
                    "id": "a", "type": "mock", "name": "Payments", "namespace": "sandbox",
                    "createdAt": "2023-11-14T22:13:20.000Z",
                ]
        )
    }

    @Test func `an unknown type and a page too long are refused`() {
        #expect(served.json("GET", "/api/v1/entity-search?type=test_plan").status == 400)
        #expect(served.json("GET", "/api/v1/entity-search?type=mock&limit=201").status == 400)
    }
}
