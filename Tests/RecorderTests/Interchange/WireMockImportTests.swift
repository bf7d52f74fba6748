import Model
import Recorder
import Replay
import Testing

@Suite struct WireMockImportTests {
    private func player(_ request: String, _ response: String = "{}") throws -> ImportPlayer {
        try ImportPlayer(imported("{\"request\": \(request), \"response\": \(response)}", as: .wiremock))
    }

    @Test func templatesAreFilled() throws {
        let player = try ImportPlayer(ImportFixtures.imported("stubs.wiremock.json"))
        let fields = [
            ("Accept", "application/json"), ("X-Mode", "FAST"), ("X-Any", "1"), ("X-Or", "ab"), ("X-Trace", "t-1"),
            ("Cookie", "session=0123abcd"), ("Authorization", "Basic YWRhOnNlY3JldA=="),
        ]
        let answer = try #require(player.answer("GET", "/orders/12/lines/x?page=2&sort=asc&size=6", fields: fields))
        let body = try JSON.parse(answer.answer.body)
        #expect(body["order"] == 12)
        #expect(body["line"] == "x")
        #expect(body["page"] == "2")
        #expect(body["id"]?.string?.count == 36)
        #expect(body["pin"]?.string?.allSatisfy { $0.isNumber } == true)
        #expect(body["at"] == "2023-11-17")
        #expect(body["stamp"] == 1_700_000_000_000)
        #expect(body["cost"] == "$.50")
        #expect(answer.answer.fields.first("X-Trace") == "t-1")
        #expect(answer.answer.delay == .milliseconds(120))
        #expect(player.status("GET", "/orders/a/lines/x?page=2&sort=asc&size=6", fields: fields) == nil)
        #expect(player.status("GET", "/orders/12/lines/x?page=2&sort=asc&size=4", fields: fields) == nil)
        #expect(player.status("GET", "/orders/12/lines/x?page=2&sort=asc&size=6&debug=1", fields: fields) == nil)
    }

    @Test func bodiesAreMatchedAndWebhooksSent() throws {
        let player = try ImportPlayer(ImportFixtures.imported("stubs.wiremock.json"))
        let body = """
            {"sku":"a","tags":[2,1],"count":4,"name":"Required","lines":[{"id":7}],"price":9,"note":"a gift","callback":"http://127.0.0.1:9/x"}
            """
        let answer = try #require(player.answer("POST", "/orders?dry=1", fields: jsonType, body: body))
        #expect(
            try JSON.parse(answer.answer.body) == [
                "sku": "a", "size": "M", "query": "1", "sum": "total 3", "raw": .number(JSONNumber(text: "1.50")),
                "free": "from $.1",
            ]
        )
        #expect(
            answer.jobs.map(\.target) == [
                .http(method: "POST", url: "http://127.0.0.1:9000/hook"),
                .http(method: "POST", url: "http://127.0.0.1:9/x"),
            ]
        )
        #expect(
            player.status(
                "POST",
                "/orders?dry=1",
                fields: jsonType,
                body: body.replacing("\"count\":4", with: "\"count\":3")
            ) == nil
        )
        #expect(
            player.status(
                "POST",
                "/orders?dry=1",
                fields: jsonType,
                body: body.replacing("a gift", with: "a spam gift")
            ) == nil
        )
    }

    @Test func formsAndJSONAreMatchedAsText() throws {
        let player = try ImportPlayer(ImportFixtures.imported("stubs.wiremock.json"))
        #expect(player.status("POST", "/form", fields: formType, body: "a=1&b=2") == 204)
        #expect(player.status("POST", "/form", fields: formType, body: "a=1&b=3") == nil)
        let contains = try self.player(#"{"urlPath": "/x", "bodyPatterns": [{"contains": "\"a\": 1"}]}"#)
        #expect(contains.status("POST", "/x", fields: jsonType, body: #"{"b":2, "a" : 1}"#) == 200)
        #expect(contains.status("POST", "/x", fields: jsonType, body: #"{"b":2, "a" : 2}"#) == nil)
    }

    @Test(arguments: [
        ("/a/[0-9]+", "/a/5", "/a/x"), ("/a/.*", "/a/b/c", "/b"), ("/a/[^/]+/c", "/a/b/c", "/a/b/x"),
        ("/a/?", "/a/", "/b"),
        ("/a/.*/c", "/a/b/b/c", "/a/c/d"), ("/v[12]/a", "/v2/a", "/v3/a"), (".*/end", "/x/y/end", "/x/end/y"),
        ("/(a|b)/c", "/b/c", "/d/c"), ("/a|/b/c", "/b/c", "/c"), ("/a\\.json", "/a.json", "/axjson"),
        (".*", "/any/thing", ""),
        ("/files/[\\w.-]+", "/files/a.b-c", "/files/a/b"), ("^/x$", "/x", "/x/"),
    ])
    func pathPatterns(_ pattern: String, _ match: String, _ miss: String) throws {
        let player = try player(#"{"urlPathPattern": \#(JSON.string(pattern).textQuoted)}"#)
        #expect(player.status("GET", match) == 200, "\(pattern) should match \(match)")
        #expect(miss.isEmpty || player.status("GET", miss) == nil, "\(pattern) should not match \(miss)")
    }

    @Test func theLowestNumberIsMostImportant() throws {
        let stubs = """
            {"mappings": [
              {"priority": 1, "request": {"urlPathPattern": "/.*"}, "response": {"status": 503}},
              {"request": {"urlPath": "/a"}, "response": {"status": 200}}]}
            """
        #expect(try ImportPlayer(imported(stubs, as: .wiremock)).status("GET", "/a") == 503)
        let huge = #"{"priority": 9223372036854775807, "request": {"url": "/a"}, "response": {}}"#
        #expect(try imported(huge, as: .wiremock).mocks.count == 1)
    }

    @Test func jsonPathsSelectOrMatch() throws {
        let patterns = """
            [{"matchesJsonPath": {"expression": "$.a"}}, {"matchesJsonPath": {"expression": "$.b", "absent": true}},
             {"matchesJsonPath": {"expression": "$.c", "or": [{"equalTo": "1"}, {"equalToJson": "[2]"}]}}]
            """
        let player = try player(#"{"urlPath": "/x", "bodyPatterns": \#(patterns)}"#)
        #expect(player.status("POST", "/x", fields: jsonType, body: #"{"a":0,"c":1}"#) == 200)
        #expect(player.status("POST", "/x", fields: jsonType, body: #"{"a":0,"c":[2]}"#) == 200)
        #expect(player.status("POST", "/x", fields: jsonType, body: #"{"a":0,"b":1,"c":1}"#) == nil)
        #expect(player.status("POST", "/x", fields: jsonType, body: #"{"c":1}"#) == nil)
        #expect(player.status("POST", "/x", fields: jsonType, body: #"{"a":0,"c":2}"#) == nil)
    }

    @Test func textWithoutTheTransformerMeansItself() throws {
        let player = try ImportPlayer(ImportFixtures.imported("single.wiremock.json"))
        #expect(player.text("GET", "/plain") == "{{request.path}} costs $.50")
    }

    @Test func whatCannotBeSaidIsNoted() throws {
        let notes = try ImportFixtures.imported("stubs.wiremock.json").notes
        for place in [
            "metadata", "X-When", "scenarioName", "bodyPatterns[10]", "customMatcher", "bodyFileName", "statusMessage",
        ] {
            #expect(notes.contains { $0.path.contains(place) }, "\(place)")
        }
    }

    @Test(arguments: [
        ("{{request.query.a}}", "1"), ("{{{request.method}}}", "GET"), ("a {{request.path}} b", "a /t/x b"),
        ("{{lookup request.query 'b[].1'}}", "3"), ("{{val request.query.none or='d'}}", "d"),
        ("{{base64 'hi'}}", "aGk="),
        ("{{! a remark }}x", "x"), ("{{request.query.b.[1]}}", "{{request.query.b.[1]}}"), ("\\{{x}}", "{{x}}"),
        ("{{#if a}}b{{/if}}", "{{#if a}}b{{/if}}"), ("{{", "{{"), ("{{}}", "{{}}"), ("{{(((}}", "{{(((}}"),
        ("{{now format='unix'}}", "1700000000"), ("{{upper 'a'}}$.x", "A$.x"), ("$", "$"), ("{{parameters.p}}", "v"),
        ("{{now offset='-9223372036854775808 days'}}", "{{now offset='-9223372036854775808 days'}}"),
        ("{{request.headers.[X-A]}}", "h"), ("{{jsonPath request.body '$.[['}}", "{{jsonPath request.body '$.[['}}"),
    ])
    func templates(_ template: String, _ expected: String) throws {
        let response = """
            {"body": \(JSON.string(template).textQuoted), "transformers": ["response-template"], "transformerParameters": {"p": "v"}}
            """
        let player = try player(#"{"urlPath": "/t/x"}"#, response)
        let text = player.text("GET", "/t/x?a=1&b[]=2&b[]=3", fields: [("X-A", "h")])
        // What nothing resolves stands in the answer as an expression.
        let isUnresolved = template == "{{request.query.b.[1]}}"
        #expect(text == (isUnresolved ? "$.queryParams.b[1]" : expected))
    }
}

extension JSON {
    /// The value as JSON text.
    var textQuoted: String { String(decoding: serialized(), as: UTF8.self) }
}
