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

    /// The facts. They are shared, since a request is looked at in many places and changed in hardly any.
    @usableFromInline
    struct Facts: Sendable {
        @usableFromInline var id: ExchangeID
        @usableFromInline var listener: String
        @usableFromInline var client: String
        @usableFromInline var form: Form
        @usableFromInline var scheme: Scheme
        @usableFromInline var authority: Authority?
        @usableFromInline var head: RequestHead
        @usableFromInline var body: [UInt8]?
        @usableFromInline var receivedAt: Timestamp
        @usableFromInline var proxyUser: String?
    }

    /// Holds facts that never change.
    @usableFromInline
    final class Box: Sendable {
        @usableFromInline let facts: Facts
        @usableFromInline
        init(_ facts: consuming Facts) { self.facts = facts }
    }

    @usableFromInline var box: Box

    /// Changes a fact of this request alone.
    @usableFromInline
    mutating func change(_ body: (inout Facts) -> Void) {
        var facts = box.facts
        body(&facts)
        box = Box(facts)
    }

    /// Given when the head arrived.
    @inlinable public var id: ExchangeID {
        get { box.facts.id }
        set { change { $0.id = newValue } }
    }

    /// Which listener it came through.
    @inlinable public var listener: String {
        get { box.facts.listener }
        set { change { $0.listener = newValue } }
    }

    /// Where the client connected from, `host:port`.
    @inlinable public var client: String {
        get { box.facts.client }
        set { change { $0.client = newValue } }
    }

    /// How the client named the target.
    @inlinable public var form: Form {
        get { box.facts.form }
        set { change { $0.form = newValue } }
    }

    /// `https` when the client spoke TLS to us or named it in the target.
    @inlinable public var scheme: Scheme {
        get { box.facts.scheme }
        set { change { $0.scheme = newValue } }
    }

    /// The authority that the client asks for: the tunnel's, the absolute target's, or the Host field's. Nil without any.
    @inlinable public var authority: Authority? {
        get { box.facts.authority }
        set { change { $0.authority = newValue } }
    }

    /// The head as sent.
    @inlinable public var head: RequestHead {
        get { box.facts.head }
        set { change { $0.head = newValue } }
    }

    /// The content, transfer codings undone; nil until it was asked for and has arrived.
    @inlinable public var body: [UInt8]? {
        get { box.facts.body }
        set { change { $0.body = newValue } }
    }

    /// When the first byte arrived.
    @inlinable public var receivedAt: Timestamp {
        get { box.facts.receivedAt }
        set { change { $0.receivedAt = newValue } }
    }

    /// The user name that the client gave the proxy (`Proxy-Authorization: Basic`), with this request or when it opened
    /// the tunnel; nil without one.
    @inlinable public var proxyUser: String? {
        get { box.facts.proxyUser }
        set { change { $0.proxyUser = newValue } }
    }

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
        let facts = Facts(
            id: id,
            listener: listener,
            client: client,
            form: form,
            scheme: scheme,
            authority: authority,
            head: head,
            body: body,
            receivedAt: receivedAt,
            proxyUser: proxyUser
        )
        box = Box(facts)
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
