internal import Model
internal import TLS

/// A webhook's signature: which fields it consists of and how they are made over the exact bytes sent.
struct WebhookSignature {
    /// What is signed.
    struct Message {
        var method: String
        var url: String
        var body: [UInt8]
        /// Names the message where the scheme signs a name and the fields have none; stays the same over retries.
        var id: String
        /// The time, where the scheme signs one.
        var timestamp: Timestamp
    }

    let config: SignatureConfig
    /// As the provider hands them out; at least one.
    let secrets: [String]
    /// Whether it is made not to verify.
    let isWrong: Bool

    init(_ config: SignatureConfig, secrets: [String], isWrong: Bool = false) {
        (self.config, self.secrets, self.isWrong) = (config, secrets, isWrong)
    }

    /// The fields with the signature's own put in place of those of the same name, or added at the end.
    ///
    /// - Throws: why a secret cannot be used.
    func signed(_ fields: FieldSection, _ message: Message) throws(UnsendableCallback) -> FieldSection {
        let seconds = String(message.timestamp.seconds)
        var result = fields
        switch config.scheme {
        case .stripe:
            let codes = secrets.map { ",v1=\(hexSHA256($0, "\(seconds).", message.body))" }.joined()
            result.replace(name("Stripe-Signature"), with: "t=\(seconds)\(codes)")
        case .github:
            result.replace(name("X-Hub-Signature-256"), with: "sha256=\(hexSHA256(secrets[0], "", message.body))")
        case .githubSHA1:
            let mac = MessageAuthentication.hmacSHA1(key: key, subject(message.body))
            result.replace(name("X-Hub-Signature"), with: "sha1=\(hexText(mac))")
        case .shopify:
            let mac = MessageAuthentication.hmacSHA256(key: key, subject(message.body))
            result.replace(name("X-Shopify-Hmac-SHA256"), with: Base64.encoded(mac))
        case .slack:
            let code = hexSHA256(secrets[0], "v0:\(seconds):", message.body)
            result.replace("X-Slack-Request-Timestamp", with: seconds)
            result.replace(name("X-Slack-Signature"), with: "v0=\(code)")
        case .standardWebhooks: try signStandard(&result, "webhook", message)
        case .svix: try signStandard(&result, "svix", message)
        case .twilio:
            let mac = MessageAuthentication.hmacSHA1(key: key, subject(TwilioSubject.bytes(message, fields)))
            result.replace(name("X-Twilio-Signature"), with: Base64.encoded(mac))
        case .rfc9421:
            try HTTPMessageSignature(config.message, isWrong: isWrong).sign(&result, message, secrets: secrets)
        }
        return result
    }

    /// Standard Webhooks 1.0, "Signature scheme": `id.timestamp.body`, under the key that `whsec_` holds in base64 or the
    /// Ed25519 key that `whsk_` holds.
    private func signStandard(
        _ fields: inout FieldSection,
        _ prefix: String,
        _ message: Message
    ) throws(UnsendableCallback) {
        let seconds = String(message.timestamp.seconds)
        let id = fields.first(named: "\(prefix)-id") ?? message.id
        let content = subject(Array("\(id).\(seconds).".utf8) + message.body)
        var codes: [String] = []
        for secret in secrets { codes.append(try standardCode(secret, content)) }
        fields.replace("\(prefix)-id", with: id)
        fields.replace("\(prefix)-timestamp", with: seconds)
        fields.replace(name("\(prefix)-signature"), with: codes.joined(separator: " "))
    }

    private func standardCode(_ secret: String, _ content: [UInt8]) throws(UnsendableCallback) -> String {
        if secret.hasPrefix("whsk_") {
            guard let bytes = Base64.decoded(String(secret.dropFirst(5))), bytes.count == 32 || bytes.count == 64 else {
                throw UnsendableCallback(
                    reason:
                        "its secret is not base64 of the 32 or 64 bytes of an Ed25519 key, which \"whsk_\" announces"
                )
            }
            do throws(TLSError) {
                let key = try SigningKey(ed25519Seed: Array(bytes.prefix(32)))
                return "v1a,\(Base64.encoded(try key.signature(over: content, by: .ed25519)))"
            } catch {
                throw UnsendableCallback(reason: "its secret is no Ed25519 key: \(error.reason)")
            }
        }
        let encoded = secret.hasPrefix("whsec_") ? String(secret.dropFirst(6)) : secret
        guard let key = Base64.decoded(encoded), !key.isEmpty else {
            throw UnsendableCallback(
                reason: """
                    its secret is not base64, which \(config.scheme.rawValue) wants after "whsec_"; copy it as the provider \
                    shows it
                    """
            )
        }
        return "v1,\(Base64.encoded(MessageAuthentication.hmacSHA256(key: key, content)))"
    }

    private var key: [UInt8] { Array(secrets[0].utf8) }

    private func name(_ usual: String) -> String { config.field ?? usual }

    /// The bytes to sign; others, for a signature that must not verify.
    private func subject(_ bytes: [UInt8]) -> [UInt8] { isWrong ? bytes + Array("wrong".utf8) : bytes }

    private func hexSHA256(_ secret: String, _ prefix: String, _ body: [UInt8]) -> String {
        let content = subject(Array(prefix.utf8) + body)
        return hexText(MessageAuthentication.hmacSHA256(key: Array(secret.utf8), content))
    }
}

/// What Twilio signs: the whole URL, and each parameter of a form in the order of the names.
enum TwilioSubject {
    static func bytes(_ message: WebhookSignature.Message, _ fields: FieldSection) -> [UInt8] {
        let type = fields.first("Content-Type")?.lowercased() ?? ""
        guard type.hasPrefix("application/x-www-form-urlencoded") else { return Array(message.url.utf8) }
        let pairs = FormEncoding.pairs(of: String(decoding: message.body, as: UTF8.self))
        let sorted = pairs.sorted { ($0.name, $0.value) < ($1.name, $1.value) }
        return sorted.reduce(into: Array(message.url.utf8)) { $0 += Array("\($1.name)\($1.value)".utf8) }
    }
}
