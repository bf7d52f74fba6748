internal import COpenSSL

/// SHA-256 (FIPS 180-4) of what comes in parts, as a file that is read piece by piece.
///
/// Not safe for several threads at once.
public final class RunningDigest {
    private let context: OpaquePointer

    /// The digest of nothing so far.
    ///
    /// - Throws: when there is no memory for it.
    public init() throws(TLSError) {
        guard let context = EVP_MD_CTX_new() else {
            throw TLSError(.io, in: "EVP_MD_CTX_new", ErrorQueue.drain().text)
        }
        self.context = context
        guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else { throw Self.failure("EVP_DigestInit_ex") }
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Takes the next part in.
    public func add(_ bytes: [UInt8]) throws(TLSError) {
        guard EVP_DigestUpdate(context, bytes, bytes.count) == 1 else { throw Self.failure("EVP_DigestUpdate") }
    }

    /// The 32 bytes; nothing may be added any more.
    public func finish() throws(TLSError) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 32)
        guard EVP_DigestFinal_ex(context, &result, nil) == 1 else { throw Self.failure("EVP_DigestFinal_ex") }
        return result
    }

    private static func failure(_ function: String) -> TLSError {
        TLSError(.io, in: function, ErrorQueue.drain().text)
    }
}
