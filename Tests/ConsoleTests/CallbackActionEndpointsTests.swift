import Model
import Synchronization
import Testing

@testable import Console

@Suite struct CallbackActionEndpointsTests {
    private let api = AdminAPI()

    init() {
        api.sources.set {
            $0.deliveries = [
                Sample.delivery("a", exchange: 1), Sample.delivery("b", exchange: 2, mock: "m2", state: .failed),
                Sample.delivery("c", exchange: 2, state: .pending),
                Sample.delivery("d", exchange: 2, state: .abandoned),
            ]
        }
    }

    private func states() -> [Delivery.State] { api.sources.values.withLock { $0.deliveries.map(\.state) } }

    @Test func `one is sent again under its id`() {
        let (status, body) = api.json("POST", "/api/v1/callbacks/b/redeliver")
        #expect(status == 200 && body["ids"] == ["b"])
        #expect(states() == [.delivered, .pending, .pending, .abandoned])
        #expect(api.json("POST", "/api/v1/callbacks/c/redeliver").status == 409)
        #expect(api.json("POST", "/api/v1/callbacks/x/redeliver").status == 404)
    }

    @Test(
        arguments: [
            (["state": "dead"], ["b", "d"]), (["ids": ["a", "c"]], ["a"]), (["mock": "m2"], ["b"]), (["ids": []], []),
            (["state": "pending"], []),
        ] as [(JSON, JSON)]
    )
    func `many are sent again, pending ones never`(_ body: JSON, _ expected: JSON) {
        let (status, answer) = api.json("POST", "/api/v1/callbacks/redeliver", body)
        #expect(status == 200 && answer["ids"] == expected)
    }

    @Test func `nothing is sent again by a request that names nothing`() {
        #expect(api.json("POST", "/api/v1/callbacks/redeliver").status == 400)
        #expect(states() == [.delivered, .failed, .pending, .abandoned])
    }

    @Test func `only a pending one is cancelled`() {
        #expect(api.json("POST", "/api/v1/callbacks/c/cancel").status == 200)
        #expect(api.json("POST", "/api/v1/callbacks/a/cancel").status == 409)
        #expect(api.json("POST", "/api/v1/callbacks/x/cancel").status == 404)
    }

    @Test(
        arguments: [
            ("?run=r", nil, .run(RunID(rawValue: "r"))), ("", ["run": "r"], .run(RunID(rawValue: "r"))),
            ("", ["exchange": 7], .exchange(ExchangeID(rawValue: 7))), ("", nil, .all),
        ] as [(String, JSON?, AwaitedCallbacks)]
    )
    func `await is about a run, a request or all`(_ query: String, _ body: JSON?, _ awaited: AwaitedCallbacks) throws {
        let box = AnswerBox()
        let method = body == nil ? "GET" : "POST"
        api.responder.respond(to: AdminAPI.request(method, "/api/v1/callbacks/await\(query)", body)) { box.append($0) }
        api.settle()
        let waiting = try #require(api.sources.values.withLock { $0.waiting.first })
        #expect(waiting.awaited == awaited && waiting.limit == .seconds(30))
    }

    @Test(arguments: [(true, 200), (false, 408)])
    func `await answers when the source calls back`(_ isSettled: Bool, _ status: Int) throws {
        let box = AnswerBox()
        let request = AdminAPI.request("POST", "/api/v1/callbacks/await?timeout=1.5&exchange=2")
        api.responder.respond(to: request) { box.append($0) }
        api.settle()
        #expect(box.all.isEmpty)
        let waiting = try #require(api.sources.values.withLock { $0.waiting.first })
        #expect(waiting.awaited == .exchange(ExchangeID(rawValue: 2)))
        #expect(waiting.limit == .milliseconds(1500))
        waiting.done(isSettled)
        let answer = try #require(box.all.first)
        #expect(answer.status == status)
        let body = try JSON.parse(answer.body)
        #expect(body["settled"] == .bool(isSettled))
        #expect(body["counts"]?["pending"] == 1)
        #expect(body["counts"]?["failed"] == 1)
        #expect(body["counts"]?["delivered"] == 0)
    }

    @Test(arguments: ["timeout=-1", "timeout=601", "timeout=soon", "exchange=x"])
    func `await with a query that makes no sense is refused at once`(_ query: String) {
        #expect(api.json("POST", "/api/v1/callbacks/await?\(query)").status == 400)
    }
}
