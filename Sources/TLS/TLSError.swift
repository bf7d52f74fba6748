/// What went wrong in TLS or in one of its keys and certificates.
public struct TLSError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Whose fault it is and what can be done about it.
    public enum Kind: Sendable, Hashable {
        /// A file, or the system, did not do its part.
        case io
        /// The peer does not speak TLS, or not the way we do.
        case protocolError
        /// The peer's certificate leads to no root that we trust.
        case certificateUntrusted
        /// The peer's certificate is past its time, or its time has not come.
        case certificateExpired
        /// The peer's certificate is for another name.
        case certificateNameMismatch
        /// The peer gave up with an alert, here in lower case as RFC 8446 §6 names it: `unknown ca`.
        case peerAlert(String)
        /// The connection ended without `close_notify`: what was read may be cut short (RFC 8446 §6.1).
        case peerClosed
        /// A key, a certificate or a name that we were given is not fit for use.
        case configuration
    }

    /// Whose fault it is.
    public let kind: Kind
    /// The function that failed: one of OpenSSL, of the system, or of this module.
    public let function: String
    /// What happened, in words; where OpenSSL has something to say, this ends in its text.
    public let reason: String

    /// An error made by hand; those of OpenSSL come from its error queue.
    public init(_ kind: Kind, in function: String, _ reason: String) {
        (self.kind, self.function, self.reason) = (kind, function, reason)
    }

    /// Whether the peer refused our certificate: on the server's side it does not trust the root that signed it. The
    /// alerts are those that clients are seen to send: `unknown ca` (OpenSSL), `bad certificate` (Go), `certificate
    /// unknown` (Java).
    public var isDistrust: Bool {
        guard case .peerAlert(let name) = kind else { return false }
        return ["unknown ca", "bad certificate", "certificate unknown"].contains(name)
    }

    /// `reason (function)`.
    public var description: String { "\(reason) (\(function))" }
}
