import Foundation
import Model
import Replay
import Testing

@Suite struct ReplayEngineTests {
    @Test func answersTheSeedsFirstExample() throws {
        let engine = try engine(
            """
            {"id": "stripe-payment",
             "http": {"route": "/api/payments/intents", "httpMethod": "POST"},
             "response": {"statusCode": 200,
               "payload": {"id": "pi_$.fake.UUID", "status": "succeeded", "amount": "$.req.amount"}},
             "webhooks": [{"url": "http://my-app:3000/webhooks/stripe", "method": "POST",
               "headers": {"Stripe-Signature": "t=$.fake.UnixTime,v1=test_signature"},
               "body": {"id": "evt_$.fake.UUID", "object": {"id": "$.resp.id", "amount": "$.req.amount"}},
               "trigger": "on_success", "retryCount": 3, "retryDelay": 5, "timeout": 15}]}
            """
        )
        let outcome = engine.answer(request("POST", "/api/payments/intents", body: #"{"amount": 12.50}"#))
        let answer = try #require(outcome.answered)
        let body = try JSON.parse(answer.answer.body)
        #expect(body["amount"]?.number?.text == "12.50")
        let id = try #require(body["id"]?.string)
        #expect(id.hasPrefix("pi_") && UUID(uuidString: String(id.dropFirst(3))) != nil)
        let job = try #require(answer.jobs.first)
        #expect(job.target == .http(method: "POST", url: "http://my-app:3000/webhooks/stripe"))
        #expect(job.fields.first("Stripe-Signature") == "t=1700000000,v1=test_signature")
        #expect(job.fields.first("Content-Type") == "application/json")
        #expect(try JSON.parse(job.body)["object"]?["id"]?.string == id)
        #expect((job.retries.count, job.retries.delay, job.timeout) == (3, .seconds(5), .seconds(15)))
        #expect(job.exchange == ExchangeID(rawValue: 7))
        #expect(answer.unresolved.isEmpty)
    }

    @Test func asksForTheBodyOnlyWhenItMatters() throws {
        let engine = try engine(
            """
            [{"id": "big", "http": {"route": "/pay", "httpMethod": "POST",
               "header": [{"path": "X-Kind", "assertAction": "equals", "value": "a"}],
               "conditions": [{"path": "$.amount", "assertAction": "gt", "value": 1000}]},
              "response": {"payload": "big"}},
             {"id": "any", "http": {"route": "/pay", "httpMethod": "POST"}, "response": {"payload": "any"}}]
            """
        )
        var head = request("POST", "/pay", fields: [("X-Kind", "a")], body: #"{"amount": 2000}"#)
        let body = head.body
        head.body = nil
        #expect(engine.answer(head).wantsBody)
        #expect(engine.useCounts.allSatisfy { $0.uses == 0 })
        head.body = body
        #expect(engine.answer(head).mock == "big")
        var other = request("POST", "/pay", fields: [("X-Kind", "b")], body: "{}")
        other.body = nil
        #expect(engine.answer(other).mock == "any")
        #expect(engine.answer(request("POST", "/pay", fields: [("X-Kind", "a")])).mock == "any")
    }

    @Test func ordersByPriorityThenSpecificityThenAge() throws {
        func mock(_ id: String, _ more: String) -> String {
            #"{"id": "\#(id)", \#(more), "response": {"payload": "\#(id)"}}"#
        }
        let engine = try engine(
            "["
                + [
                    mock("parameter", #""http": {"route": "/a/:id"}"#),
                    mock("rest", #""http": {"route": "/*"}"#),
                    mock("older", #""http": {"route": "/a/b"}"#),
                    mock("newer", #""http": {"route": "/a/b"}"#),
                    mock(
                        "conditioned",
                        #""http": {"route": "/a/b", "queryParams": [{"path": "x", "assertAction": "any"}]}"#
                    ),
                    mock("first", #""priority": 5, "http": {"route": "/p/*"}"#),
                    mock("second", #""http": {"route": "/p/q"}"#),
                ]
                .joined(separator: ",") + "]"
        )
        #expect(engine.answer(request("GET", "/a/b")).mock == "newer")
        #expect(engine.answer(request("GET", "/a/b?x=1")).mock == "conditioned")
        #expect(engine.answer(request("GET", "/a/c")).mock == "parameter")
        #expect(engine.answer(request("GET", "/z/y/x")).mock == "rest")
        #expect(engine.answer(request("GET", "/p/q")).mock == "first")
    }

    @Test func hostsBindProxiedRequestsAndPreferOthers() throws {
        let engine = try engine(
            """
            [{"id": "a", "http": {"route": "/v1", "host": "a.test", "scheme": "https"}, "response": {"payload": "a"}},
             {"id": "b", "http": {"route": "/v1", "host": "b.test:8443", "scheme": "https"}, "response": {"payload": "b"}},
             {"id": "any", "http": {"route": "/v2"}, "response": {"payload": "any"}}]
            """
        )
        func tunnelled(_ host: String, _ path: String = "/v1", _ scheme: Scheme = .https) -> IncomingRequest {
            request("GET", path, host: host, scheme: scheme, form: .tunnelled)
        }
        #expect(engine.answer(tunnelled("a.test")).mock == "a")
        #expect(engine.answer(tunnelled("a.test:443")).mock == "a")
        #expect(engine.answer(tunnelled("b.test:8443")).mock == "b")
        #expect(engine.answer(tunnelled("b.test")).missed != nil)
        #expect(engine.answer(tunnelled("a.test", "/v1", .http)).missed != nil)
        #expect(engine.answer(tunnelled("c.test", "/v2")).mock == "any")
        #expect(engine.answer(request("GET", "http://c.test/v2", host: "c.test", form: .absolute)).mock == "any")
        #expect(engine.answer(request("GET", "/v1", host: "a.test")).mock == "a")
        #expect(engine.answer(request("GET", "/v1", host: "localhost:5770")).mock == "b")
    }

    @Test func headIsAnsweredAsGet() throws {
        let engine = try engine(
            #"{"id": "g", "http": {"route": "/a", "httpMethod": "GET"}, "response": {"payload": "x"}}"#
        )
        #expect(engine.answer(request("HEAD", "/a")).mock == "g")
        #expect(engine.answer(request("POST", "/a")).missed != nil)
    }

    @Test func servesNamespacesUnderStubs() throws {
        let engine = try engine(
            """
            [{"id": "s", "namespace": "shop", "pathPrefix": "/v1/", "http": {"route": "/orders/:id"},
              "response": {"payload": {"id": "$.pathParam.id", "in": "$.namespace"}}}]
            """
        )
        #expect(engine.answer(request("GET", "/stubs/shop/v1/orders/a%20b")).text == #"{"id":"a b","in":"shop"}"#)
        #expect(engine.answer(request("GET", "/v1/orders/9")).text == #"{"id":"9","in":"shop"}"#)
        #expect(engine.answer(request("GET", "/stubs/other/v1/orders/9")).missed != nil)
    }

    @Test func sequencesEndAsTheySay() throws {
        func sequence(_ end: String) throws -> ReplayEngine {
            try engine(
                """
                {"id": "s", "http": {"route": "/"}, "oneOf": {"order": "order", "end": "\(end)",
                 "responses": [{"payload": "1"}, {"payload": "2"}]}}
                """
            )
        }
        func answers(_ engine: ReplayEngine) -> [String?] {
            (0..<4).map { _ in engine.answer(request("GET", "/")).text }
        }
        #expect(try answers(sequence("wrap")) == ["1", "2", "1", "2"])
        #expect(try answers(sequence("last")) == ["1", "2", "2", "2"])
        #expect(try answers(sequence("exhausted")) == ["1", "2", nil, nil])
    }

    @Test func limitsAndAgesEnd() throws {
        let now = AtomicClock()
        let engine = try engine(
            """
            [{"id": "twice", "useLimiter": 2, "http": {"route": "/a"}, "response": {"payload": "x"}},
             {"id": "brief", "ttl": 10, "http": {"route": "/b"}, "response": {"payload": "x"}}]
            """,
            ReplayOptions(clock: now.clock)
        )
        #expect((0..<3).map { _ in engine.answer(request("GET", "/a")).mock } == ["twice", "twice", nil])
        now.advance(by: .seconds(9))
        #expect(engine.answer(request("GET", "/b")).mock == "brief")
        now.advance(by: .seconds(1))
        #expect(engine.answer(request("GET", "/b")).missed != nil)
    }

    @Test func sixtyFourThreadsLoseNoIncrement() throws {
        let engine = try engine(
            """
            {"id": "c", "http": {"route": "/"}, "extract": {"gStore": {"n": "$.increment($.gS.n)"}},
             "response": {"payload": "$.gS.n"}}
            """
        )
        let results = Answers()
        DispatchQueue.concurrentPerform(iterations: 64) { _ in
            for _ in 0..<50 { results.add(engine.answer(request("GET", "/")).text ?? "") }
        }
        #expect(Set(results.all.compactMap { Int($0) }) == Set(1...3_200))
        #expect(engine.useCounts.map(\.uses) == [3_200])
    }

    @Test func aSeedMakesUsesRepeatable() throws {
        let json = """
            [{"id": "a", "http": {"route": "/a"}, "response": {"payload": "$.fake.UUID"},
              "webhooks": [{"url": "http://x.test/", "body": {"id": "$.fake.UUID"}}]},
             {"id": "b", "http": {"route": "/b"}, "response": {"payload": "$.fake.UUID"}}]
            """
        let (one, two) = (try engine(json), try engine(json))
        let first = (0..<3).map { _ in one.answer(request("GET", "/a")).answered }
        _ = two.answer(request("GET", "/b"))
        let second = (0..<3).map { _ in two.answer(request("GET", "/a")).answered }
        #expect(first.map { $0?.answer.body } == second.map { $0?.answer.body })
        #expect(first.map { $0?.jobs.first?.id } == second.map { $0?.jobs.first?.id })
        #expect(first.map { $0?.jobs.first?.body } == second.map { $0?.jobs.first?.body })
        #expect(Set(first.map { $0?.jobs.first?.id.rawValue }).count == 3)
        #expect(Set(first.map { $0?.answer.body }).count == 3)
        let free = try engine(json, ReplayOptions())
        #expect(free.answer(request("GET", "/a")).text != one.answer(request("GET", "/a")).text)
    }

    @Test func replacingKeepsTheUsesOfWhatStayed() throws {
        let json =
            #"{"id": "a", "http": {"route": "/"}, "oneOf": {"end": "last", "responses": [{"payload": "1"}, {"payload": "2"}]}}"#
        let engine = try engine("[\(json)]")
        _ = engine.answer(request("GET", "/"))
        try engine.replaceMocks(mocks("[\(json), {\"id\": \"b\", \"http\": {\"route\": \"/b\"}, \"response\": {}}]"))
        #expect(engine.answer(request("GET", "/")).text == "2")
        #expect(engine.unusedMocks == [MockID(rawValue: "b")])
        let broken = try mocks(#"{"id": "x", "http": {"route": "/"}, "response": {"payload": {"a": ["$.req["]}}}"#)
        #expect {
            try engine.replaceMocks(broken)
        } throws: { error in
            let error = error as? ReplayError
            return error?.mock.rawValue == "x" && error?.path == "$.response.payload.a[0]"
        }
        #expect(engine.answer(request("GET", "/b")).mock == "b")
    }
}

/// A clock that a test moves.
final class AtomicClock: @unchecked Sendable {
    // Guarded by the lock.
    private var now = Timestamp(seconds: 1_000)
    private let lock = NSLock()

    var clock: WallClock { WallClock { self.lock.withLock { self.now } } }

    func advance(by duration: Duration) { lock.withLock { now = now + duration } }
}

/// Texts from several threads.
private final class Answers: @unchecked Sendable {
    // Guarded by the lock.
    private var texts: [String] = []
    private let lock = NSLock()

    func add(_ text: String) { lock.withLock { texts.append(text) } }

    var all: [String] { lock.withLock { texts } }

    @Test func manyAreServedAtOnceInTheirOrder() throws {
        let list = try mocks(
            "["
                + (0..<700)
                .map { #"{"id": "m\#($0)", "http": {"route": "/r\#($0 % 350)"}, "response": {"payload": "\#($0)"}}"# }
                .joined(separator: ",")
                + #", {"id": "bad", "http": {"route": "/b"}, "response": {"payload": "$.increment("}}]"#
        )
        let engine = try ReplayEngine()
        let refused = engine.put(all: list.map { ($0, ReplayEngine.Past(uses: 3)) })
        #expect(refused.map(\.mock.rawValue) == ["bad"])
        #expect((0..<350).allSatisfy { engine.answer(request("GET", "/r\($0)")).text == "\($0 + 350)" })
        #expect(engine.uses(of: MockID(rawValue: "m400")).count == 4)
    }
}
