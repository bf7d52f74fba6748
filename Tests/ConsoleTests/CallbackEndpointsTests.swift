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
    ])
    func `the list is filtered and paged`(_ query: String, _ expected: [String]) { #expect(ids(query) == expected) }

    @Test func `the total does not depend on the page`() {
        #expect(api.json("GET", "/api/v1/callbacks?limit=1").body["total"] == 3)
    }

    @Test(arguments: ["?state=lost", "?exchange=x", "?limit=-1", "?limit=10001", "?offset=a"])
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

    @Test(arguments: [(true, 200), (false, 408)])
    func `await answers when the source calls back`(_ isSettled: Bool, _ status: Int) throws {
        let box = AnswerBox()
        let request = AdminAPI.request("POST", "/api/v1/callbacks/await?timeout=1.5&exchange=2")
        api.responder.respond(to: request) { box.append($0) }
        api.settle()
        #expect(box.all.isEmpty)
        let waiting = try #require(api.sources.values.withLock { $0.waiting.first })
        #expect(waiting.limit == .milliseconds(1500))
        waiting.done(isSettled)
        let answer = try #require(box.all.first)
        #expect(answer.status == status)
        let body = try JSON.parse(answer.body)
        #expect(body["settled"] == .bool(isSettled))
        #expect(body["counts"] == ["pending": 1, "delivered": 0, "failed": 1, "abandoned": 0])
    }

    @Test(arguments: ["timeout=-1", "timeout=601", "timeout=soon", "exchange=x"])
    func `await with a query that makes no sense is refused at once`(_ query: String) {
        #expect(api.json("POST", "/api/v1/callbacks/await?\(query)").status == 400)
    }
}
