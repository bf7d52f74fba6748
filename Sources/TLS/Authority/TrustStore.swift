internal import COpenSSL

/// A PKCS #12 file that holds one certificate to trust, for programs that read no PEM (Java).
enum TrustStore {
    /// What NIST SP 800-132 and Java's own keytool find enough.
    private static let rounds: Int32 = 10_000

    static func pkcs12(of certificate: Certificate, label: String, password: String) throws(TLSError) -> [UInt8] {
        ErrorQueue.clear()
        let made = copenssl_trust_store(certificate.pointer, label, password, rounds)
        let store = try ErrorQueue.require(made, "PKCS12_add_safes")
        defer { PKCS12_free(store) }
        let memory = try MemoryBIO()
        try ErrorQueue.check(i2d_PKCS12_bio(memory.pointer, store), "i2d_PKCS12_bio")
        return memory.bytes
    }
}
