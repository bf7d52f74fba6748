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
        let request = SignedRequest(method: "POST", url: "", fields: fields, body: body, id: id, timestamp: time)
        return try WebhookSignature(config, secrets: [secret]).signed(request).fields
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
            try job.signed(at: Self.time, first: nil, userAgent: "u") { _ in .missing }
        }
        #expect(error?.reason.contains("SHOP_SECRET") == true)
        #expect(error?.reason.contains("callback 2 of mock m1") == true)
    }

    @Test func `a secret that is not base64 is told, without the secret`() {
        let config = SignatureConfig(scheme: .svix, secretEnvironment: "SHOP_SECRET")
        let error = #expect(throws: UnsendableCallback.self) {
            try Sample.job(signature: config)
                .signed(at: Self.time, first: nil, userAgent: "u") { _ in .value("whsec_n*t base64") }
        }
        #expect(error?.reason.contains("SHOP_SECRET") == true)
        #expect(error?.reason.contains("n*t") == false)
    }

    @Test func `without a signature the fields stay as they are`() throws {
        let job = Sample.job(fields: [("A", "1")])
        #expect(
            try job.signed(at: Self.time, first: nil, userAgent: "u") { _ in .missing }.fields
                == [("A", "1"), ("User-Agent", "u")]
        )
    }

    private func request(_ url: String, _ body: String, _ fields: FieldSection = []) -> SignedRequest {
        SignedRequest(
            method: "POST",
            url: url,
            fields: fields,
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
            .signed(request("https://app.example.test/hook?x=1", "To=%2B15550002&CallSid=CA1&From=%2B15550001", form))
            .fields
        #expect(fields.first("X-Twilio-Signature") == "kQrzu//2B3tv/nONzXOQHoZwb/0=")
    }

    @Test func `HTTP Message Signatures cover what they list`() throws {
        var config = SignatureConfig(scheme: .rfc9421, secretEnvironment: "S")
        config.message.keyID = "k1"
        let fields = try WebhookSignature(config, secrets: ["demo-secret"])
            .signed(request("https://app.example.test/hook", #"{"event":"order.paid","id":42}"#)).fields
        #expect(fields.first("Content-Digest") == "sha-256=:ikN2K6pIbODO9HoElHBvrn9uEDAqwzIZS+ZpiMGXiIk=:")
        #expect(
            fields.first("Signature-Input")
                == """
                sig1=("@method" "@authority" "@path" "content-digest");created=1700000000;keyid="k1";alg="hmac-sha256"
                """
        )
        #expect(fields.first("Signature") == "sig1=:Xm4/j6Hw+aDCrOqr0CiS2QiSWyKxhKB6npGzt7oGdQM=:")
    }

    @Test func `a field that is covered and missing is told`() {
        var config = SignatureConfig(scheme: .rfc9421, secretEnvironment: "S")
        config.message.components = [.field("x-tenant")]
        let error = #expect(throws: UnsendableCallback.self) {
            try WebhookSignature(config, secrets: ["s"]).signed(request("https://a.test/", ""))
        }
        #expect(error?.reason.contains("x-tenant") == true)
    }

    @Test func `several secrets sign several times where the scheme has room`() throws {
        func codes(_ scheme: SignatureConfig.SignatureScheme, _ field: String) throws -> String {
            let config = SignatureConfig(scheme: scheme, secrets: [.stored("a"), .stored("b")])
            let secrets = ["whsec_YQ==", "whsec_Yg=="]
            return try WebhookSignature(config, secrets: secrets).signed(request("https://a.test/", "{}"))
                .fields.first(named: field) ?? ""
        }
        #expect(try codes(.stripe, "Stripe-Signature").split(separator: ",v1=").count == 3)
        #expect(try codes(.svix, "svix-signature").split(separator: " ").count == 2)
        #expect(try codes(.rfc9421, "Signature-Input").contains(", sig2=("))
        #expect(!(try codes(.github, "X-Hub-Signature-256").contains(",")))
    }

    @Test(arguments: SignatureConfig.SignatureScheme.allCases)
    func `a wrong signature looks like a right one and is another`(_ scheme: SignatureConfig.SignatureScheme) throws {
        let config = SignatureConfig(scheme: scheme, secretEnvironment: "S")
        let (secret, request) = ("whsec_YWJj", request("https://a.test/", "{}"))
        let right = try WebhookSignature(config, secrets: [secret]).signed(request).fields
        let wrong = try WebhookSignature(config, secrets: [secret], isWrong: true).signed(request).fields
        #expect(right.map { "\($0.name) \($0.valueBytes.count)" } == wrong.map { "\($0.name) \($0.valueBytes.count)" })
        #expect(right != wrong)
    }

    @Test func `of several secrets the one that fails is named, and no other`() {
        let config = SignatureConfig(scheme: .svix, secrets: [.stored("RIGHT"), .environment("BAD")])
        let error = #expect(throws: UnsendableCallback.self) {
            try Sample.job(signature: config)
                .signed(at: Self.time, first: nil, userAgent: "u") {
                    .value($0.name == "BAD" ? "whsec_n*t base64" : "whsec_YQ==")
                }
        }
        #expect(error?.reason.hasPrefix("the secret BAD cannot sign: it is not base64") == true)
        #expect(error?.reason.contains("RIGHT") == false && error?.reason.contains("n*t") == false)
    }

    @Test(arguments: [SignatureConfig.MessageSignature.Algorithm.ed25519, .ecdsaP256, .rsaPSS, .rsaV15])
    func `a secret that is no key for its algorithm is named without its value`(
        _ algorithm: SignatureConfig.MessageSignature.Algorithm
    ) {
        var config = SignatureConfig(scheme: .rfc9421, secretEnvironment: "KEY")
        config.message.algorithm = algorithm
        let error = #expect(throws: UnsendableCallback.self) {
            try Sample.job(signature: config)
                .signed(at: Self.time, first: nil, userAgent: "u") { _ in .value("hunter2") }
        }
        #expect(error?.reason.hasPrefix("the secret KEY cannot sign: it is no key for \(algorithm.rawValue)") == true)
        #expect(error?.reason.contains("hunter2") == false)
    }

    @Test func `a stored secret that is missing or cannot be read says the way out`() {
        let job = Sample.job(signature: SignatureConfig(scheme: .github, secrets: [.stored("SHOP")]))
        func reason(_ lookup: SecretLookup) -> String? {
            do throws(UnsendableCallback) {
                _ = try job.signed(at: Self.time, first: nil, userAgent: "u") { _ in lookup }
                return nil
            } catch {
                return error.reason
            }
        }
        #expect(reason(.missing)?.contains("understudy secrets set SHOP") == true)
        #expect(reason(.unreadable("another key")) == "the secret SHOP cannot be read: another key")
        #expect(reason(SecretLookup(variable: "")) == reason(.missing))
        #expect(reason(SecretLookup(variable: "x")) == nil)
    }

    @Test func `what is signed is what is sent, our own fields too`() throws {
        var config = SignatureConfig(scheme: .rfc9421, secretEnvironment: "S")
        config.message.components = [.field("user-agent"), .field("x-understudy-delivery")]
        var job = Sample.job("d7", fields: [("Connection", "close")], signature: config)
        job.depth = 2
        let signed = try job.signed(at: Self.time, first: nil, userAgent: "u/1") { _ in .value("s") }
        #expect(
            signed.fields.map(\.name)
                == ["User-Agent", "X-Understudy-Delivery", "X-Understudy-Depth", "Signature-Input", "Signature"]
        )
        config.message.components = [.field("connection")]
        job.signature = config
        #expect(throws: UnsendableCallback.self) {
            try job.signed(at: Self.time, first: nil, userAgent: "u/1") { _ in .value("s") }
        }
    }

    @Test func `a further attempt is signed with its own time, or with the first one's`() throws {
        func time(_ choice: SignatureConfig.TimestampOnRetry) throws -> String? {
            var config = SignatureConfig(scheme: .slack, secretEnvironment: "S")
            config.timestampOnRetry = choice
            return try Sample.job(signature: config)
                .signed(at: Timestamp(seconds: 20), first: Timestamp(seconds: 10), userAgent: "u") { _ in .value("s") }
                .fields.first("X-Slack-Request-Timestamp")
        }
        #expect(try time(.fresh) == "20")
        #expect(try time(.keep) == "10")
    }
}

extension WebhookSignature {
    /// Under secrets of which a test does not ask the names.
    init(_ config: SignatureConfig, secrets: [String], isWrong: Bool = false) {
        self.init(config, secrets: secrets.map { SigningSecret(name: "S", value: $0) }, isWrong: isWrong)
    }

    /// What becomes of a request.
    func signed(_ request: SignedRequest) throws(UnsendableCallback) -> SignedRequest {
        var request = request
        try sign(&request)
        return request
    }
}
