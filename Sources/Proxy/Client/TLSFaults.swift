internal import TLS

extension TLSError {
    /// The peer left without a word before TLS stood.
    static let closedDuringHandshake = TLSError(
        .peerClosed,
        in: "handshake",
        "the connection was closed during the handshake"
    )

    /// There is no root to sign leaves with.
    static let noAuthority = TLSError(
        .configuration,
        in: "handshake",
        "TLS is not offered here, since this server has no root to sign certificates with"
    )
}
