import Model
import Recorder
import Storage
import Testing

@Suite struct SecretPathTests {
    private func redacted(_ body: String, _ paths: String...) -> String {
        let exchange = CaptureSamples.exchange(body: body)
        return CaptureSamples.redactor(RedactionRules(body: paths)).redact(exchange).stored.requestText
            .replacing(/redacted-[0-9a-f]{12}/, with: "#")
    }

    @Test func membersElementsAndWildcards() {
        let body = #"{"card":{"number":"4242","brand":"visa"},"list":[{"pin":1},{"pin":2}],"number":"1"}"#
        #expect(
            redacted(body, "$.card.number")
                == ##"{"card":{"number":"#","brand":"visa"},"list":[{"pin":1},{"pin":2}],"number":"1"}"##
        )
        #expect(redacted(body, "$.list[1].pin").contains(##"[{"pin":1},{"pin":"#"}]"##))
        #expect(redacted(body, "$.list[*].pin").contains(##"[{"pin":"#"},{"pin":"#"}]"##))
        #expect(redacted(body, "$.*.brand").contains(##""brand":"#""##))
        #expect(redacted(body, "$.nothing.here") == body)
    }

    @Test func textThatIsCutOrBrokenIsReadAsFarAsItGoes() {
        #expect(redacted(#"{"a":"x","b":"cut"#, "$.b") == ##"{"a":"x","b":"#"##)
        #expect(redacted(#"{"a":"x","b" oops "c":"y"}"#, "$.a") == ##"{"a":"#","b" oops "c":"y"}"##)
        #expect(redacted("no json at all", "$.a") == "no json at all")
        #expect(redacted(String(repeating: "[", count: 100_000), "$[0]").count == 100_000)
    }
}
