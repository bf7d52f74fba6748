internal import Model
internal import TLS

/// A webhook's signature: which fields it consists of and how they are made over the exact bytes sent.
struct WebhookSignature {
    let scheme: SignatureConfig.SignatureScheme
    /// The field of the signature, where it is not the scheme's own.
    let field: String?
    /// As the provider hands it out; see `key`.
    let secret: String

    init(_ config: SignatureConfig, secret: String) {
        (scheme, field, self.secret) = (config.scheme, config.field, secret)
    }

    /// The fields with the signature's own put in place of those of the same name, or added at the end.
    ///
    /// - Parameters:
    ///   - body: exactly what is sent.
    ///   - id: names the message where the scheme signs a name and the fields have none; stays the same over retries.
    ///   - timestamp: when this attempt is made, where the scheme signs a time.
    /// - Throws: why the secret cannot be used.
    func signed(
        _ fields: FieldSection,
        body: [UInt8],
        id: String,
        at timestamp: Timestamp
    ) throws(UnsendableCallback) -> FieldSection {
        let seconds = String(timestamp.seconds)
        var result = fields
        switch scheme {
        case .stripe:
            result.replace(name("Stripe-Signature"), with: "t=\(seconds),v1=\(hexSHA256("\(seconds).", body))")
        case .github:
            result.replace(name("X-Hub-Signature-256"), with: "sha256=\(hexSHA256("", body))")
        case .githubSHA1:
            let mac = MessageAuthentication.hmacSHA1(key: Array(secret.utf8), body)
            result.replace(name("X-Hub-Signature"), with: "sha1=\(hexText(mac))")
        case .shopify:
            let mac = MessageAuthentication.hmacSHA256(key: Array(secret.utf8), body)
            result.replace(name("X-Shopify-Hmac-SHA256"), with: Base64.text(mac))
        case .slack:
            result.replace("X-Slack-Request-Timestamp", with: seconds)
            result.replace(name("X-Slack-Signature"), with: "v0=\(hexSHA256("v0:\(seconds):", body))")
        case .standardWebhooks: try signStandard(&result, "webhook", body: body, id: id, seconds: seconds)
        case .twilio, .rfc9421:
            throw UnsendableCallback(reason: "the scheme \(scheme.rawValue) is not made yet")
        case .svix: try signStandard(&result, "svix", body: body, id: id, seconds: seconds)
        }
        return result
    }

    /// Standard Webhooks 1.0, "Signature scheme": `id.timestamp.body` under the key that `whsec_` holds in base64.
    private func signStandard(
        _ fields: inout FieldSection,
        _ prefix: String,
        body: [UInt8],
        id: String,
        seconds: String
    ) throws(UnsendableCallback) {
        let encoded = secret.hasPrefix("whsec_") ? secret.dropFirst(6) : Substring(secret)
        guard let key = Base64.bytes(encoded), !key.isEmpty else {
            throw UnsendableCallback(
                reason:
                    "its secret is not base64, which \(scheme.rawValue) wants after \"whsec_\"; copy it as the provider shows it"
            )
        }
        let id = fields.first(named: "\(prefix)-id") ?? id
        let mac = MessageAuthentication.hmacSHA256(key: key, Array("\(id).\(seconds).".utf8) + body)
        fields.replace("\(prefix)-id", with: id)
        fields.replace("\(prefix)-timestamp", with: seconds)
        fields.replace(name("\(prefix)-signature"), with: "v1,\(Base64.text(mac))")
    }

    private func name(_ usual: String) -> String { field ?? usual }

    private func hexSHA256(_ prefix: String, _ body: [UInt8]) -> String {
        hexText(MessageAuthentication.hmacSHA256(key: Array(secret.utf8), Array(prefix.utf8) + body))
    }
}

extension CallbackJob {
    /// The job's fields, signed where it asks for it.
    ///
    /// A callback whose secret is missing is not sent: a receiver that verifies would only refuse it with a reason that
    /// misleads, and one that does not verify would hide the mistake.
    func signedFields(
        at timestamp: Timestamp,
        environment: (String) -> String?
    ) throws(UnsendableCallback) -> FieldSection {
        guard let signature else { return fields }
        guard let secret = environment(signature.secrets[0].name), !secret.isEmpty else {
            throw UnsendableCallback(
                reason: """
                    the environment variable \(signature.secrets[0].name) with the secret for the \
                    \(signature.scheme.rawValue) signature of callback \(index) of mock \(mock) is not set; set it, or take \
                    "sign" out of the callback
                    """
            )
        }
        do throws(UnsendableCallback) {
            return try WebhookSignature(signature, secret: secret)
                .signed(fields, body: body, id: id.rawValue, at: timestamp)
        } catch {
            throw UnsendableCallback(reason: "\(signature.secrets[0].name) cannot sign: \(error.reason)")
        }
    }
}
