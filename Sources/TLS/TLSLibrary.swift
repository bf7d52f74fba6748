internal import COpenSSL

/// The system's libssl and libcrypto.
public enum TLSLibrary {
    /// The version that runs, for example `OpenSSL 3.0.22 25 Aug 2026`; it may be newer than the one built against.
    public static var version: String {
        String(cString: OpenSSL_version(OPENSSL_VERSION))
    }

    /// Initialises libssl without its exit handler: that one frees tables which event loops may still be using while
    /// the process ends (OPENSSL_init_ssl(3)). Asked for by whatever is the first to use the library.
    static func start() { _ = started }

    private static let started = OPENSSL_init_ssl(UInt64(OPENSSL_INIT_NO_ATEXIT), nil)
}
