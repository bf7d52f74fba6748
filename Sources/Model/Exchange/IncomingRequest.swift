/// A request as the data plane shows it to those who decide about it.
public struct IncomingRequest: Sendable {
    /// How the client named the target (RFC 9112 §3.2), which says what it takes us for.
    public enum Form: Sendable, Hashable {
        /// `/path`: the client takes us for the origin.
        case origin
        /// `http://host/path`: the client takes us for a forward proxy.
        case absolute
        /// `/path` inside an intercepted tunnel.
        case tunnelled
    }

    /// Given when the head arrived.
    public var id: ExchangeID
    /// Which listener it came through.
    public var listener: String
    /// Where the client connected from, `host:port`.
    public var client: String
    /// How the client named the target.
    public var form: Form
    /// `https` when the client spoke TLS to us or named it in the target.
    public var scheme: Scheme
    /// The authority that the client asks for: the tunnel's, the absolute target's, or the Host field's. Nil without any.
    public var authority: Authority?
    /// The head as sent.
    public var head: RequestHead
    /// The content, transfer codings undone; nil until it was asked for and has arrived.
    public var body: [UInt8]?
    /// When the first byte arrived.
    public var receivedAt: Timestamp
    /// The user name that the client gave the proxy (`Proxy-Authorization: Basic`), with this request or when it opened
    /// the tunnel; nil without one.
    public var proxyUser: String?

    /// A request's facts.
    public init(
        id: ExchangeID,
        listener: String,
        client: String,
        form: Form,
        scheme: Scheme,
        authority: Authority?,
        head: RequestHead,
        body: [UInt8]? = nil,
        receivedAt: Timestamp,
        proxyUser: String? = nil
    ) {
        (self.id, self.listener, self.client, self.form) = (id, listener, client, form)
        (self.scheme, self.authority, self.head, self.body) = (scheme, authority, head, body)
        (self.receivedAt, self.proxyUser) = (receivedAt, proxyUser)
    }
}

extension IncomingRequest {
    /// Whether a body belongs to it that has not been given. Without Content-Length and Transfer-Encoding a request of
    /// HTTP/1 has none (RFC 9112 §6.3).
    public var awaitsBody: Bool {
        guard body == nil else { return false }
        return head.version == .http2 || head.fields.contains("Content-Length")
            || head.fields.contains("Transfer-Encoding")
    }
}
