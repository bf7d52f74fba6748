/// What a TLS handler tells those after it, as a user inbound event.
public enum TLSEvent: Sendable, Hashable {
    /// The handshake is done; plaintext comes only after this.
    case established(HandshakeFacts)
    /// The peer sent `close_notify`: all that it had to say has been read.
    case closed
}
