internal import Model
internal import TLS

/// A secret as the provider hands it out, and the name that errors call it by; they never show its value.
struct SigningSecret {
    let name: String
    let value: String

    /// The key of schemes that take the text as it stands.
    var bytes: [UInt8] { Array(value.utf8) }

    /// The key that stands in base64 behind a prefix, which may be missing.
    func decoded(after prefix: String, for scheme: String) throws(UnsendableCallback) -> [UInt8] {
        let encoded = value.hasPrefix(prefix) ? String(value.dropFirst(prefix.count)) : value
        guard let key = Base64.decoded(encoded), !key.isEmpty else {
            throw unfit("it is not base64, which \(scheme) wants after \"\(prefix)\"; copy it as the provider shows it")
        }
        return key
    }

    /// A signature under an Ed25519 key as Standard Webhooks writes it: a seed, with or without the public key behind it.
    func standardSignature(over message: [UInt8], for scheme: String) throws(UnsendableCallback) -> [UInt8] {
        let bytes = try decoded(after: "whsk_", for: scheme)
        guard bytes.count == 32 || bytes.count == 64 else {
            throw unfit("it has \(bytes.count) bytes after \"whsk_\", not the 32 or 64 of an Ed25519 key")
        }
        do throws(TLSError) {
            return try SigningKey(ed25519Seed: Array(bytes.prefix(32))).signature(over: message, by: .ed25519)
        } catch {
            throw unfit("it is no Ed25519 key: \(error.reason)")
        }
    }

    /// A signature by an algorithm of RFC 9421 §3.3.
    func signature(
        over message: [UInt8],
        by algorithm: SignatureConfig.MessageSignature.Algorithm
    ) throws(UnsendableCallback) -> [UInt8] {
        do throws(TLSError) {
            return switch algorithm {
            case .hmacSHA256: MessageAuthentication.hmacSHA256(key: bytes, message)
            case .ed25519: try key(algorithm).signature(over: message, by: .ed25519)
            case .ecdsaP256: try key(algorithm).signature(over: message, by: .ecdsaSHA256)
            case .rsaPSS: try key(algorithm).signature(over: message, by: .rsaPSSSHA512)
            case .rsaV15: try key(algorithm).signature(over: message, by: .rsaSHA256)
            }
        } catch {
            throw unfit("it is no key for \(algorithm.rawValue): \(error.reason)")
        }
    }

    /// PEM, or the base64 of an Ed25519 seed.
    private func key(_ algorithm: SignatureConfig.MessageSignature.Algorithm) throws(TLSError) -> SigningKey {
        if algorithm == .ed25519, let seed = Base64.decoded(value), seed.count == 32 {
            return try SigningKey(ed25519Seed: seed)
        }
        return try SigningKey(pem: bytes)
    }

    private func unfit(_ reason: String) -> UnsendableCallback {
        UnsendableCallback(reason: "the secret \(name) cannot sign: \(reason)")
    }
}
