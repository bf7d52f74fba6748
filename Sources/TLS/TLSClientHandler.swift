/// The client's side of TLS in a channel.
public final class TLSClientHandler: TLSHandler {
    /// `host` is the DNS name to ask for (SNI) and to find in the server's certificate, or an IP address, with or
    /// without brackets, which is only looked for in the certificate.
    public init(context: ClientTLSContext, host: String) {
        super.init { () throws(TLSError) in try TLSSession(connectingTo: HostName(host), with: context) }
    }
}
