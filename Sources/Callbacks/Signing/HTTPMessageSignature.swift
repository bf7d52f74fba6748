internal import Model
internal import TLS

/// A signature of HTTP Message Signatures (RFC 9421).
struct HTTPMessageSignature {
    private let config: SignatureConfig.MessageSignature
    private let isWrong: Bool

    init(_ config: SignatureConfig.MessageSignature, isWrong: Bool) {
        (self.config, self.isWrong) = (config, isWrong)
    }

    /// Adds `Signature-Input` and `Signature`, one member for each secret, and the digest of the content where it is covered.
    func sign(
        _ fields: inout FieldSection,
        _ message: WebhookSignature.Message,
        secrets: [String]
    ) throws(UnsendableCallback) {
        if config.components.contains(where: { $0.lowercased() == "content-digest" }) {
            // RFC 9530 §2.
            fields.replace("Content-Digest", with: "sha-256=:\(Base64.encoded(Digest.sha256(message.body))):")
        }
        let parameters = parameters(at: message.timestamp)
        let base = try base(parameters, fields, message)
        var label = config.label
        var (inputs, signatures): ([String], [String]) = ([], [])
        for secret in secrets {
            inputs.append("\(label)=\(parameters)")
            signatures.append("\(label)=:\(Base64.encoded(try code(over: base, secret))):")
            label = Self.next(label)
        }
        fields.replace("Signature-Input", with: inputs.joined(separator: ", "))
        fields.replace("Signature", with: signatures.joined(separator: ", "))
    }

    /// §2.5: a line for each component, then the parameters.
    func base(
        _ parameters: String,
        _ fields: FieldSection,
        _ message: WebhookSignature.Message
    ) throws(UnsendableCallback) -> [UInt8] {
        guard let url = AbsoluteURL(message.url) else {
            throw UnsendableCallback(reason: "\"\(message.url)\" is not an absolute http or https URL")
        }
        var lines: [String] = []
        for component in config.components {
            lines.append("\(Self.identifier(component)): \(try value(of: component, fields, message, url))")
        }
        lines.append("\"@signature-params\": \(parameters)")
        return Array((lines.joined(separator: "\n") + (isWrong ? "\n" : "")).utf8)
    }

    /// §2.3.
    func parameters(at time: Timestamp) -> String {
        var text = "(\(config.components.map(Self.identifier).joined(separator: " ")));created=\(time.seconds)"
        if let lifetime = config.lifetime { text += ";expires=\((time + lifetime).seconds)" }
        if let keyID = config.keyID { text += ";keyid=\(Self.quoted(keyID))" }
        return text + ";alg=\"\(config.algorithm.rawValue)\""
    }

    /// `"@query-param";name="x"`: the name quoted, its parameters as they are.
    private static func identifier(_ component: String) -> String {
        let end = component.firstIndex(of: ";") ?? component.endIndex
        return quoted(component[..<end].lowercased()) + component[end...]
    }

    /// A string of structured fields (RFC 8941 §3.3.3).
    private static func quoted(_ text: String) -> String {
        let escaped = text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
        return "\"\(String(escaped))\""
    }

    private func value(
        of component: String,
        _ fields: FieldSection,
        _ message: WebhookSignature.Message,
        _ url: AbsoluteURL
    ) throws(UnsendableCallback) -> String {
        let target = RequestTarget(url.target)
        switch component.lowercased() {
        case "@method": return message.method
        case "@target-uri": return "\(url.origin.scheme.rawValue)://\(url.origin.authority)\(url.target)"
        case "@authority": return "\(url.origin.authority.normalized(for: url.origin.scheme))".lowercased()
        case "@scheme": return url.origin.scheme.rawValue
        case "@request-target": return url.target
        case "@path": return String(target.path)
        case "@query": return "?\(target.query ?? "")"
        default: break
        }
        let parts = component.split(separator: ";", maxSplits: 1).map(String.init)
        if parts[0].lowercased() == "@query-param", parts.count == 2 {
            return try queryParameter(parts[1], of: target.query ?? "")
        }
        guard parts.count == 1, !parts[0].hasPrefix("@") else {
            throw UnsendableCallback(reason: "the component \(component) cannot be covered by a request's signature")
        }
        let values = fields.all(named: parts[0])
        guard !values.isEmpty else {
            throw UnsendableCallback(
                reason: "its signature covers the field \(parts[0]), which it does not have; add it to \"headers\""
            )
        }
        return values.map { $0.trimmedSpaces }.joined(separator: ", ")
    }

    /// §2.2.8.
    private func queryParameter(_ parameter: String, of query: String) throws(UnsendableCallback) -> String {
        let name = parameter.hasPrefix("name=\"") && parameter.hasSuffix("\"") ? parameter.dropFirst(6).dropLast() : ""
        let found = query.split(separator: "&")
            .first { $0 == name || $0.hasPrefix("\(name)=") }
        guard !name.isEmpty, let found else {
            throw UnsendableCallback(
                reason: "its signature covers the query parameter \(name), which its URL does not have"
            )
        }
        return String(found.dropFirst(name.count).drop { $0 == "=" })
    }

    private func code(over base: [UInt8], _ secret: String) throws(UnsendableCallback) -> [UInt8] {
        do throws(TLSError) {
            switch config.algorithm {
            case .hmacSHA256: return MessageAuthentication.hmacSHA256(key: Array(secret.utf8), base)
            case .ed25519: return try key(secret).signature(over: base, by: .ed25519)
            case .ecdsaP256: return try key(secret).signature(over: base, by: .ecdsaSHA256)
            case .rsaPSS: return try key(secret).signature(over: base, by: .rsaPSSSHA512)
            case .rsaV15: return try key(secret).signature(over: base, by: .rsaSHA256)
            }
        } catch {
            throw UnsendableCallback(
                reason: "its secret is no key for \(config.algorithm.rawValue): \(error.reason)"
            )
        }
    }

    /// PEM, or the base64 of an Ed25519 seed.
    private func key(_ secret: String) throws(TLSError) -> SigningKey {
        if config.algorithm == .ed25519, let seed = Base64.decoded(secret), seed.count == 32 {
            return try SigningKey(ed25519Seed: seed)
        }
        return try SigningKey(pem: Array(secret.utf8))
    }

    /// `sig1`, `sig2`, …
    private static func next(_ label: String) -> String {
        let digits = label.reversed().prefix { $0.isASCII && $0.isNumber }
        let number = Int(String(digits.reversed())) ?? 1
        return label.dropLast(digits.count) + "\(number + 1)"
    }
}

extension String {
    fileprivate var trimmedSpaces: String {
        var text = self[...]
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
