internal import Model

extension CallbackJob {
    /// The job as it is sent: with our own fields, signed where it asks for it, which may add to the URL too.
    ///
    /// A callback whose secret is missing is not sent: a receiver that verifies would only refuse it with a reason that
    /// misleads, and one that does not verify would hide the mistake.
    ///
    /// - Parameters:
    ///   - now: when this attempt is made.
    ///   - first: when the first one was; nil for the first itself.
    ///   - userAgent: what `User-Agent` says where the job does not.
    func signed(
        at now: Timestamp,
        first: Timestamp?,
        userAgent: String,
        secret: (SignatureConfig.SecretName) -> SecretLookup
    ) throws(UnsendableCallback) -> CallbackJob {
        var signed = self
        signed.fields = OutgoingRequest.fields(of: self, userAgent: userAgent)
        guard let signature, case .http(let method, let url) = target else { return signed }
        var request = SignedRequest(
            method: method,
            url: url,
            fields: signed.fields,
            body: body,
            id: id.rawValue,
            timestamp: signature.timestampOnRetry == .keep ? first ?? now : now
        )
        try WebhookSignature(
            signature,
            secrets: try secrets(signature, secret),
            isWrong: faults.hasWrongSignature
        )
        .sign(&request)
        (signed.target, signed.fields) = (.http(method: method, url: request.url), request.fields)
        return signed
    }

    private func secrets(
        _ signature: SignatureConfig,
        _ lookup: (SignatureConfig.SecretName) -> SecretLookup
    ) throws(UnsendableCallback) -> [SigningSecret] {
        var secrets: [SigningSecret] = []
        for name in signature.secrets {
            switch lookup(name) {
            case .value(let value): secrets.append(SigningSecret(name: name.name, value: value))
            case .missing: throw UnsendableCallback(reason: missing(name, signature.scheme))
            case .unreadable(let reason):
                throw UnsendableCallback(reason: "the secret \(name.name) cannot be read: \(reason)")
            }
        }
        return secrets
    }

    private func missing(_ name: SignatureConfig.SecretName, _ scheme: SignatureConfig.SignatureScheme) -> String {
        let use = "for the \(scheme.rawValue) signature of callback \(index) of mock \(mock)"
        return switch name {
        case .environment(let name):
            """
            the environment variable \(name) with the secret \(use) is not set; set it, or take "sign" out of the callback
            """
        case .stored(let name):
            """
            there is no secret \(name) \(use); give it to serve with `understudy secrets set \(name)`, set the environment \
            variable \(name), or take "sign" out of the callback
            """
        }
    }
}
