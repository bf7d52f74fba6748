/// Codes that show that a message comes from one who knows the key (RFC 2104).
public enum MessageAuthentication {
    /// The 32 bytes of HMAC-SHA-256. The key may have any length, none included.
    public static func hmacSHA256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        DigestAlgorithm.sha256.authenticate(key: key, message)
    }

    /// The 20 bytes of HMAC-SHA-1.
    public static func hmacSHA1(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        DigestAlgorithm.sha1.authenticate(key: key, message)
    }
}
