/// The server's side of TLS in a channel.
public final class TLSServerHandler: TLSHandler {
    /// `chooseContext` is asked once, on the channel's event loop, when the client's hello is here. What it throws ends
    /// the handshake with the alert `unrecognized name` and is the error that is fired.
    public init(
        chooseContext: @escaping @Sendable (_ serverName: String?) throws(TLSError) -> ServerTLSContext
    ) {
        super.init { () throws(TLSError) in try TLSSession(acceptingWith: chooseContext) }
    }
}
