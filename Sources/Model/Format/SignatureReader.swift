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
        message.label = try cursor.member("label")?.nonEmptyString() ?? message.label
        if let components = try cursor.member("components") {
            message.components = []
            for component in try components.elements() { message.components.append(try component.nonEmptyString()) }
        }
        message.keyID = try cursor.member("keyId")?.string()
        if let algorithm = try cursor.member("algorithm") {
            message.algorithm = try algorithm.choice(SignatureConfig.MessageSignature.Algorithm.self)
        }
        message.lifetime = try cursor.member("expires")?.anySeconds()
        return message
    }
}
