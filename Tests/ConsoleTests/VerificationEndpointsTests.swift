import Model
import Synchronization
import Testing

@testable import Console

@Suite struct VerificationEndpointsTests {
    private let served: Served

    init() throws {
        served = try Served()
        served.journal.list.withLock {
            $0 = [
                .sample(1, "GET", "/a"), .sample(2, "POST", "/b"), .sample(3, "GET", "/a", run: "r"),
                .sample(4, "GET", "/c"),
            ]
        }
    }

    private func verify(_ json: JSON, _ query: String = "", _ fields: FieldSection = []) -> (status: Int, body: JSON) {
        served.json("POST", "/api/v1/requests/verify\(query)", json, fields: fields)
    }

    @Test(
        arguments: [
            (["path": "/a"], true), (["path": "/none"], false), (["path": "/a", "count": 2], true),
            (["path": "/a", "count": 1], false), (["path": "/none", "count": 0], true),
            (["path": "/a", "atLeast": 3], false),
            (["path": "/a", "atLeast": 1, "atMost": 2], true), (["path": "/none", "atMost": 1], true),
            (["path": "/a", "atMost": 1], false), (["http": ["route": "/b", "httpMethod": "POST"]], true), ([:], true),
            (["mock": "m", "count": 4], true), (["path": "/a", "run": "r", "count": 1], true),
        ] as [(JSON, Bool)]
    )
    func `requests are counted`(_ json: JSON, _ expected: Bool) {
        let (status, body) = verify(json)
        #expect(status == 200)
        #expect(body["verified"] == .bool(expected))
        #expect(body["count"]?.int == body["requests"]?.array?.count)
    }

    @Test func `a strict verification that fails is no success`() {
        #expect(verify(["path": "/none"], "?strict=true").status == 417)
        #expect(verify(["path": "/a"], "?strict=true").status == 200)
        #expect(verify(["path": "/none"], "?strict=false").status == 200)
    }

    @Test func `the run that the request names is meant`() {
        #expect(verify(["path": "/a", "count": 1], "", [("X-Understudy-Run", "r")]).body["verified"] == true)
    }

    @Test(
        arguments: [
            ([["path": "/a"], ["path": "/b"], ["path": "/c"]], true, 3), ([["path": "/a"], ["path": "/a"]], true, 2),
            ([["path": "/a"], ["path": "/a"], ["path": "/a"]], false, 2), ([["path": "/c"], ["path": "/b"]], false, 1),
        ] as [(JSON, Bool, Int)]
    )
    func `requests come in order, others may come between`(_ steps: JSON, _ expected: Bool, _ count: Int) {
        let body = verify(["inOrder": steps]).body
        #expect(body["verified"] == .bool(expected))
        #expect(body["count"] == .int(count))
    }

    @Test func `a wrong order is told apart from what never came`() {
        let late = verify(["inOrder": [["path": "/c"], ["path": "/b"]]]).body["message"]?.string
        #expect(late == "step 2 did not come after request 4: /b; it came before")
        let never = verify(["inOrder": [["path": "/a"], ["path": "/d"]]]).body["message"]?.string
        #expect(never?.hasPrefix("step 2 did not come after request 1: /d; the nearest is request ") == true)
    }

    @Test(
        arguments: [
            ["count": 1, "atLeast": 1], ["atLeast": 3, "atMost": 2], ["count": -1], ["inOrder": []], ["inOrder": [1]],
            ["path": "x"], ["http": ["conditions": [["path": "a", "value": "("]]]],
        ] as [JSON]
    )
    func `what makes no sense is refused`(_ json: JSON) { #expect(verify(json).status == 400) }

    @Test(arguments: [(true, 200), (false, 408)])
    func `a wait answers when the journal calls back`(_ isReached: Bool, _ status: Int) throws {
        var request = AdminAPI.request("POST", "/api/v1/requests/wait")
        request.body = JSON.object(["path": "/a", "count": 3, "timeout": 1.5]).serialized()
        let box = AnswerBox()
        served.console.respond(to: request) { box.append($0) }
        _ = served.json("GET", "/health/live")
        #expect(box.all.isEmpty)
        let waiting = try #require(served.journal.waiting.withLock { $0.first })
        #expect(waiting.count == 3)
        #expect(waiting.limit == .milliseconds(1_500))
        #expect(waiting.query.http?.route == "/a")
        waiting.done(isReached, 2)
        let answer = try #require(box.wait())
        #expect(answer.status == status)
        #expect(try JSON.parse(answer.body) == ["reached": .bool(isReached), "count": 2])
    }

    @Test(arguments: [["timeout": 601], ["timeout": -1], ["count": 0], ["path": "x"]] as [JSON])
    func `a wait that makes no sense is refused at once`(_ json: JSON) {
        #expect(served.json("POST", "/api/v1/requests/wait", json).status == 400)
    }
}
