import Model
import Replay
import Testing

@Suite struct CompiledMockTests {
    @Test(arguments: [
        (#"{"route": "/a/*/b"}"#, #"{}"#, "$.http.route", "end of a route"),
        (
            #"{"route": "/", "conditions": [{"path": "$.a[", "assertAction": "any"}]}"#, #"{}"#,
            "$.http.conditions[0].path", "no JSONPath"
        ),
        (
            #"{"route": "/", "header": [{"any": [{"path": "A", "assertAction": "matches", "value": "("}]}]}"#, #"{}"#,
            "$.http.header[0].any[0].value", "regular expression"
        ),
        (
            #"{"route": "/"}"#, #"{"payload": {"a": [{"b": "$.time('x')"}]}}"#, "$.response.payload.a[0].b",
            "does not know"
        ),
        (#"{"route": "/"}"#, #"{"headers": {"X": "${$.req.a"}}"#, "$.response.headers.X", "is missing"),
        (#"{"route": "/"}"#, #"{"payload": "%", "decode": "base64"}"#, "$.response.payload", "no base64"),
        (
            #"{"route": "/"}"#, #"{"webhooks": [{"url": "http://x/$.req["}]}"#, "$.response.webhooks[0].url",
            "should stand here"
        ),
    ])
    func errorsNameThePlace(_ http: String, _ response: String, _ path: String, _ reason: String) throws {
        do {
            _ = try engine(#"{"id": "m", "http": \#(http), "response": \#(response)}"#)
            Issue.record("it compiled")
        } catch let error as ReplayError {
            #expect(error.mock.rawValue == "m")
            #expect(error.path == path)
            #expect(error.reason.contains(reason), "\(error)")
        }
    }
}
