/// Turns `sign` into a signature.
enum SignatureReader {
    private static let messageKeys = ["label", "components", "keyId", "algorithm", "expires"]

    /// - Parameter preset: whose scheme holds where none is named.
    static func signature(
        _ cursor: JSONCursor,
        preset: CallbackPreset?
    ) throws(MockFormatError) -> SignatureConfig {
        try cursor.allowOnly(["scheme", "secretEnv", "secret", "header", "timestamp"] + messageKeys)
        let named = try cursor.member("scheme")?.choice(SignatureConfig.SignatureScheme.self)
        guard let scheme = named ?? preset?.scheme else {
            _ = try cursor.required("scheme")
            throw cursor.error("a scheme should stand here")
        }
        var signature = SignatureConfig(scheme: scheme, secrets: try secrets(cursor))
        signature.field = try cursor.member("header")?.string()
        if let timestamp = try cursor.member("timestamp") {
            signature.timestampOnRetry = try timestamp.choice(SignatureConfig.TimestampOnRetry.self)
        }
        if scheme == .rfc9421 {
            signature.message = try message(cursor)
        } else {
            for key in messageKeys {
                guard let member = try cursor.member(key) else { continue }
                throw member.error("this belongs to the scheme \"rfc9421\", not to \"\(scheme.rawValue)\"")
            }
        }
        return signature
    }

    private static func secrets(_ cursor: JSONCursor) throws(MockFormatError) -> [SignatureConfig.SecretName] {
        var secrets: [SignatureConfig.SecretName] = []
        for name in try names(cursor.member("secretEnv"), "an environment variable") {
            secrets.append(.environment(name))
        }
        for name in try names(cursor.member("secret"), "a secret") { secrets.append(.stored(name)) }
        if secrets.isEmpty { _ = try cursor.required("secretEnv") }
        return secrets
    }

    /// One name, or a list of them.
    private static func names(_ cursor: JSONCursor?, _ what: String) throws(MockFormatError) -> [String] {
        guard let cursor else { return [] }
        var names: [String] = []
        let elements = cursor.value.array == nil ? [cursor] : try cursor.elements()
        for element in elements {
            let name = try element.string()
            guard !name.isEmpty else { throw element.error("the name of \(what) should stand here") }
            names.append(name)
        }
        return names
    }

    private static func message(_ cursor: JSONCursor) throws(MockFormatError) -> SignatureConfig.MessageSignature {
        var message = SignatureConfig.MessageSignature()
        if let label = try cursor.member("label") { message.label = try checkedLabel(label) }
        if let components = try cursor.member("components") { message.components = try covered(components) }
        if let keyID = try cursor.member("keyId") { message.keyID = try checkedKeyID(keyID) }
        if let algorithm = try cursor.member("algorithm") {
            message.algorithm = try algorithm.choice(SignatureConfig.MessageSignature.Algorithm.self)
        }
        message.lifetime = try cursor.member("expires")?.anySeconds()
        return message
    }

    private static func covered(_ cursor: JSONCursor) throws(MockFormatError) -> [SignatureComponent] {
        var components: [SignatureComponent] = []
        for element in try cursor.elements() {
            let text = try element.nonEmptyString()
            guard let component = SignatureComponent(text) else {
                let known = SignatureComponent.Derived.allCases.map(\.rawValue).joined(separator: ", ")
                throw element.error(
                    "a signature cannot cover \"\(text)\"; the name of a field, \(known) or @query-param;name=\"x\" may stand here"
                )
            }
            // RFC 9421 §2: each occurs once.
            guard !components.contains(component) else {
                throw element.error("\"\(text)\" is covered already; each component may stand here once")
            }
            // The field that carries signatures cannot be covered by one of those that it is to hold.
            guard ![.field("signature"), .field("signature-input")].contains(component) else {
                throw element.error("\"\(text)\" is made by the signature and cannot be covered by it")
            }
            components.append(component)
        }
        return components
    }

    /// A key of structured fields (RFC 8941 §3.1.2).
    private static func checkedLabel(_ cursor: JSONCursor) throws(MockFormatError) -> String {
        let label = try cursor.nonEmptyString()
        let isKey = label.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || "_-.*".utf8.contains(byte)
        }
        guard isKey, let first = label.utf8.first, first == UInt8(ascii: "*") || first >= 0x61 else {
            throw cursor.error(
                "\"\(label)\" cannot label a signature; lower-case letters, digits, \"_\", \"-\", \".\" and \"*\" may, after a letter or \"*\""
            )
        }
        return label
    }

    /// A string of structured fields (RFC 8941 §3.3.3).
    private static func checkedKeyID(_ cursor: JSONCursor) throws(MockFormatError) -> String {
        let keyID = try cursor.string()
        guard keyID.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw cursor.error("\"\(keyID)\" cannot stand in Signature-Input, which takes printable ASCII alone")
        }
        return keyID
    }
}
