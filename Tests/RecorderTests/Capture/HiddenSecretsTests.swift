import Model
import Recorder
import Storage
import TestSupport
import Testing

/// Secrets that no name gives away.
@Suite struct HiddenSecretsTests {
    private let redactor = CaptureSamples.redactor()
    private static var random: SeededRandom { SeededRandom(seed: 5) }

    /// Drawn anew, so that no key stands in a file.
    private static var key: String {
        var random = random
        return "ghp_" + random.text(36)
    }

    private static func base64(_ text: String) -> String { Base64.encoded(Array(text.utf8)) }

    private static var token: String {
        var random = random
        let parts = [#"{"alg":"HS256"}"#, #"{"sub":"ada"}"#].map { base64($0).replacing("=", with: "") }
        return (parts + [random.text(43)]).joined(separator: ".")
    }

    private func stored(_ exchange: Exchange) -> StoredExchange { redactor.redact(exchange).stored }

    @Test func `keys and tokens go by their shape, wherever they stand`() {
        for secret in [Self.key, Self.token] {
            let exchange = CaptureSamples.exchange(
                target: "/hooks/\(secret)/x?note=\(secret)",
                fields: [("X-Note", "see \(secret)"), ("Content-Type", "text/plain")],
                body: "the value is \(secret), keep it",
                answer: [("X-Echo", secret)],
                answerBody: Array(#"{"anything": "\#(secret)"}"#.utf8)
            )
            let result = stored(exchange)
            #expect(!result.holds(secret), "\(secret.prefix(4))")
            #expect(result.requestText.hasPrefix("the value is redacted-") && result.requestText.hasSuffix(", keep it"))
        }
    }

    @Test func `JSON in base64 is written anew around the placeholder`() throws {
        for isURLSafe in [false, true] {
            var wrapped = Self.base64(#"{"user":"ada??>>","password":"correct-horse-7"}"#)
            if isURLSafe {
                wrapped = wrapped.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
            }
            let result = stored(
                CaptureSamples.exchange(target: "/a?state=\(wrapped)", body: "{\"data\": \"\(wrapped)\"}")
            )
            let body = try JSON.parse(result.requestText)
            let inner = try JSON.parse(try #require(body["data"]?.string.flatMap(Base64.decoded)))
            #expect(inner["user"] == "ada??>>")
            #expect(inner["password"]?.string?.hasPrefix("redacted-") == true)
            #expect(
                result.exchange.request.target.contains(body["data"]?.string ?? "?"),
                "equal secrets are equal in both places"
            )
            if isURLSafe { #expect(body["data"]?.string?.contains { "+/=".contains($0) } == false) }
        }
    }

    @Test func `a secret within other text in base64 is found when it is known`() {
        let secret = "s3cret-of-ada-2026"
        let wrapped = Self.base64("ada:\(secret)!")
        let result = stored(CaptureSamples.exchange(fields: [("X-Api-Key", secret)], body: "x=\(wrapped)"))
        #expect(!result.holds(wrapped) && !result.holds(secret))
        #expect(
            String(decoding: Base64.decoded(String(result.requestText.dropFirst(2))) ?? [], as: UTF8.self)
                .hasPrefix("ada:redacted-")
        )
    }

    @Test func `a sort of key can be left alone, and rules say which sorts there are`() throws {
        let rules = try RedactionRules.read(Array(#"{"keep": ["github"]}"#.utf8), name: "r")
        let result = CaptureSamples.redactor(rules).redact(CaptureSamples.exchange(body: "k \(Self.key)")).stored
        #expect(result.holds(Self.key))
        #expect(throws: RedactionRulesError.self) {
            try RedactionRules.read(Array(#"{"shapes": ["none"]}"#.utf8), name: "r")
        }
        #expect(try RedactionRules(json: rules.json) == rules)
    }

    @Test func `signatures of webhooks and plain base64 stay`() {
        let signature = "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="
        let text = Self.base64("nothing to hide in here, at all")
        let exchange = CaptureSamples.exchange(
            fields: [("webhook-signature", signature)],
            body: "{\"note\": \"\(text)\"}"
        )
        #expect(stored(exchange).holds(signature) && stored(exchange).holds(text))
    }

    @Test func `what one exchange shows is known in the next ones, also in a webhook`() throws {
        let folder = try TemporaryFolder()
        let file = try DatabaseFile(path: folder.path("a.db"), for: .creating)
        let recorder = try ExchangeRecorder(
            file: file,
            name: "r",
            rules: .standard,
            hash: CaptureSamples.hash,
            logger: CaptureSamples.logger
        )
        let secret = "tok-ada-0123456789"
        recorder.record(CaptureSamples.exchange(1, answerBody: Array(#"{"access_token": "\#(secret)"}"#.utf8)))
        var webhook = CaptureSamples.exchange(
            2,
            target: "/hooks/\(secret)/done",
            body: #"{"about": "\#(secret)", "other": "\#(secret)x"}"#
        )
        webhook.kind = .webhook
        recorder.record(webhook)
        #expect(recorder.finish().redactions["the same secret elsewhere"] == 2)
        let found = try #require(try ExchangeStore(file).exchange(ExchangeID(rawValue: 2)))
        let first = try #require(try ExchangeStore(file).exchange(ExchangeID(rawValue: 1)))
        let placeholder = try #require(try JSON.parse(first.responseText)["access_token"]?.string)
        #expect(found.exchange.request.target == "/hooks/\(placeholder)/done")
        #expect(try JSON.parse(found.requestText)["about"] == .string(placeholder))
        #expect(try JSON.parse(found.requestText)["other"] == .string("\(secret)x"), "another word is another value")
    }
}
