internal import COpenSSL

/// Owns an SSL_CTX and what both sides of a connection have in common.
final class ContextHandle: @unchecked Sendable {
    // libssl may make sessions of one SSL_CTX on several threads at once, as long as nobody changes it: it is set up by
    // the one who made it and shared only then.
    let pointer: OpaquePointer

    /// TLS 1.2 and 1.3, no renegotiation, no session cache of its own (tickets carry what resumption needs).
    init(_ method: OpaquePointer?) throws(TLSError) {
        TLSLibrary.start()
        ErrorQueue.clear()
        pointer = try ErrorQueue.require(SSL_CTX_new(method), "SSL_CTX_new")
        try ErrorQueue.check(copenssl_set_min_version(pointer, TLS1_2_VERSION), "SSL_CTX_set_min_proto_version")
        // An idle connection gives its record buffers back: 34 KiB each.
        copenssl_set_mode(pointer, Int(SSL_MODE_RELEASE_BUFFERS | UInt32(SSL_MODE_NO_AUTO_CHAIN)))
        copenssl_set_session_cache_mode(pointer, Int(SSL_SESS_CACHE_OFF))
        copenssl_forbid_renegotiation(pointer)
    }

    deinit { SSL_CTX_free(pointer) }
}
