internal import Model

extension CallbackJob {
    /// The job's fields, signed where it asks for it.
    ///
    /// A callback whose secret is missing is not sent: a receiver that verifies would only refuse it with a reason that
    /// misleads, and one that does not verify would hide the mistake.
    ///
    /// - Parameters:
    ///   - now: when this attempt is made.
    ///   - first: when the first one was; nil for the first itself.
    func signedFields(
        at now: Timestamp,
        first: Timestamp?,
        secret: (SignatureConfig.SecretName) -> String?
    ) throws(UnsendableCallback) -> FieldSection {
        guard let signature, case .http(let method, let url) = target else { return fields }
        var secrets: [String] = []
        for name in signature.secrets {
            guard let value = secret(name), !value.isEmpty else {
                throw UnsendableCallback(reason: missing(name, signature.scheme))
            }
            secrets.append(value)
        }
        let message = WebhookSignature.Message(
            method: method,
            url: url,
            body: body,
            id: id.rawValue,
            timestamp: signature.timestampOnRetry == .keep ? first ?? now : now
        )
        do throws(UnsendableCallback) {
            return try WebhookSignature(signature, secrets: secrets, isWrong: faults.hasWrongSignature)
                .signed(fields, message)
        } catch {
            let names = signature.secrets.map(\.name).joined(separator: ", ")
            throw UnsendableCallback(reason: "\(names) cannot sign: \(error.reason)")
        }
    }

    private func missing(_ name: SignatureConfig.SecretName, _ scheme: SignatureConfig.SignatureScheme) -> String {
        let place =
            switch name {
            case .environment(let name): "the environment variable \(name)"
            case .stored(let name): "the secret \(name), in the secret store or as an environment variable,"
            }
        return """
            \(place) with the secret for the \(scheme.rawValue) signature of callback \(index) of mock \(mock) is not set; \
            set it, or take "sign" out of the callback
            """
    }
}
