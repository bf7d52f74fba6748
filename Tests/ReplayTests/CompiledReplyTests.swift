import Model
import Replay
import Testing

@Suite struct CompiledReplyTests {
    private func answer(
        _ response: String,
        _ target: String = "/",
        _ options: ReplayOptions = ReplayOptions(seed: 3)
    ) throws
        -> Answer
    {
        let engine = try engine(#"{"id": "m", "http": {"route": "/"}, "response": \#(response)}"#, options)
        return try #require(engine.answer(request("GET", target)).answered).answer
    }

    @Test func constantPayloadsKeepTheirText() throws {
        let answer = try answer(#"{"statusCode": 201, "payload": {"z": 1.0, "a": [1e3, 12345678901234567890, "é\n"]}}"#)
        #expect(String(decoding: answer.body, as: UTF8.self) == #"{"z":1.0,"a":[1e3,12345678901234567890,"é\n"]}"#)
        #expect(answer.status == 201)
        #expect(answer.fields.first("Content-Type") == "application/json")
    }

    @Test func contentTypesAreNamedOnlyWhereNothingIsSaid() throws {
        #expect(try answer(#"{"payload": "hi"}"#).fields.first("Content-Type") == "text/plain; charset=utf-8")
        #expect(
            try answer(#"{"payload": {}, "headers": {"content-type": ["a/b"]}}"#).fields == [("content-type", "a/b")]
        )
        #expect(try answer(#"{"statusCode": 204}"#).fields.isEmpty)
        #expect(try answer(#"{"payload": "aGk=", "decode": "base64"}"#).fields.isEmpty)
    }

    @Test func severalFieldsOfOneNameStay() throws {
        let fields = try answer(#"{"headers": {"Set-Cookie": ["a=1", "b=$.queryParams.b"]}}"#, "/?b=2").fields
        #expect(fields.all(named: "set-cookie") == ["a=1", "b=2"])
    }

    @Test func base64BecomesBytes() throws {
        #expect(try answer(#"{"payload": "AAH/", "decode": "base64"}"#).body == [0, 1, 255])
        #expect(try answer(#"{"payload": "$.queryParams.b", "decode": "base64"}"#, "/?b=aGk").body == Array("hi".utf8))
        let failed = try answer(#"{"payload": "$.queryParams.b", "decode": "base64"}"#, "/?b=a")
        #expect(failed.status == 500)
        let text = String(decoding: failed.body, as: UTF8.self)
        #expect(text.contains(#"mock \"m\""#) && text.contains("$.response.payload"))
    }

    @Test func delaysAreDrawnAndScaled() throws {
        let half = ReplayOptions(seed: 3, timeScale: 0.5)
        #expect(try answer(#"{"delay": 1500}"#).delay == .milliseconds(1_500))
        #expect(try answer(#"{"delay": 1500}"#, "/", half).delay == .milliseconds(750))
        let uniform = try answer(#"{"delay": {"type": "uniform", "lower": 100, "upper": 200}}"#).delay
        #expect(uniform >= .milliseconds(100) && uniform <= .milliseconds(200))
        let cut = #"{"delay": {"type": "lognormal", "median": 100, "sigma": 3, "maxValue": 120}}"#
        #expect(try answer(cut).delay <= .milliseconds(120))
    }

    @Test func randomSequencesFollowTheSeed() throws {
        let json = """
            {"id": "r", "http": {"route": "/"}, "oneOf": {"order": "random",
             "responses": [{"payload": "a"}, {"payload": "b"}, {"payload": "c"}]}}
            """
        func texts() throws -> [String?] {
            let engine = try engine(json)
            return (0..<30).map { _ in engine.answer(request("GET", "/")).text }
        }
        #expect(try texts() == texts())
        #expect(try Set(texts()).count == 3)
    }
}
