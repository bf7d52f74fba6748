import Model
import Synchronization
import Testing

@testable import Console

@Suite struct CallbackEndpointsTests {
    private let api = AdminAPI()

    init() {
        api.sources.set {
            $0.deliveries = [
                Sample.delivery("a", exchange: 1), Sample.delivery("b", exchange: 2, mock: "m2", state: .failed),
                Sample.delivery("c", exchange: 2, state: .pending),
            ]
        }
    }

    private func ids(_ query: String) -> [String?] {
        (api.json("GET", "/api/v1/callbacks\(query)").body["callbacks"]?.array ?? []).map { $0["id"]?.string }
    }

    @Test(arguments: [
        ("", ["a", "b", "c"]), ("?state=failed", ["b"]), ("?exchange=2", ["b", "c"]), ("?mock=m2", ["b"]),
        ("?exchange=2&state=pending", ["c"]), ("?limit=1&offset=1", ["b"]), ("?mock=none", []),
        ("?state=dead", ["b"]), ("?state=pending,delivered", ["a", "c"]), ("?order=desc", ["c", "b", "a"]),
        ("?type=http", ["a", "b", "c"]), ("?type=kafka", []), ("?target=shop.test", ["a", "b", "c"]),
        ("?since=2026-01-01T00:00:00Z", []), ("?until=2026-01-01T00:00:00Z", ["a", "b", "c"]), ("?run=r", []),
        ("?name=n", []), ("?namespace=default", ["a", "b", "c"]),
    ])
    func `the list is filtered and paged`(_ query: String, _ expected: [String]) { #expect(ids(query) == expected) }

    @Test func `the total does not depend on the page`() {
        #expect(api.json("GET", "/api/v1/callbacks?limit=1").body["total"] == 3)
    }

    @Test(arguments: [
        "?state=lost", "?exchange=x", "?limit=-1", "?limit=10001", "?offset=a",
        "?type=ftp", "?since=soon", "?order=up",
    ])
    func `a query that makes no sense is refused`(_ query: String) {
        let (status, body) = api.json("GET", "/api/v1/callbacks\(query)")
        #expect(status == 400)
        #expect(body["code"] == "validation")
    }

    @Test func `one delivery shows its attempts, without credentials`() {
        let (status, body) = api.json("GET", "/api/v1/callbacks/a")
        #expect(status == 200)
        #expect(body["target"] == "POST http://shop.test/hook?x=1")
        #expect(body["headers"] == ["Authorization": "(hidden)", "X-A": "1, 2"])
        #expect(body["body"]?["a"]?.textValue == "1.0")
        #expect(body["attempts"]?[0]?["reason"] == "refused")
        #expect(body["attempts"]?[1]?["status"] == 200)
        #expect(body["attempts"]?[1]?["body"] == "ok!")
        #expect(body["attempts"]?[1]?["startedAt"] == "1970-01-01T00:00:11.000Z")
    }

    @Test func `an unknown delivery is not found`() {
        #expect(api.json("GET", "/api/v1/callbacks/zzz").status == 404)
    }

    @Test func `dead letters are listed, and the numbers of each state`() {
        let (_, body) = api.json("GET", "/api/v1/callbacks/dead")
        #expect(body["callbacks"]?.array?.map { $0["id"]?.string } == ["b"])
        #expect(api.json("GET", "/api/v1/callbacks").body["counts"]?["pending"] == 1)
    }

    @Test func `a replay run takes none away`() { #expect(api.json("DELETE", "/api/v1/callbacks").status == 405) }

    @Test func `settled ones are taken away from a server`() throws {
        let responder = AdminResponder(
            CallbackEndpoints(source: api.sources, canForget: true).table,
            entrance: AdminResponder.Entrance()
        )
        let box = AnswerBox()
        responder.respond(to: AdminAPI.request("DELETE", "/api/v1/callbacks?exchange=2")) { box.append($0) }
        #expect(try JSON.parse(try #require(box.wait()).body)["removed"] == 1)
        #expect(ids("") == ["a", "c"])
    }
}
