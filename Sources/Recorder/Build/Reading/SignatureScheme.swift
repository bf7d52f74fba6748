internal import Model

/// Recognises a webhook's signature by the names and shapes of its fields.
enum SignatureScheme {
    /// The fields that hold nothing but a signature, in lower case, with their scheme.
    private static let fields: [(name: String, scheme: SignatureConfig.SignatureScheme, secret: String)] = [
        ("stripe-signature", .stripe, "STRIPE_WEBHOOK_SECRET"),
        ("x-hub-signature-256", .github, "GITHUB_WEBHOOK_SECRET"),
        ("x-hub-signature", .githubSHA1, "GITHUB_WEBHOOK_SECRET"),
        ("x-shopify-hmac-sha256", .shopify, "SHOPIFY_WEBHOOK_SECRET"),
        ("x-slack-signature", .slack, "SLACK_SIGNING_SECRET"),
        ("webhook-signature", .standardWebhooks, "WEBHOOK_SECRET"),
        ("svix-signature", .svix, "SVIX_WEBHOOK_SECRET"),
        ("x-twilio-signature", .twilio, "TWILIO_AUTH_TOKEN"),
    ]

    /// Fields that a signer makes beside the signature itself.
    private static let companions: Set<String> = ["x-slack-request-timestamp", "webhook-timestamp", "svix-timestamp"]

    /// Whether a field belongs to a signature, so that it is made anew and never compared.
    static func isSignature(_ name: String) -> Bool {
        let name = name.lowercased()
        return companions.contains(name) || fields.contains { $0.name == name }
    }

    /// How a message is signed; nil when no field of a known scheme is there. GitHub sends two, the stronger one counts.
    static func of(_ message: FieldSection) -> SignatureConfig? {
        for (name, scheme, secret) in fields {
            guard let value = message.first(named: name), hasShape(value, of: scheme) else { continue }
            return SignatureConfig(scheme: scheme, secretEnvironment: secret)
        }
        return nil
    }

    private static func hasShape(_ value: String, of scheme: SignatureConfig.SignatureScheme) -> Bool {
        switch scheme {
        case .stripe: value.hasPrefix("t=") && value.contains(",v1=")
        case .github: value.hasPrefix("sha256=") && value.utf8.count == 71
        case .githubSHA1: value.hasPrefix("sha1=") && value.utf8.count == 45
        case .shopify: Base64Text.decoded(value)?.count == 32
        case .slack: value.hasPrefix("v0=") && value.utf8.count == 67
        case .standardWebhooks, .svix: value.split(separator: " ").contains { $0.hasPrefix("v1,") }
        case .twilio: Base64Text.decoded(value)?.count == 20
        // What it covers and under which key stands in another field, `Signature-Input`.
        case .rfc9421: false
        }
    }
}
