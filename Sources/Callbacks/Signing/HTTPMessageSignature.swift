internal import Model

/// A signature of HTTP Message Signatures (RFC 9421).
struct HTTPMessageSignature {
    private let config: SignatureConfig.MessageSignature
    private let isWrong: Bool

    init(_ config: SignatureConfig.MessageSignature, isWrong: Bool) {
        (self.config, self.isWrong) = (config, isWrong)
    }

    /// Adds `Signature-Input` and `Signature`, one member for each secret, and the digest of the content where it is covered.
    func sign(_ request: inout SignedRequest, secrets: [SigningSecret]) throws(UnsendableCallback) {
        if config.components.contains(.field("content-digest")) {
            let own = request.fields.all(named: "Content-Digest")
            request.fields.replace("Content-Digest", with: ContentDigest.value(of: request.body, own: own))
        }
        let parameters = parameters(at: request.timestamp)
        let base = try SignatureBase(request).bytes(config.components, parameters: parameters) + (isWrong ? [0x0A] : [])
        var label = config.label
        var (inputs, signatures): ([String], [String]) = ([], [])
        for secret in secrets {
            let signature = try secret.signature(over: base, by: config.algorithm)
            inputs.append("\(label)=\(parameters)")
            signatures.append("\(label)=:\(Base64.encoded(signature)):")
            label = Self.next(label)
        }
        request.fields.replace("Signature-Input", with: inputs.joined(separator: ", "))
        request.fields.replace("Signature", with: signatures.joined(separator: ", "))
    }

    /// §2.3.
    func parameters(at time: Timestamp) -> String {
        var text = "(\(config.components.map(\.identifier).joined(separator: " ")));created=\(time.seconds)"
        if let lifetime = config.lifetime { text += ";expires=\((time + lifetime).seconds)" }
        if let keyID = config.keyID { text += ";keyid=\(Self.quoted(keyID))" }
        return text + ";alg=\"\(config.algorithm.rawValue)\""
    }

    /// A string of structured fields (RFC 8941 §3.3.3).
    private static func quoted(_ text: String) -> String {
        let escaped = text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
        return "\"\(String(escaped))\""
    }

    /// `sig1`, `sig2`, …; `shop`, `shop2`, …
    private static func next(_ label: String) -> String {
        // More digits than a number has stay as they are, with others behind them.
        let digits = label.reversed().prefix(18).prefix { $0.isASCII && $0.isNumber }
        return label.dropLast(digits.count) + "\((Int(String(digits.reversed())) ?? 1) + 1)"
    }
}
