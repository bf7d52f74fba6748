internal import COpenSSL

/// Bytes that nobody can guess.
public enum SecureRandom {
    /// So many bytes from libcrypto's generator (RAND_bytes(3)). Throws when the system gives it no entropy.
    public static func bytes(_ count: Int) throws(TLSError) -> [UInt8] {
        TLSLibrary.start()
        var bytes = [UInt8](repeating: 0, count: count)
        ErrorQueue.clear()
        try ErrorQueue.check(RAND_bytes(&bytes, Int32(count)), "RAND_bytes")
        return bytes
    }
}
