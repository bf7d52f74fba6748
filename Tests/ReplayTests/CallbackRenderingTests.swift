import Model
import Replay
import Templating
import Testing

/// What decides whether and how a callback is rendered besides its templates.
@Suite struct CallbackRenderingTests {
    private func paying(_ webhooks: String, payload: String = #"{"status": "paid", "n": 3}"#) throws -> ReplayEngine {
        try engine(
            """
            {"id": "m", "http": {"route": "/pay", "httpMethod": "POST"}, "response": {"payload": \(payload)},
             "webhooks": \(webhooks)}
            """
        )
    }

    private func answer(
        _ engine: ReplayEngine,
        _ fields: [(String, String)] = [],
        body: String = "{}"
    ) throws -> ReplayAnswer {
        try #require(engine.answer(request("POST", "/pay", fields: fields, body: body)).answered)
    }

    @Test(arguments: [
        (#"[{"path": "$.resp.status", "value": "paid"}]"#, true),
        (#"[{"path": "$.resp.status", "value": "open"}]"#, false),
        (
            #"[{"path": "$.statusCode", "assertAction": "lt", "value": 300}, {"path": "$.req.kind", "value": "a"}]"#,
            true
        ),
        (#"[{"path": "req.kind", "assertAction": "absent"}]"#, false),
        (#"[{"path": "$.req.other", "assertAction": "absent"}]"#, true),
        (#"[{"path": "$.req.other", "assertAction": "any"}]"#, false),
        (#"[{"any": [{"path": "$.gS.flag", "assertAction": "any"}, {"path": "$.resp.n", "value": 3}]}]"#, true),
        (#"[{"not": {"path": "$.reqHeader.X-Quiet[0]", "value": "yes"}}]"#, true),
    ])
    func `conditions look at request, answer and stores`(_ when: String, _ fires: Bool) throws {
        let engine = try paying(#"[{"url": "http://a.test/", "when": \#(when)}]"#)
        let answer = try answer(engine, body: #"{"kind": "a"}"#)
        #expect(answer.jobs.isEmpty == !fires)
    }

    @Test func `a chain of callbacks ends after eight`() throws {
        let engine = try paying(#"[{"url": "http://a.test/"}]"#)
        let first = try answer(engine)
        let eighth = try answer(engine, [("X-Understudy-Depth", "7")])
        #expect((first.jobs.first?.depth, eighth.jobs.first?.depth) == (1, 8))
        let last = try answer(engine, [("X-Understudy-Depth", "8")])
        #expect(last.jobs.isEmpty)
        #expect(last.callbackFailures.first?.reason.contains("circle") == true)
    }

    @Test func `faults are drawn as likely as they should be`() throws {
        let engine = try paying(#"[{"url": "http://a.test/", "faults": {"drop": 0.3, "duplicate": true}}]"#)
        var jobs: [CallbackJob] = []
        for _ in 0..<500 { jobs += try answer(engine).jobs }
        #expect(jobs.allSatisfy { $0.faults.isDuplicated })
        #expect((100...200).contains(jobs.count { $0.faults.isDropped }))
    }

    private func settled(_ job: CallbackJob, _ body: String, status: Int = 200) -> Delivery {
        let result = Attempt.Result.answered(
            status: status,
            fields: [("Content-Type", "application/json")],
            body: Array(body.utf8)
        )
        let attempt = Attempt(number: 1, startedAt: Timestamp(seconds: 0), duration: .zero, result: result)
        return Delivery(job: job, attempts: [attempt], state: attempt.isSuccess ? .delivered : .failed)
    }

    @Test func `what a receiver answers reaches later callbacks and stores`() throws {
        let engine = try paying(
            """
            [{"url": "http://a.test/", "response": {"extract": {"gStore": {"token": "$.resp.token", "kind": "$.req.kind"},
              "mStore": {"status": "$.statusCode"}}}},
             {"url": "http://b.test/$.gS.token", "body": {"t": "$.gS.token", "s": "$.mS.status", "paid": "$.resp.status"}}]
            """
        )
        let jobs = try answer(engine, body: #"{"kind": "a"}"#).jobs
        #expect(jobs[0].isExtracted)
        engine.keep(settled(jobs[0], #"{"token": "t-1"}"#))
        let refresh = try #require(jobs[1].refresh)
        let later = refresh()
        #expect(later.id == jobs[1].id)
        #expect(later.target == .http(method: "POST", url: "http://b.test/t-1"))
        #expect(try JSON.parse(later.body) == ["t": "t-1", "s": 200, "paid": "paid"])
        #expect(engine.withStores { $0[.global(namespace: "default"), "kind"] } == "a")
    }

    @Test func `a failed callback leaves nothing in the stores`() throws {
        let engine = try paying(#"[{"url": "http://a.test/", "response": {"extract": {"gStore": {"t": "$.resp.t"}}}}]"#)
        engine.keep(settled(try answer(engine).jobs[0], #"{"t": 1}"#, status: 500))
        #expect(engine.withStores { $0[.global(namespace: "default"), "t"] } == nil)
    }

    @Test func `an answer that waits for a callback holds what its receiver said, and counts once`() throws {
        let engine = try engine(
            """
            {"id": "m", "http": {"route": "/pay"}, "response": {"payload": {"t": "$.mS.t", "id": "$.fake.UUID"}},
             "extractAfter": {"gStore": {"n": "$.increment($.gS.n || 0)"}},
             "webhooks": [{"url": "http://a.test/", "async": false, "body": "$.resp.id",
               "response": {"extract": {"mStore": {"t": "$.resp.t"}}}}]}
            """
        )
        let first = try answer(engine)
        engine.keep(settled(first.jobs[0], #"{"t": "yes"}"#))
        let later = try #require(first.later)
        let late = later()
        let body = try JSON.parse(late.answer.body).object
        #expect(body?["t"] == "yes")
        #expect(body?["id"]?.string == String(decoding: first.jobs[0].body, as: UTF8.self))
        #expect(late.jobs.count == 1)
        #expect(engine.withStores { $0[.global(namespace: "default"), "n"]?.number?.int64 } == 1)
    }
}
