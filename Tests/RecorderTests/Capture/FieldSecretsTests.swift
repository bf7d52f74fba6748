import Model
import Recorder
import Storage
import Testing

@Suite struct FieldSecretsTests {
    private func redacted(_ name: String, _ value: String, rules: RedactionRules = .standard) -> String {
        let exchange = CaptureSamples.exchange(fields: [(name, value)])
        let field = CaptureSamples.redactor(rules).redact(exchange).stored.exchange.request.fields[0]
        #expect(field.name == name)
        return field.value.replacing(/redacted-[0-9a-f]{12}/, with: "#")
    }

    @Test(arguments: [
        ("Authorization", "Bearer abc", "Bearer #"),
        ("AUTHORIZATION", "Basic  dXNlcjpwYXNz", "Basic  #"),
        ("authorization", "sk_live_1", "#"),
        ("Proxy-Authorization", "Digest username=\"a\", response=\"b\"", "Digest #"),
        ("Cookie", "sid=abc; theme=dark; empty=; q=\"x y\"", "sid=#; theme=#; empty=; q=\"#\""),
        ("Set-Cookie", "sid=abc; Path=/; Domain=a.test", "sid=#; Path=/; Domain=a.test"),
        ("Set-Cookie", "sid=; Max-Age=0", "sid=; Max-Age=0"),
        ("x-api-key", "abc", "#"),
        ("X_Api_Key", "abc", "#"),
        ("Authorization", "", ""),
        ("Stripe-Signature", "t=1,v1=abc", "t=1,v1=abc"),
        ("X-Slack-Signature", "v0=abc", "v0=abc"),
        ("Accept", "text/html", "text/html"),
        (
            "Location", "https://u:p@a.test/cb?code=1&access_token=abc#top",
            "https://#@a.test/cb?code=1&access_token=##top"
        ),
    ])
    func theShapeAroundASecretStays(name: String, value: String, expected: String) {
        #expect(redacted(name, value) == expected)
    }

    @Test func cookiesCanBeKeptByName() {
        let rules = RedactionRules.standard.adding(RedactionRules(kept: ["lang", "X-Api-Key"]))
        #expect(redacted("Cookie", "lang=en; sid=1", rules: rules) == "lang=en; sid=#")
        #expect(redacted("Set-Cookie", "lang=en; Path=/", rules: rules) == "lang=en; Path=/")
        #expect(redacted("X-Api-Key", "abc", rules: rules) == "abc")
    }

    @Test func thePasswordOfBasicCredentialsIsASecretEverywhere() {
        // user:longpass99 and sk_test_key1:
        for (credentials, secret) in [("dXNlcjpsb25ncGFzczk5", "longpass99"), ("c2tfdGVzdF9rZXkxOg==", "sk_test_key1")]
        {
            let exchange = CaptureSamples.exchange(
                fields: [("Authorization", "Basic \(credentials)")],
                body: "it is \(secret)"
            )
            #expect(!CaptureSamples.redactor().redact(exchange).stored.holds(secret))
        }
    }

    @Test func trailersAreSearched() {
        var exchange = CaptureSamples.exchange()
        exchange.requestTrailers = [("X-Auth-Token", "abc")]
        let trailers = CaptureSamples.redactor().redact(exchange).stored.exchange.requestTrailers
        #expect(trailers.first("X-Auth-Token")?.hasPrefix("redacted-") == true)
    }

    @Test func otherLinesKeepTheirBytes() {
        var fields = FieldSection(wireBytes: Array("X-Odd:\t \u{00FF}  \r\nCookie: a=b\r\nhost:  x\r\n".utf8))
        fields.append("Raw", bytes: [0xFF, 0xFE])
        let stored = CaptureSamples.redactor().redact(CaptureSamples.exchange(fields: fields)).stored
        let wire = stored.exchange.request.fields.wireBytes
        #expect(wire.starts(with: Array("X-Odd:\t \u{00FF}  \r\n".utf8)))
        #expect(Array(wire.suffix(9)) == Array("Raw: ".utf8) + [0xFF, 0xFE] + [0x0D, 0x0A])
    }
}
