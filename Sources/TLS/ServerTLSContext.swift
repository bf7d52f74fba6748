internal import COpenSSL

/// What a server shows to clients that ask for one name: a leaf, its key and the protocols that it speaks. TLS 1.2 and
/// 1.3, session tickets. Made by ``CertificateAuthority/serverContext(for:alpn:)``.
public final class ServerTLSContext: Sendable {
    /// The protocols offered by ALPN, the preferred one first. A client that offers only others is refused with the
    /// alert `no application protocol` (RFC 7301 §3.2); one that does not speak of it is let in.
    public var alpn: [String] { protocols.names }

    let handle: ContextHandle
    /// What it shows.
    let leaf: Certificate
    private let protocols: ProtocolNames
    private let selection: ProtocolSelection

    /// A context for a leaf. Sessions are bound to the leaf's name: a ticket does not carry over to another.
    init(leaf: Certificate, key: KeyPair, name: String, alpn: [String]) throws(TLSError) {
        self.leaf = leaf
        protocols = try ProtocolNames(alpn)
        selection = ProtocolSelection(of: protocols)
        handle = try ContextHandle(TLS_server_method())
        ErrorQueue.clear()
        let context = handle.pointer
        try ErrorQueue.check(SSL_CTX_use_certificate(context, leaf.pointer), "SSL_CTX_use_certificate")
        try ErrorQueue.check(SSL_CTX_use_PrivateKey(context, key.pointer), "SSL_CTX_use_PrivateKey")
        let id = Digest.sha256(Array(name.utf8))
        try ErrorQueue.check(
            SSL_CTX_set_session_id_context(context, id, UInt32(id.count)),
            "SSL_CTX_set_session_id_context"
        )
        selection.install(on: context)
    }

    /// Continues a handshake that began elsewhere with this context. The caller keeps the context alive as long as the
    /// session, for libssl calls back into it.
    func adopt(_ ssl: OpaquePointer?) -> Bool { SSL_set_SSL_CTX(ssl, handle.pointer) != nil }
}
