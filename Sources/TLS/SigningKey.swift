internal import COpenSSL

/// A private key that signs messages.
public final class SigningKey: @unchecked Sendable {
    /// How a message is signed.
    public enum Algorithm: Sendable, Hashable {
        /// Ed25519 (RFC 8032), under a key of that kind.
        case ed25519
        /// ECDSA over SHA-256; the signature is r and s, 32 bytes each. Under a key on P-256.
        case ecdsaSHA256
        /// RSASSA-PSS over SHA-512 with a salt of 64 bytes (RFC 8017 §8.1), under an RSA key.
        case rsaPSSSHA512
        /// RSASSA-PKCS1-v1_5 over SHA-256 (RFC 8017 §8.2), under an RSA key.
        case rsaSHA256
    }

    // An EVP_PKEY may be used by several threads as long as nobody changes it (EVP_PKEY_new(3)).
    private let key: OpaquePointer

    /// An Ed25519 key from its seed.
    ///
    /// - Parameter seed: 32 bytes.
    public init(ed25519Seed seed: [UInt8]) throws(TLSError) {
        TLSLibrary.start()
        guard seed.count == 32, let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count) else {
            throw Self.failure("EVP_PKEY_new_raw_private_key", "a seed of 32 bytes was expected, not of \(seed.count)")
        }
        self.key = key
    }

    /// A key from PEM, not encrypted.
    public init(pem: [UInt8]) throws(TLSError) {
        TLSLibrary.start()
        let bio = BIO_new_mem_buf(pem, Int32(clamping: pem.count))
        defer { BIO_free(bio) }
        guard let key = PEM_read_bio_PrivateKey(bio, nil, { _, _, _, _ in -1 }, nil) else {
            throw Self.failure("PEM_read_bio_PrivateKey", "it is no private key in PEM without a password")
        }
        self.key = key
    }

    deinit { EVP_PKEY_free(key) }

    /// The signature over a message.
    ///
    /// - Throws: when the key is of another kind than the algorithm wants.
    public func signature(over message: [UInt8], by algorithm: Algorithm) throws(TLSError) -> [UInt8] {
        guard EVP_PKEY_get_base_id(key) == algorithm.keyKind else {
            throw TLSError(
                .configuration,
                in: "EVP_PKEY_get_base_id",
                "the key is of another kind than the algorithm wants"
            )
        }
        guard let context = EVP_MD_CTX_new() else { throw Self.failure("EVP_MD_CTX_new", "no memory") }
        defer { EVP_MD_CTX_free(context) }
        var options: OpaquePointer?
        guard EVP_DigestSignInit(context, &options, algorithm.digest, nil, key) == 1 else {
            throw Self.failure("EVP_DigestSignInit", "the key cannot sign so")
        }
        if algorithm == .rsaPSSSHA512 {
            guard EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1,
                EVP_PKEY_CTX_set_rsa_pss_saltlen(options, 64) == 1
            else { throw Self.failure("EVP_PKEY_CTX_set_rsa_padding", "the key cannot sign so") }
        }
        var count = 0
        guard EVP_DigestSign(context, nil, &count, message, message.count) == 1 else {
            throw Self.failure("EVP_DigestSign", "the message could not be signed")
        }
        var result = [UInt8](repeating: 0, count: count)
        guard EVP_DigestSign(context, &result, &count, message, message.count) == 1 else {
            throw Self.failure("EVP_DigestSign", "the message could not be signed")
        }
        result.removeLast(result.count - count)
        return algorithm == .ecdsaSHA256 ? try Self.withoutDER(result) : result
    }

    private static func withoutDER(_ signature: [UInt8]) throws(TLSError) -> [UInt8] {
        var raw = [UInt8](repeating: 0, count: 64)
        guard copenssl_ecdsa_raw(signature, signature.count, &raw) == 1 else {
            throw failure("d2i_ECDSA_SIG", "the key is not on the curve P-256")
        }
        return raw
    }

    private static func failure(_ function: String, _ reason: String) -> TLSError {
        // What OpenSSL says may quote the key; it is emptied and not repeated.
        _ = ErrorQueue.drain()
        return TLSError(.configuration, in: function, reason)
    }
}

extension SigningKey.Algorithm {
    fileprivate var keyKind: Int32 {
        switch self {
        case .ed25519: EVP_PKEY_ED25519
        case .ecdsaSHA256: EVP_PKEY_EC
        case .rsaPSSSHA512, .rsaSHA256: EVP_PKEY_RSA
        }
    }

    fileprivate var digest: OpaquePointer? {
        switch self {
        case .ed25519: nil
        case .ecdsaSHA256, .rsaSHA256: EVP_sha256()
        case .rsaPSSSHA512: EVP_sha512()
        }
    }
}
