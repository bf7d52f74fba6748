import Model
import Replay
import Testing

@Suite struct CompiledProxyTests {
    private func plan(_ proxy: String, _ target: String, mock: String = "") throws -> ProxyPlan? {
        let json = #"{"id": "p", "http": {"route": "/*"}, "proxy": \#(proxy)\#(mock)}"#
        return try engine(json).answer(request("GET", target, fields: [("X-User", "ada")])).answered?.proxied?.plan
    }

    @Test(arguments: [
        (#"{"target": "https://real.test"}"#, "/a/b?c=1", "/a/b?c=1"),
        (#"{"target": "https://real.test/base/"}"#, "/a", "/base/a"),
        (#"{"target": "https://real.test/base?key=1"}"#, "/a?c=2", "/base/a?key=1&c=2"),
        (#"{"target": "https://real.test"}"#, "/stubs/default/a/b", "/a/b"),
        (#"{"target": "https://real.test", "stripPrefix": "/api"}"#, "/api/a", "/a"),
        (#"{"target": "https://real.test", "path": "/v2/$.queryParams.id"}"#, "/a?id=7", "/v2/7?id=7"),
        (#"{"target": "https://real.test", "path": "/v2?only=1"}"#, "/a?id=7", "/v2?only=1"),
    ])
    func saysWhatToAskFor(_ proxy: String, _ target: String, _ wanted: String) throws {
        let plan = try #require(try plan(proxy, target))
        #expect(plan.origin == AbsoluteURL("https://real.test/")?.origin)
        #expect(plan.target == wanted)
    }

    @Test func changesFieldsBothWays() throws {
        let proxy = """
            {"target": "https://real.test", "headers": {"X-From": "$.reqHeader.X-User[0]"}, "removeHeaders": ["Cookie"],
             "responseHeaders": {"X-Via": ["us"]}, "removeResponseHeaders": ["Server"], "preserveHost": true,
             "rewriteLocation": false}
            """
        let plan = try #require(try plan(proxy, "/a", mock: #", "response": {"delay": 40}"#))
        #expect(plan.fields.first(named: "X-From") == "ada")
        #expect(plan.responseFields.first(named: "X-Via") == "us")
        #expect(plan.removedFields == ["Cookie"] && plan.removedResponseFields == ["Server"])
        #expect(plan.preservesHost && !plan.rewritesLocation && plan.delay == .milliseconds(40))
    }

    @Test func callbacksWaitForWhatTheRealHostSays() throws {
        let json = """
            {"id": "p", "http": {"route": "/orders/:id"}, "proxy": {"target": "https://real.test"},
             "extractAfter": {"gStore": {"total": "$.resp.total"}},
             "webhooks": [{"url": "http://a.test/", "trigger": "on_error"},
                          {"url": "http://b.test/", "trigger": "on_success",
                           "body": {"id": "$.pathParam.id", "total": "$.resp.total", "stored": "$.gS.total"}}]}
            """
        let engine = try engine(json)
        let answer = try #require(engine.answer(request("GET", "/orders/7")).answered)
        #expect(answer.jobs.isEmpty)
        let said = Answer.json(201, ["total": .number(JSONNumber(text: "1.50"))])
        let after = engine.followUp(try #require(answer.proxied), said)
        #expect(after.jobs.map(\.index) == [1])
        #expect(
            after.jobs.first.map { String(decoding: $0.body, as: UTF8.self) }
                == #"{"id":"7","total":1.50,"stored":1.50}"#
        )
    }
}
