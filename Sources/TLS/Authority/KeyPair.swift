internal import COpenSSL

/// Owns an EVP_PKEY with its private half.
final class KeyPair: @unchecked Sendable {
    // libcrypto counts references and locks where it must; nobody changes a key after it was made.
    let pointer: OpaquePointer

    private init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { EVP_PKEY_free(pointer) }

    /// A new ECDSA key on the curve P-256.
    static func generate() throws(TLSError) -> KeyPair {
        TLSLibrary.start()
        ErrorQueue.clear()
        return KeyPair(owning: try ErrorQueue.require(copenssl_generate_p256(), "EVP_PKEY_Q_keygen"))
    }

    /// Reads a PEM text with a private key that no password protects.
    init(pem: [UInt8], from name: String) throws(TLSError) {
        TLSLibrary.start()
        ErrorQueue.clear()
        let memory = try MemoryBIO.holding(pem)
        // Without a callback that says no, libcrypto would ask for a password on the terminal.
        guard let pointer = PEM_read_bio_PrivateKey(memory.pointer, nil, { _, _, _, _ in -1 }, nil) else {
            throw ErrorQueue.failure("PEM_read_bio_PrivateKey", "\(name) holds no private key that can be read")
        }
        self.pointer = pointer
    }

    /// PKCS #8 as PEM, unprotected.
    func pem() throws(TLSError) -> [UInt8] {
        ErrorQueue.clear()
        let memory = try MemoryBIO()
        let result = PEM_write_bio_PKCS8PrivateKey(memory.pointer, pointer, nil, nil, 0, nil, nil)
        try ErrorQueue.check(result, "PEM_write_bio_PKCS8PrivateKey")
        return memory.bytes
    }
}
