import Model
import Recorder
import Storage
import Testing

@Suite struct RedactionRulesFileTests {
    private func read(_ text: String) throws -> RedactionRules {
        try RedactionRules.read(Array(text.utf8), name: "rules.json")
    }

    @Test func addsToTheStandardAndTakesOut() throws {
        let rules = try read(
            #"{"fields":["X-Pin"],"query":["otp"],"body":["pin","$.a.b"],"keep":["api_key"]}"#
        )
        let redactor = CaptureSamples.redactor(rules)
        let exchange = CaptureSamples.exchange(
            target: "/?otp=1&api_key=2&token=3",
            fields: [("X-Pin", "4")],
            body: #"{"pin":"5","a":{"b":"6"},"api_key":"7"}"#
        )
        let stored = redactor.redact(exchange).stored
        #expect(stored.exchange.request.target.contains("api_key=2"))
        #expect(
            !stored.exchange.request.target.contains("otp=1") && !stored.exchange.request.target.contains("token=3")
        )
        #expect(stored.exchange.request.fields.first("X-Pin")?.hasPrefix("redacted-") == true)
        #expect(!stored.holds("\"5\"") && !stored.holds("\"6\"") && stored.holds("\"7\""))
    }

    @Test(arguments: [
        ("{", "are not JSON: line 1"),
        ("[]", "$ is a array"),
        (#"{"field":[]}"#, "$.field is unknown; known are fields, query, body, words, keep"),
        (#"{"fields":"x"}"#, "$.fields is a string"),
        (#"{"fields":["a",1]}"#, "$.fields[1] is not a name"),
        (#"{"body":["$..x"]}"#, "$.body[0] \"$..x\" is no path"),
        (#"{"words":["a-b"]}"#, "$.words[0] \"a-b\" is too short"),
    ])
    func errorsNameThePlace(text: String, expected: String) {
        do {
            _ = try read(text)
            Issue.record("\(text) was accepted")
        } catch {
            #expect("\(error)".contains("rules.json") && "\(error)".contains(expected), "\(error)")
        }
    }

    @Test func theRulesOfARecordingComeBackAsTheyWere() throws {
        let rules = RedactionRules(fields: ["A"], query: ["b"], body: ["$.c"], words: ["pin"], kept: ["d"])
        #expect(try RedactionRules(json: rules.json) == rules)
    }
}
