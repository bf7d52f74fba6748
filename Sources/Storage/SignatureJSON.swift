internal import Model

/// How a job is signed, as a row of `deliveries` keeps it: secrets by their names only.
enum SignatureJSON {
    static func json(_ signature: SignatureConfig) -> JSON {
        [
            "scheme": .string(signature.scheme.rawValue), "secrets": .array(signature.secrets.map(secret)),
            "header": signature.field.map(JSON.string) ?? .null,
            "timestamp": .string(signature.timestampOnRetry.rawValue), "message": message(signature.message),
        ]
    }

    static func signature(_ json: JSON) -> SignatureConfig? {
        guard let scheme = json["scheme"]?.string.flatMap(SignatureConfig.SignatureScheme.init(rawValue:))
        else { return nil }
        var signature = SignatureConfig(scheme: scheme, secrets: (json["secrets"]?.array ?? []).compactMap(secret))
        signature.field = json["header"]?.string
        signature.timestampOnRetry =
            json["timestamp"]?.string.flatMap(SignatureConfig.TimestampOnRetry.init(rawValue:)) ?? .fresh
        signature.message = message(json["message"])
        return signature
    }

    private static func secret(_ name: SignatureConfig.SecretName) -> JSON {
        switch name {
        case .environment(let name): ["environment": .string(name)]
        case .stored(let name): ["stored": .string(name)]
        }
    }

    private static func secret(_ json: JSON) -> SignatureConfig.SecretName? {
        json["environment"]?.string.map { .environment($0) } ?? json["stored"]?.string.map { .stored($0) }
    }

    private static func message(_ message: SignatureConfig.MessageSignature) -> JSON {
        [
            "label": .string(message.label), "components": .array(message.components.map { .string($0.text) }),
            "keyid": message.keyID.map(JSON.string) ?? .null, "algorithm": .string(message.algorithm.rawValue),
            "lifetime": message.lifetime.map(JobJSON.time) ?? .null,
        ]
    }

    private static func message(_ json: JSON?) -> SignatureConfig.MessageSignature {
        var message = SignatureConfig.MessageSignature()
        message.label = json?["label"]?.string ?? message.label
        message.components =
            json?["components"].map { JobJSON.texts($0).compactMap(SignatureComponent.init) } ?? message.components
        message.keyID = json?["keyid"]?.string
        message.algorithm =
            json?["algorithm"]?.string.flatMap(SignatureConfig.MessageSignature.Algorithm.init(rawValue:))
            ?? message.algorithm
        message.lifetime = JobJSON.time(json?["lifetime"])
        return message
    }
}
