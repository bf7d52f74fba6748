import Model
import Recorder
import Storage
import TestSupport
import Testing

@Suite struct JSONSecretsTests {
    private func redacted(_ body: String, type: String = "application/json") -> String {
        let exchange = CaptureSamples.exchange(fields: [("Content-Type", type)], body: body)
        return CaptureSamples.redactor().redact(exchange).stored.requestText
            .replacing(/redacted-[0-9a-f]{12}/, with: "#")
    }

    @Test(arguments: [
        (#"{ "password" : "x" ,"b":1}"#, ##"{ "password" : "#" ,"b":1}"##),
        (#"{"clientSecret":"a\"b","n":2}"#, ##"{"clientSecret":"#","n":2}"##),
        (#"{"a":[{"id_token":"x"}]}"#, ##"{"a":[{"id_token":"#"}]}"##),
        (#"{"cvv":123}"#, ##"{"cvv":"#"}"##),
        (#"{"api_key":["a", 7 ,"b"]}"#, ##"{"api_key":["#", "#" ,"#"]}"##),
        (#"{"token":null,"secret":true,"password":""}"#, #"{"token":null,"secret":true,"password":""}"#),
        (#"{"token":{"id":"x"},"secrets":"x"}"#, #"{"token":{"id":"x"},"secrets":"x"}"#),
        (#"{"password":"cut off"#, ##"{"password":"#"##),
        (#"{"password":"ends with \\"}"#, ##"{"password":"#"}"##),
        (#"{"inner":"{\"password\":\"a\\\"b\",\"c\":1}","d":2}"#, ##"{"inner":"{\"password\":\"#\",\"c\":1}","d":2}"##),
        (#"{"inner":"{\"password\":\"cut"}"#, ##"{"inner":"{\"password\":\"#"}"##),
        ("{\"token\":\"a\"}\n{\"token\":\"b\"}", "{\"token\":\"#\"}\n{\"token\":\"#\"}"),
        (#"{"text":"the password: is here","x":":"}"#, #"{"text":"the password: is here","x":":"}"#),
        (#"{"url":"https://a.test/?api_key=abc&x=1"}"#, ##"{"url":"https://a.test/?api_key=#&x=1"}"##),
        (#""password":"#, #""password":"#),
        (":", ":"), ("", ""), (#"":"#, #"":"#),
    ])
    func onlyTheSecretChanges(body: String, expected: String) {
        #expect(redacted(body) == expected)
    }

    @Test func theSameSecretInAnotherSpellingIsTheSame() throws {
        let redactor = CaptureSamples.redactor()
        func placeholder(_ body: String) throws -> String? {
            try JSON.parse(redactor.redact(CaptureSamples.exchange(body: body)).stored.requestText)["password"]?.string
        }
        let one = try placeholder(#"{"password":"a/b"}"#)
        #expect(one != nil)
        #expect(try placeholder(#"{"password":"a\/b"}"#) == one)
        #expect(try placeholder(#"{"password":"\u0061/b"}"#) == one)
    }

    @Test func wellFormedJSONStaysWellFormedAndNothingElseChanges() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededRandom(seed: seed)
        let redactor = CaptureSamples.redactor()
        for _ in 0..<300 {
            let value = randomValue(depth: 4, &random)
            let text = value.serialized(indented: Bool.random(using: &random))
            let stored = redactor.redact(CaptureSamples.exchange(body: String(decoding: text, as: UTF8.self))).stored
            let back = try JSON.parse(stored.exchange.requestBody.bytes)
            #expect(blanked(back) == blanked(value), "seed \(seed)")
        }
    }

    private func randomValue(depth: Int, _ random: inout SeededRandom) -> JSON {
        let texts = ["", "a", "\"", "\\", "x\\\"y", "é€", ":", "{\"password\":1}", "line\nbreak", "token"]
        switch Int.random(in: depth > 0 ? 0...6 : 2...6, using: &random) {
        case 0:
            let names = ["password", "id", "a b", "q\"", "client_secret", "token", "x\\"]
            return .object(
                JSONObject(
                    (0..<Int.random(in: 0...4, using: &random))
                        .map { _ in
                            JSONObject.Member(
                                names.randomElement(using: &random)!,
                                randomValue(depth: depth - 1, &random)
                            )
                        }
                )
            )
        case 1:
            return .array(
                (0..<Int.random(in: 0...3, using: &random)).map { _ in randomValue(depth: depth - 1, &random) }
            )
        case 2: return .null
        case 3: return .bool(Bool.random(using: &random))
        case 4: return .int(Int.random(in: -99...99, using: &random))
        default: return .string(texts.randomElement(using: &random)!)
        }
    }

    /// The value with what may be redacted blanked, in strings that hold JSON too, or the same as a secret.
    private func blanked(_ value: JSON, isSecret: Bool = false) -> JSON {
        switch value {
        case .object(let object):
            return .object(
                JSONObject(
                    object.members.map {
                        let isSecret = ["password", "client_secret", "token"].contains($0.name)
                        return JSONObject.Member($0.name, blanked($0.value, isSecret: isSecret))
                    }
                )
            )
        case .array(let elements): return .array(elements.map { blanked($0, isSecret: isSecret) })
        case .string(let text) where isSecret || text.contains("password") || text.hasPrefix("redacted-"):
            return text.isEmpty ? "" : "blank"
        case .number where isSecret: return "blank"
        default: return value
        }
    }
}
