import Model
import Synchronization
import Testing

@testable import Console

@Suite struct JournalEndpointsTests {
    private let served: Served

    init() throws {
        served = try Served()
        served.journal.list.withLock {
            $0 = [
                .sample(1), .sample(2, "POST", "/b?q=needle", mock: nil, status: 404), .sample(3, run: "r"),
                .sample(4, "POST", "/b", mock: "n", namespace: "shop"),
            ]
        }
    }

    private func ids(_ query: String, _ fields: FieldSection = []) -> [Int?] {
        let body = served.json("GET", "/api/v1/requests\(query)", fields: fields).body
        return (body["requests"]?.array ?? []).map { $0["id"]?.int }
    }

    @Test(arguments: [
        ("", [1, 2, 3, 4]), ("?method=POST", [2, 4]), ("?path=/b", [2, 4]), ("?mock=m", [1, 3]), ("?run=r", [3]),
        ("?namespace=shop", [4]), ("?status=404", [2]), ("?matched=false", [2]), ("?after=2", [3, 4]),
        ("?since=1970-01-01T00:00:03Z", [3, 4]), ("?since=4", [4]), ("?search=needle", [2]),
        ("?limit=2&offset=1", [2, 3]), ("?order=desc&limit=2", [4, 3]), ("?method=POST&matched=true", [4]),
        ("?run=", [1, 2, 3, 4]),
    ])
    func `the list is filtered and paged`(_ query: String, _ expected: [Int]) { #expect(ids(query) == expected) }

    @Test func `the run that a request names restricts its list`() {
        #expect(ids("", [("X-Understudy-Run", "r")]) == [3])
    }

    @Test func `the total does not depend on the page`() {
        let body = served.json("GET", "/api/v1/requests?limit=1").body
        #expect(body["total"] == 4)
        #expect(body["count"] == 1)
    }

    @Test func `one request`() {
        #expect(served.json("GET", "/api/v1/requests/2").body["response"]?["statusCode"] == 404)
        #expect(served.json("GET", "/api/v1/requests/9").status == 404)
        #expect(served.json("GET", "/api/v1/requests/x").status == 404)
    }

    @Test func `requests are forgotten by filter`() {
        #expect(served.json("DELETE", "/api/v1/requests?method=POST").body["removed"] == 2)
        #expect(
            served.json("POST", "/api/v1/requests/reset", ["http": ["route": "/a"], "run": "r"]).body["removed"] == 1
        )
        #expect(ids("") == [1])
        #expect(served.json("POST", "/api/v1/requests/reset").body["removed"] == 1)
    }

    @Test(arguments: ["?status=x", "?after=x", "?since=x", "?matched=x", "?path=b", "?order=up", "?limit=x"])
    func `a query that makes no sense is refused`(_ query: String) {
        #expect(served.json("GET", "/api/v1/requests\(query)").status == 400)
    }
}
