import Model
import Testing

@testable import Callbacks

@Suite struct WebhookSignatureTests {
    private static let body = Array(#"{"event":"order.paid","id":42}"#.utf8)
    private static let time = Timestamp(seconds: 1_700_000_000)
    private static let standardSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

    private func signed(
        _ scheme: SignatureConfig.SignatureScheme,
        secret: String,
        fields: FieldSection = [],
        body: [UInt8] = body,
        id: String = "msg_demo_1",
        at time: Timestamp = time,
        field: String? = nil
    ) throws -> FieldSection {
        var config = SignatureConfig(scheme: scheme, secretEnvironment: "SECRET")
        config.field = field
        let message = WebhookSignature.Message(method: "POST", url: "", body: body, id: id, timestamp: time)
        return try WebhookSignature(config, secrets: [secret]).signed(fields, message)
    }

    @Test(arguments: [
        (
            SignatureConfig.SignatureScheme.stripe, standardSecret,
            [("Stripe-Signature", "t=1700000000,v1=b48ab7ecdb2dbf1933449c951878a8de4c673735ca69d61436fb8c713f86ded3")]
        ),
        (
            .github, "demo-secret",
            [("X-Hub-Signature-256", "sha256=c5e68034c8a3b0d1ed82c289ab6f63f8e6743d71ecc260f172907837cd071d80")]
        ),
        (.githubSHA1, "demo-secret", [("X-Hub-Signature", "sha1=5901c42d41c26990726d5b1e0a17cb8d44ac751a")]),
        (.shopify, "demo-secret", [("X-Shopify-Hmac-SHA256", "xeaANMijsNHtgsKJq29j+OZ0PXHswmDxcpB4N80HHYA=")]),
        (
            .slack, "demo-secret",
            [
                ("X-Slack-Request-Timestamp", "1700000000"),
                ("X-Slack-Signature", "v0=679968bb9dd5fd66f8c669f40d26f1d1e2066ebc88525241e06b6ea2c226f0f1"),
            ]
        ),
        (
            .standardWebhooks, standardSecret,
            [
                ("webhook-id", "msg_demo_1"), ("webhook-timestamp", "1700000000"),
                ("webhook-signature", "v1,0r3xf3N6ZteTEzZdgWp/n3W1S/UEWFqNGQrNLR90Adw="),
            ]
        ),
        (
            .svix, standardSecret,
            [
                ("svix-id", "msg_demo_1"), ("svix-timestamp", "1700000000"),
                ("svix-signature", "v1,0r3xf3N6ZteTEzZdgWp/n3W1S/UEWFqNGQrNLR90Adw="),
            ]
        ),
    ])
    func `each scheme gives the fields that its vector says`(
        _ scheme: SignatureConfig.SignatureScheme,
        _ secret: String,
        _ expected: [(String, String)]
    ) throws {
        let fields = try signed(scheme, secret: secret)
        #expect(fields.map { "\($0.name): \($0.value)" } == expected.map { "\($0.0): \($0.1)" })
    }

    @Test func `the vectors that GitHub and the Standard Webhooks libraries publish`() throws {
        let github = try signed(.github, secret: "It's a Secret to Everybody", body: Array("Hello, World!".utf8))
        #expect(
            github.first("X-Hub-Signature-256")
                == "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
        )
        let standard = try signed(
            .standardWebhooks,
            secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            body: Array(#"{"test": 2432232314}"#.utf8),
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            at: Timestamp(seconds: 1_614_265_330)
        )
        #expect(standard.first("webhook-signature") == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func `a recorded signature is replaced in its place, and a recorded id is the one signed`() throws {
        let recorded: FieldSection = [
            ("Webhook-Id", "msg_demo_1"), ("Webhook-Timestamp", "1"), ("Webhook-Signature", "v1,old"), ("X-Last", "1"),
        ]
        let fields = try signed(.standardWebhooks, secret: Self.standardSecret, fields: recorded, id: "other")
        #expect(fields.map(\.name) == ["Webhook-Id", "Webhook-Timestamp", "Webhook-Signature", "X-Last"])
        #expect(fields.first("webhook-id") == "msg_demo_1")
        #expect(fields.first("webhook-signature") == "v1,0r3xf3N6ZteTEzZdgWp/n3W1S/UEWFqNGQrNLR90Adw=")
    }

    @Test func `the field can have another name`() throws {
        let fields = try signed(.shopify, secret: "demo-secret", field: "X-My-Hmac")
        #expect(fields.map(\.name) == ["X-My-Hmac"])
    }

    @Test func `a missing secret names the variable and the callback`() {
        let config = SignatureConfig(scheme: .stripe, secretEnvironment: "SHOP_SECRET")
        let job = Sample.job("d", index: 2, signature: config)
        let error = #expect(throws: UnsendableCallback.self) {
            try job.signedFields(at: Self.time, first: nil) { _ in nil }
        }
        #expect(error?.reason.contains("SHOP_SECRET") == true)
        #expect(error?.reason.contains("callback 2 of mock m1") == true)
    }

    @Test func `a secret that is not base64 is told, without the secret`() {
        let config = SignatureConfig(scheme: .svix, secretEnvironment: "SHOP_SECRET")
        let error = #expect(throws: UnsendableCallback.self) {
            try Sample.job(signature: config).signedFields(at: Self.time, first: nil) { _ in "whsec_n*t base64" }
        }
        #expect(error?.reason.contains("SHOP_SECRET") == true)
        #expect(error?.reason.contains("n*t") == false)
    }

    @Test func `without a signature the fields stay as they are`() throws {
        let fields = try Sample.job(fields: [("A", "1")]).signedFields(at: Self.time, first: nil) { _ in nil }
        #expect(fields == [("A", "1")])
    }

    private func message(_ url: String, _ body: String) -> WebhookSignature.Message {
        WebhookSignature.Message(
            method: "POST",
            url: url,
            body: Array(body.utf8),
            id: "msg_demo_1",
            timestamp: Self.time
        )
    }

    @Test func `Standard Webhooks signs by Ed25519 under a key of its own`() throws {
        let fields = try signed(
            .standardWebhooks,
            secret: "whsk_\(Base64.encoded((0..<32).map { UInt8($0) }))"
        )
        #expect(
            fields.first("webhook-signature")
                == "v1a,CHi30J4U7pTlTHB/OJVi8WAbX/USeQrkkZLsKKZnRooQ26+bulBTTfMd4OoRgx02SR24tfaT8Vfo2FtDxl6wDA=="
        )
    }

    @Test func `Twilio signs the URL and the form's parameters`() throws {
        let config = SignatureConfig(scheme: .twilio, secretEnvironment: "S")
        let form: FieldSection = [("Content-Type", "application/x-www-form-urlencoded")]
        let fields = try WebhookSignature(config, secrets: ["demo-secret"])
            .signed(
                form,
                message("https://app.example.test/hook?x=1", "To=%2B15550002&CallSid=CA1&From=%2B15550001")
            )
        #expect(fields.first("X-Twilio-Signature") == "kQrzu//2B3tv/nONzXOQHoZwb/0=")
    }

    @Test func `HTTP Message Signatures cover what they list`() throws {
        var config = SignatureConfig(scheme: .rfc9421, secretEnvironment: "S")
        config.message.keyID = "k1"
        let fields = try WebhookSignature(config, secrets: ["demo-secret"])
            .signed([], message("https://app.example.test/hook", #"{"event":"order.paid","id":42}"#))
        #expect(fields.first("Content-Digest") == "sha-256=:ikN2K6pIbODO9HoElHBvrn9uEDAqwzIZS+ZpiMGXiIk=:")
        #expect(
            fields.first("Signature-Input")
                == """
                sig1=("@method" "@authority" "@path" "content-digest");created=1700000000;keyid="k1";alg="hmac-sha256"
                """
        )
        #expect(fields.first("Signature") == "sig1=:Xm4/j6Hw+aDCrOqr0CiS2QiSWyKxhKB6npGzt7oGdQM=:")
    }

    @Test func `every derived component has the value that the RFC gives it`() throws {
        var config = SignatureConfig.MessageSignature()
        config.components = [
            "@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query",
            "@query-param;name=\"a\"", "X-Two",
        ]
        let signature = HTTPMessageSignature(config, isWrong: false)
        let base = try signature.base(
            "()",
            [("x-two", " 1 "), ("X-Two", "2")],
            message("https://APP.example.test:443/hook/in?a=b%20c&d=e", "")
        )
        #expect(
            String(decoding: base, as: UTF8.self).split(separator: "\n")
                == [
                    #""@method": POST"#, #""@target-uri": https://app.example.test/hook/in?a=b%20c&d=e"#,
                    #""@authority": app.example.test"#, #""@scheme": https"#,
                    #""@request-target": /hook/in?a=b%20c&d=e"#,
                    #""@path": /hook/in"#, #""@query": ?a=b%20c&d=e"#, #""@query-param";name="a": b%20c"#,
                    #""x-two": 1, 2"#,
                    #""@signature-params": ()"#,
                ]
        )
    }

    @Test func `a field that is covered and missing is told`() {
        var config = SignatureConfig(scheme: .rfc9421, secretEnvironment: "S")
        config.message.components = ["X-Tenant"]
        let error = #expect(throws: UnsendableCallback.self) {
            try WebhookSignature(config, secrets: ["s"]).signed([], message("https://a.test/", ""))
        }
        #expect(error?.reason.contains("X-Tenant") == true)
    }

    @Test func `several secrets sign several times where the scheme has room`() throws {
        func codes(_ scheme: SignatureConfig.SignatureScheme, _ field: String) throws -> String {
            let config = SignatureConfig(scheme: scheme, secrets: [.stored("a"), .stored("b")])
            let secrets = ["whsec_YQ==", "whsec_Yg=="]
            return try WebhookSignature(config, secrets: secrets).signed([], message("https://a.test/", "{}"))
                .first(named: field) ?? ""
        }
        #expect(try codes(.stripe, "Stripe-Signature").split(separator: ",v1=").count == 3)
        #expect(try codes(.svix, "svix-signature").split(separator: " ").count == 2)
        #expect(try codes(.rfc9421, "Signature-Input").contains(", sig2=("))
        #expect(!(try codes(.github, "X-Hub-Signature-256").contains(",")))
    }

    @Test(arguments: SignatureConfig.SignatureScheme.allCases)
    func `a wrong signature looks like a right one and is another`(_ scheme: SignatureConfig.SignatureScheme) throws {
        let config = SignatureConfig(scheme: scheme, secretEnvironment: "S")
        let (secret, message) = ("whsec_YWJj", message("https://a.test/", "{}"))
        let right = try WebhookSignature(config, secrets: [secret]).signed([], message)
        let wrong = try WebhookSignature(config, secrets: [secret], isWrong: true).signed([], message)
        #expect(right.map { "\($0.name) \($0.valueBytes.count)" } == wrong.map { "\($0.name) \($0.valueBytes.count)" })
        #expect(right != wrong)
    }

    @Test func `a further attempt is signed with its own time, or with the first one's`() throws {
        func time(_ choice: SignatureConfig.TimestampOnRetry) throws -> String? {
            var config = SignatureConfig(scheme: .slack, secretEnvironment: "S")
            config.timestampOnRetry = choice
            return try Sample.job(signature: config)
                .signedFields(at: Timestamp(seconds: 20), first: Timestamp(seconds: 10)) { _ in "s" }
                .first("X-Slack-Request-Timestamp")
        }
        #expect(try time(.fresh) == "20")
        #expect(try time(.keep) == "10")
    }
}
