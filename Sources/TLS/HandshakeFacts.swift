/// What a handshake agreed on.
public struct HandshakeFacts: Sendable, Hashable {
    /// `TLSv1.2` or `TLSv1.3`.
    public let version: String
    /// The suite as OpenSSL names it: `TLS_AES_256_GCM_SHA384`, `ECDHE-ECDSA-AES256-GCM-SHA384`.
    public let cipher: String
    /// The name that the client asked for (SNI, RFC 6066 §3), in lower case; nil when it asked for none.
    public let serverName: String?
    /// The protocol chosen by ALPN (RFC 7301), for example `http/1.1`; nil when the peers did not speak of it.
    public let alpn: String?

    /// Takes the facts as they are.
    public init(version: String, cipher: String, serverName: String?, alpn: String?) {
        (self.version, self.cipher, self.serverName, self.alpn) = (version, cipher, serverName, alpn)
    }
}
