/// Ours: a signature made over the exact bytes sent; `sign` in JSON.
public struct SignatureConfig: Sendable, Hashable {
    /// The schemes; the raw values are the spellings in JSON.
    public enum SignatureScheme: String, Sendable, Hashable, CaseIterable {
        /// `Stripe-Signature`.
        case stripe
        /// `X-Hub-Signature-256`.
        case github
        /// `X-Hub-Signature`, SHA-1.
        case githubSHA1 = "github-sha1"
        /// `X-Shopify-Hmac-SHA256`.
        case shopify
        /// `X-Slack-Signature`.
        case slack
        /// `webhook-signature`: HMAC, or ed25519 under a secret that starts with `whsk_`.
        case standardWebhooks = "standard-webhooks"
        /// `svix-signature`: Standard Webhooks under its older names.
        case svix
        /// `X-Twilio-Signature`: over the URL and the form's parameters.
        case twilio
        /// `Signature-Input` and `Signature`: HTTP Message Signatures.
        case rfc9421
    }

    /// Where a secret comes from; the secret itself never stands in a file.
    public enum SecretName: Sendable, Hashable {
        /// An environment variable; `secretEnv` in JSON.
        case environment(String)
        /// An entry of `serve`'s secret store, else an environment variable of that name; `secret` in JSON.
        case stored(String)

        /// The name.
        public var name: String {
            switch self {
            case .environment(let name), .stored(let name): name
            }
        }
    }

    /// What a signature's time is on a further attempt.
    public enum TimestampOnRetry: String, Sendable, Hashable, CaseIterable {
        /// When that attempt is made.
        case fresh
        /// When the first attempt was made.
        case keep
    }

    /// What RFC 9421 leaves to be chosen.
    public struct MessageSignature: Sendable, Hashable {
        /// The algorithms of RFC 9421 §3.3; the raw values are their names.
        public enum Algorithm: String, Sendable, Hashable, CaseIterable {
            /// HMAC over SHA-256 under a shared secret.
            case hmacSHA256 = "hmac-sha256"
            /// Edwards-curve signatures.
            case ed25519
            /// ECDSA over P-256 with SHA-256.
            case ecdsaP256 = "ecdsa-p256-sha256"
            /// RSASSA-PSS with SHA-512.
            case rsaPSS = "rsa-pss-sha512"
            /// RSASSA-PKCS1-v1_5 with SHA-256.
            case rsaV15 = "rsa-v1_5-sha256"
        }

        /// The name of the signature in both fields; `label` in JSON. Those of further secrets are counted on from it.
        public var label = "sig1"
        /// What is covered, in order, each once; `components` in JSON.
        public var components: [SignatureComponent] = [
            .derived(.method), .derived(.authority), .derived(.path), .field("content-digest"),
        ]
        /// The parameter `keyid`; nil for none.
        public var keyID: String?
        /// The parameter `alg`, and what the secret is a key of (a shared secret's text, or a private key in PEM).
        public var algorithm = Algorithm.hmacSHA256
        /// How long after its time it expires; nil for no `expires`. `expires` in JSON, in seconds.
        public var lifetime: Duration?

        /// The defaults.
        public init() {}
    }

    /// The scheme.
    public var scheme: SignatureScheme
    /// The secrets by name; at least one. With several, schemes that can carry several signatures do, and others use
    /// the first.
    public var secrets: [SecretName]
    /// The field's name, where it is not the scheme's own; `header` in JSON.
    public var field: String?
    /// The time of further attempts; `timestamp` in JSON.
    public var timestampOnRetry = TimestampOnRetry.fresh
    /// For `rfc9421`.
    public var message = MessageSignature()

    /// A signature under secrets by name.
    public init(scheme: SignatureScheme, secrets: [SecretName]) { (self.scheme, self.secrets) = (scheme, secrets) }

    /// A signature under the secret of one environment variable.
    public init(scheme: SignatureScheme, secretEnvironment: String, field: String? = nil) {
        (self.scheme, secrets, self.field) = (scheme, [.environment(secretEnvironment)], field)
    }
}
