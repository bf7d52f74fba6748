import Foundation
import Model
import Recorder
import Storage
import TestSupport
import Testing

/// Names that no list holds, and what must stand under them to be a secret.
@Suite struct TellingWordsTests {
    private static let made = "q7Xw2LmK9vRt4ZcB8nHs"
    private static let hash = "$2b$12$Q7Xw2LmK9vRt4ZcB8nHsOe"

    private func isRedacted(_ name: String, _ value: JSON, rules: RedactionRules = .standard) -> Bool {
        let body = JSON.object(JSONObject([.init(name, value), .init("other", "stays")]))
        let exchange = CaptureSamples.exchange(body: String(decoding: body.serialized(), as: UTF8.self))
        let (stored, counts) = CaptureSamples.redactor(rules).redact(exchange)
        #expect(stored.holds("stays"))
        return !counts.isEmpty
    }

    @Test(arguments: [
        "dbPassword", "kafkaPassword", "DB_PASSWD", "userpassword", "user.password_hash", "user[password]", "password2",
        "wifiPassphrase", "door-passcode", "adminPwd", "passwordRepeat", "old_passwords",
        "stripe_secret_key", "clientSecretValue", "hookSecret", "SECRET_2", "shopApiKey", "X-Shop-Api-Key",
        "tls_private_key",
    ])
    func `what a password, a secret or a key is called, whatever it looks like`(_ name: String) {
        for value in [Self.made, Self.hash, "hunter2", "correct horse", "123456", "p@ss"] {
            #expect(isRedacted(name, .string(value)), "\(value)")
        }
        #expect(isRedacted(name, [.string(Self.made), "hunter2"]))
        for value: JSON in [true, false, 12, 1.5, nil, "", "true", "required", "********", "2026-11-28T03:27:39Z"] {
            #expect(!isRedacted(name, value), "\(value)")
        }
        #expect(!isRedacted(name, "https://shop.test/reset/12"))
    }

    @Test(arguments: [
        "shopToken", "csrf_token", "X-Device-Token", "SESSIONTOKENS", "awsAccessKey", "db_credentials",
        "hmacSigningKey",
        "secret_key_base", "apiKeyStripe", "token_github", "passwordForShop",
    ])
    func `what may be called a secret, where it looks like one`(_ name: String) {
        for value in [Self.made, "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "tok_12345678", "9f86d081884c7d65"] {
            #expect(isRedacted(name, .string(value)), "\(value)")
        }
        for value: JSON in [
            "internationalization", "Bearer", "google-oauth2", "a label, No 12345678", "ada42@shop.test", "12345678",
            12, true,
            "2026-11-28T03:27:39Z",
        ] { #expect(!isRedacted(name, value), "\(value)") }
    }

    @Test(arguments: [
        "token_count", "tokens_used", "password_reset_at", "passwordResetUrl", "secretary", "secret_id", "apiKeyId",
        "api_key_name", "tokenType", "token_endpoint", "next_page_token", "nextPageToken", "pagetoken",
        "continuationToken",
        "sync-token", "clientRequestToken", "idempotency_key", "routing_key", "publicKey", "key_id", "keyboard",
        "broken",
        "passenger", "compass", "kafkaPasswordEnv",
    ])
    func `what is something else about a secret, or only sounds like one`(_ name: String) {
        for value: JSON in [.string(Self.made), "2026-11-28T03:27:39Z", 12, "6ba7b810-9dad-11d1-80b4-00c04fd430c8"] {
            #expect(!isRedacted(name, value), "\(value)")
        }
        #expect(!isRedacted("maxTokens", 4_096) && !isRedacted("maxTokens", "4096"))
    }

    @Test func `in every place that has names`() {
        func redacted(_ exchange: Exchange) -> [String: Int] { CaptureSamples.redactor().redact(exchange).counts }
        let form: FieldSection = [("Content-Type", "application/x-www-form-urlencoded")]
        let part = "--b\r\nContent-Disposition: form-data; name=\"dbPassword\"\r\n\r\nhunter2\r\n--b--\r\n"
        let wrapped = Data(#"{"user":"ada","dbPassword":"hunter2"}"#.utf8).base64EncodedString()
        let inner = #"{"tokenData":"{\"dbPassword\":\"hunter2\"}"}"#
        for exchange in [
            CaptureSamples.exchange(target: "/?dbPassword=hunter2"),
            CaptureSamples.exchange(target: "/?user%5BdbPassword%5D=hunter2"),
            CaptureSamples.exchange(fields: [("X-Db-Password", "hunter2")]),
            CaptureSamples.exchange(fields: [("Location", "https://a.test/?dbPassword=hunter2")]),
            CaptureSamples.exchange(fields: form, body: "a=1&dbPassword=hunter2"),
            CaptureSamples.exchange(fields: [("Content-Type", "text/xml")], body: "<dbPassword>hunter2</dbPassword>"),
            CaptureSamples.exchange(fields: [("Content-Type", "multipart/form-data; boundary=b")], body: part),
            CaptureSamples.exchange(body: inner), CaptureSamples.exchange(body: "{\"blob\":\"\(wrapped)\"}"),
        ] {
            let rules = redacted(exchange).keys.joined()
            #expect(rules.contains("password"), "\(exchange.request.target) \(rules)")
            #expect(!CaptureSamples.redactor().redact(exchange).stored.holds("hunter2"))
        }
        let file =
            "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"my-secret\"\r\n\r\nhunter2\r\n--b--\r\n"
        #expect(
            redacted(CaptureSamples.exchange(fields: [("Content-Type", "multipart/form-data; boundary=b")], body: file))
                .isEmpty
        )
    }

    @Test func `a rules file adds words and takes names out`() throws {
        let rules = try RedactionRules.read(
            Array(#"{"words": ["pin"], "keep": ["shop_secret", "X-Device-Token"]}"#.utf8),
            name: "rules.json"
        )
        #expect(isRedacted("cardPin", "12", rules: rules) && isRedacted("dbSecret", "x1", rules: rules))
        #expect(!isRedacted("spinning", "12", rules: rules) && !isRedacted("cardPin", "12"))
        #expect(!isRedacted("shopSecret", "hunter2", rules: rules))
        #expect(!isRedacted("xDeviceToken", .string(Self.made), rules: rules))
    }

    @Test func `a recording of earlier, whose rules have no words, is redacted as it was`() throws {
        var old = RedactionRules.standard
        old.words = []
        let kept = JSON.object(JSONObject(try #require(old.json.object).members.filter { $0.name != "words" }))
        let rules = try RedactionRules(json: kept)
        #expect(!isRedacted("dbPassword", "hunter2", rules: rules) && isRedacted("password", "hunter2", rules: rules))
    }

    /// What was recorded by the standard rules has no value left that the scan finds by its name.
    @Test func `the scan finds nothing by its name that was recorded by the same words`() {
        let scanner = SecretScanner(hash: CaptureSamples.hash)
        let names = [
            "dbPassword", "stripe_secret_key", "clientSecretValue", "user.password_hash", "shopToken", "hookSecret",
        ]
        for name in names {
            let body = Array(#"{"\#(name)":"\#(Self.made)"}"#.utf8)
            #expect(scanner.findings(in: body, place: "p").count == 1, "\(name)")
            #expect(scanner.findings(in: Array(Self.made.utf8), named: name, place: "p").count == 1, "\(name)")
            let exchange = CaptureSamples.exchange(body: String(decoding: body, as: UTF8.self))
            let stored = CaptureSamples.redactor().redact(exchange).stored
            #expect(scanner.findings(in: Array(stored.requestText.utf8), place: "p").isEmpty, "\(name)")
        }
    }
}
