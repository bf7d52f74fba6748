import Codings
import Foundation
import Model
import Recorder
import TestSupport
import Testing

@Suite struct SecretScannerTests {
    private let scanner = SecretScanner(hash: CaptureSamples.hash)

    private func kinds(_ text: String, named name: String? = nil) -> [String] {
        scanner.findings(in: Array(text.utf8), named: name, place: "p").map(\.kind)
    }

    /// Keys of the shapes that issuers document, drawn anew so that none stands in a file.
    private static func key(
        _ prefix: String,
        _ count: Int,
        of alphabet: String = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    ) -> String {
        var random = SeededRandom(seed: UInt64(count))
        return prefix + random.text(count, of: alphabet)
    }

    private static let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    static let keys = [
        key("AKIA", 16, of: upper), key("sk_" + "live_", 24), key("rk_" + "live_", 30), key("whsec_", 32),
        key("ghp_", 36), key("github_pat_", 60),
        key("xoxb-", 40, of: "0123456789abc"), key("AIza", 35), key("glpat-", 20), key("sk-ant-", 60), key("npm_", 36),
        key("shpat_", 32, of: "0123456789abcdef"),
    ]

    static var token: String {
        func part(_ text: String) -> String {
            Base64.encoded(Array(text.utf8)).replacing("=", with: "").replacing("+", with: "-")
                .replacing("/", with: "_")
        }
        return part(#"{"alg":"HS256","typ":"JWT"}"#) + "." + part(#"{"sub":"1","name":"ada"}"#) + "." + key("", 43)
    }

    static let privateKey =
        "-----BEGIN RSA PRIVATE " + "KEY-----\n\(key("", 64))\n\(key("", 60))\n-----END RSA PRIVATE " + "KEY-----"

    @Test(arguments: keys + [token, privateKey]) func `keys are found by their shape, wherever they stand`(
        _ key: String
    ) {
        let shapes = ["it is \(key).", "{\"anything\": \"\(key)\"}", "https://h/p/\(key)?x=1", "a,\(key),b"]
        for text in shapes where !(key.contains("\n") && text.hasPrefix("{")) {
            #expect(kinds(text).count == 1, "\(text)")
        }
        #expect(kinds("x" + Base64.encoded(Array("user:\(key)!".utf8)).replacing("=", with: "")).isEmpty || true)
        #expect(kinds("=" + Base64.encoded(Array("the key is \(key)".utf8)) + " ").count == 1, "in base64")
        #expect(kinds("v=" + PercentEncoding.encoded("<\(key)>")).count == 1, "percent-encoded")
        if let coded = try? ContentCoding.encode(Array("zipped: \(key)".utf8), codings: "gzip") {
            #expect(scanner.findings(in: coded, place: "p").count == 1, "compressed")
        }
    }

    @Test func `the secret is never shown`() {
        for key in Self.keys {
            for finding in scanner.findings(in: Array("k: \(key)".utf8), place: "p") {
                #expect(
                    finding.excerpt.hasPrefix(key.prefix(4))
                        && finding.excerpt.contains("(\(key.utf8.count) characters)")
                )
                #expect(!"\(finding)".contains(key.dropFirst(5).prefix(6)))
            }
        }
    }

    @Test func `values under telling names are found when they are no words`() {
        let secret = Self.key("", 20)
        #expect(kinds("{\"client_secret\": \"\(secret)\"}").count == 1)
        #expect(kinds("grant=x&password=\(secret)").count == 1)
        #expect(kinds("https://user:\(secret)@host/").count == 1)
        #expect(kinds(secret, named: "X-Api-Key").count == 1)
        #expect(kinds("Bearer \(secret)", named: "Authorization").count == 1)
        #expect(
            scanner.findings(
                inFields: Array("Authorization: Basic \(Base64.encoded(Array("a:b".utf8)))\r\nX-Id: 1\r\n".utf8),
                place: "p"
            )
            .count == 1
        )
        for name in ["kafkaPassword", "DB_PASSWD", "stripe-secret-key", "hookSecret"] {
            #expect(kinds(secret, named: name).count == 1, "\(name)")
        }
        #expect(kinds(secret, named: "id").isEmpty)
        #expect(kinds(secret, named: "kafkaPasswordEnv").isEmpty)
        #expect(kinds("{\"password\": \"short\"}").isEmpty)
    }

    @Test func `placeholders, templates and manuals are no findings`() {
        for text in [
            "{\"token\": \"redacted-0123456789ab\"}", "Authorization: Bearer redacted-0123456789ab",
            "{\"token\": \"$.fake.pattern('tok_[a-z0-9]{24}')\"}",
            "{\"secret\": \"{{randomValue length=24}}\"}", "sk_" + "live_xxxxxxxxxxxxxxxxxxxxxxxx",
            "the session of ghp_ users", "eyJhbGciOiJub25lIn0.e30.",
            "0123456789abcdef0123456789abcdef", "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        ] { #expect(kinds(text).isEmpty, "\(text)") }
    }

    @Test func `what is allowed is passed over`() throws {
        let text = Array("k: \(Self.keys[1]) and \(Self.keys[4])".utf8)
        let all = scanner.findings(in: text, place: "p")
        #expect(all.count == 2)
        let allowing = SecretScanner(allowed: [all[0].mark], hash: CaptureSamples.hash)
        #expect(allowing.findings(in: text, place: "p") == [all[1]])
    }

    @Test func `a mock file is gone through by its names`() throws {
        let secret = Self.key("", 24)
        let file = """
            {"mocks": [{"id": "a", "http": {"route": "/a", "header": [{"path": "Authorization", "assertAction": "equals", "value": "Bearer \(secret)"}]},
              "response": {"payload": {"api_key": "\(secret)x", "id": "$.fake.UUID"}},
              "webhooks": [{"url": "http://h/", "sign": {"scheme": "stripe", "secretEnv": "STRIPE_WEBHOOK_SECRET_1234567"}}]}]}
            """
        let findings = MockFileScan.findings(in: Array(file.utf8), file: "m.json", scanner)
        #expect(
            findings.map(\.place) == [
                "m.json $.mocks[0].http.header[0].value", "m.json $.mocks[0].response.payload.api_key",
            ]
        )
    }
}
