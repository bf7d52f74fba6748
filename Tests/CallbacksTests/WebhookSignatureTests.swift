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
        return try WebhookSignature(config, secret: secret).signed(fields, body: body, id: id, at: time)
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
            try job.signedFields(at: Self.time) { _ in nil }
        }
        #expect(error?.reason.contains("SHOP_SECRET") == true)
        #expect(error?.reason.contains("callback 2 of mock m1") == true)
    }

    @Test func `a secret that is not base64 is told, without the secret`() {
        let config = SignatureConfig(scheme: .svix, secretEnvironment: "SHOP_SECRET")
        let error = #expect(throws: UnsendableCallback.self) {
            try Sample.job(signature: config).signedFields(at: Self.time) { _ in "whsec_n*t base64" }
        }
        #expect(error?.reason.contains("SHOP_SECRET") == true)
        #expect(error?.reason.contains("n*t") == false)
    }

    @Test func `without a signature the fields stay as they are`() throws {
        let fields = try Sample.job(fields: [("A", "1")]).signedFields(at: Self.time) { _ in nil }
        #expect(fields == [("A", "1")])
    }
}
