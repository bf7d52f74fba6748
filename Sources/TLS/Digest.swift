internal import COpenSSL

/// Hashes of whole messages.
public enum Digest {
    /// The 32 bytes of SHA-256 (FIPS 180-4).
    public static func sha256(_ message: [UInt8]) -> [UInt8] { DigestAlgorithm.sha256.hash(message) }

    /// The 64 bytes of SHA-512 (FIPS 180-4).
    public static func sha512(_ message: [UInt8]) -> [UInt8] { DigestAlgorithm.sha512.hash(message) }

    /// The 20 bytes of SHA-1 (FIPS 180-4); for old signature schemes only, it is no longer collision resistant.
    public static func sha1(_ message: [UInt8]) -> [UInt8] { DigestAlgorithm.sha1.hash(message) }

    /// The 16 bytes of MD5 (RFC 1321), by which stores tell contents apart and which protects nothing; nil where the system's
    /// libcrypto does not allow it.
    public static func md5(_ message: [UInt8]) -> [UInt8]? { DigestAlgorithm.md5?.hash(message) }
}

/// A hash function of libcrypto, looked up once: a lookup costs more than hashing a short message.
struct DigestAlgorithm: @unchecked Sendable {
    // An EVP_MD does not change once it has been fetched (EVP_MD_fetch(3)), and ours are never freed.
    private let method: OpaquePointer

    static let sha256 = required("SHA256")
    static let sha512 = required("SHA512")
    static let sha1 = required("SHA1")
    static let md5 = DigestAlgorithm("MD5")

    private init?(_ name: String) {
        TLSLibrary.start()
        guard let method = EVP_MD_fetch(nil, name, nil) else { return nil }
        self.method = method
    }

    private static func required(_ name: String) -> DigestAlgorithm {
        guard let algorithm = DigestAlgorithm(name) else { preconditionFailure("libcrypto has no \(name)") }
        return algorithm
    }

    func hash(_ message: [UInt8]) -> [UInt8] {
        filled { EVP_Digest(message, message.count, $0, $1, method, nil) == 1 }
    }

    /// RFC 2104.
    func authenticate(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        filled { HMAC(method, key, Int32(key.count), message, message.count, $0, $1) != nil }
    }

    /// Hashing memory fails only when there is none left, which nobody can act on.
    private func filled(by body: (UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<UInt32>) -> Bool) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
            var written: UInt32 = 0
            guard let start = buffer.baseAddress, body(start, &written) else {
                preconditionFailure("libcrypto could not hash: \(ErrorQueue.drain().text)")
            }
            count = Int(written)
        }
    }
}
