internal import Model
internal import TLS

/// A webhook's signature: which fields it consists of and how they are made over the exact bytes sent.
struct WebhookSignature {
    let config: SignatureConfig
    /// At least one.
    let secrets: [SigningSecret]
    /// Whether it is made not to verify.
    let isWrong: Bool

    init(_ config: SignatureConfig, secrets: [SigningSecret], isWrong: Bool = false) {
        (self.config, self.secrets, self.isWrong) = (config, secrets, isWrong)
    }

    /// Puts the signature's own fields in place of those of the same name, or at the end.
    ///
    /// - Throws: which secret cannot be used, or what the request lacks.
    func sign(_ request: inout SignedRequest) throws(UnsendableCallback) {
        let (seconds, body) = (String(request.timestamp.seconds), request.body)
        switch config.scheme {
        case .stripe:
            let codes = secrets.map { ",v1=\(hexSHA256($0, "\(seconds).", body))" }.joined()
            request.fields.replace(name("Stripe-Signature"), with: "t=\(seconds)\(codes)")
        case .github:
            request.fields.replace(name("X-Hub-Signature-256"), with: "sha256=\(hexSHA256(secrets[0], "", body))")
        case .githubSHA1:
            let mac = MessageAuthentication.hmacSHA1(key: secrets[0].bytes, subject(body))
            request.fields.replace(name("X-Hub-Signature"), with: "sha1=\(hexText(mac))")
        case .shopify:
            let mac = MessageAuthentication.hmacSHA256(key: secrets[0].bytes, subject(body))
            request.fields.replace(name("X-Shopify-Hmac-SHA256"), with: Base64.encoded(mac))
        case .slack:
            let code = hexSHA256(secrets[0], "v0:\(seconds):", body)
            request.fields.replace("X-Slack-Request-Timestamp", with: seconds)
            request.fields.replace(name("X-Slack-Signature"), with: "v0=\(code)")
        case .standardWebhooks: try signStandard(&request, "webhook")
        case .svix: try signStandard(&request, "svix")
        case .twilio:
            let message = subject(TwilioMessage.bytes(of: &request))
            let mac = MessageAuthentication.hmacSHA1(key: secrets[0].bytes, message)
            request.fields.replace(name("X-Twilio-Signature"), with: Base64.encoded(mac))
        case .rfc9421: try HTTPMessageSignature(config.message, isWrong: isWrong).sign(&request, secrets: secrets)
        }
    }

    /// Standard Webhooks 1.0, "Signature scheme": `id.timestamp.body`, under the key that `whsec_` holds in base64 or the
    /// Ed25519 key that `whsk_` holds.
    private func signStandard(_ request: inout SignedRequest, _ prefix: String) throws(UnsendableCallback) {
        let seconds = String(request.timestamp.seconds)
        let id = request.fields.first(named: "\(prefix)-id") ?? request.id
        let content = subject(Array("\(id).\(seconds).".utf8) + request.body)
        var codes: [String] = []
        for secret in secrets { codes.append(try standardCode(secret, content)) }
        request.fields.replace("\(prefix)-id", with: id)
        request.fields.replace("\(prefix)-timestamp", with: seconds)
        request.fields.replace(name("\(prefix)-signature"), with: codes.joined(separator: " "))
    }

    private func standardCode(_ secret: SigningSecret, _ content: [UInt8]) throws(UnsendableCallback) -> String {
        let scheme = config.scheme.rawValue
        guard !secret.value.hasPrefix("whsk_") else {
            return "v1a,\(Base64.encoded(try secret.standardSignature(over: content, for: scheme)))"
        }
        let key = try secret.decoded(after: "whsec_", for: scheme)
        return "v1,\(Base64.encoded(MessageAuthentication.hmacSHA256(key: key, content)))"
    }

    private func name(_ usual: String) -> String { config.field ?? usual }

    /// The bytes to sign; others, for a signature that must not verify.
    private func subject(_ bytes: [UInt8]) -> [UInt8] { isWrong ? bytes + Array("wrong".utf8) : bytes }

    private func hexSHA256(_ secret: SigningSecret, _ prefix: String, _ body: [UInt8]) -> String {
        hexText(MessageAuthentication.hmacSHA256(key: secret.bytes, subject(Array(prefix.utf8) + body)))
    }
}
