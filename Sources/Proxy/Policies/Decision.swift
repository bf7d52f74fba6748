public import Model

/// Says what becomes of each request: the one question in which recording, replaying and passing through differ.
///
/// It is asked on the event loop of the client's connection and must not block.
public protocol ExchangePolicy: Sendable {
    /// Decides at the head, when `request.body` is nil; asked again with the body after it answered `.wantBody`.
    func decide(_ request: IncomingRequest) -> Decision

    /// Decides about a tunnel that a client at `client` (`host:port`) asks for with CONNECT.
    func decideTunnel(to authority: Authority, client: String) -> TunnelDecision
}

/// What becomes of a CONNECT request.
public enum TunnelDecision: Sendable {
    /// Look inside: TLS is ended here with a leaf of our own, plain HTTP is read, anything else passes unread.
    case intercept
    /// Bytes pass unread.
    case tunnel
    /// The client gets this answer and no tunnel.
    case refuse(Answer)
}

/// What becomes of a request.
public enum Decision: Sendable {
    /// It goes on to an upstream; bodies stream both ways at once.
    indirect case forward(Forwarding)
    /// It is answered here. `whenSent` is called once on the event loop: with true after the last byte (of what the answer's
    /// fault leaves of it) was flushed to the socket, with false when the client left before.
    case respond(Answer, whenSent: (@Sendable (Bool) -> Void)?)
    /// It is answered here, later. The closure is given the function to answer with, which may be called once from any thread.
    case respondLater(@Sendable (@escaping @Sendable (Answer, (@Sendable (Bool) -> Void)?) -> Void) -> Void)
    /// Ask again with the whole body. A body over the limit (bytes) gets 413.
    case wantBody(limit: Int)
    /// It is answered here, and recorded as a failure of ours with the answer's text as the reason. Its pieces and its fault
    /// do not count.
    case refuse(Answer)
}

/// Where a request goes and what is turned into ours on the way.
public struct Forwarding: Sendable {
    /// Who answers.
    public var upstream: Origin
    /// Put before the request's path: the path of the URL that a reverse proxy stands for; usually empty.
    public var targetPrefix: String
    /// Whether the client's Host field goes on as it came, instead of the upstream's own.
    public var preservesHost: Bool
    /// Whether Location, Content-Location, Refresh and cookie domains that point at the upstream are turned into the address
    /// by which the client called us.
    public var rewritesLocation: Bool
    /// How the exchange is recorded.
    public var kind: Exchange.Kind
    /// The target to ask for instead of the request's own, prefix included; nil for the request's own. White space in it is
    /// percent-encoded.
    public var target: String?
    /// What changes in the request's fields.
    public var requestEdits = FieldEdits()
    /// What changes in the response's fields.
    public var responseEdits = FieldEdits()
    /// The request's content instead of its own, which the policy has seen whole; nil for its own. The fields that describe
    /// the old one (its length, its coding, its digests) go.
    public var requestBody: [UInt8]?
    /// Makes another content of the response's; nil lets it pass as it comes.
    public var responseRewriting: ResponseRewriting?
    /// Bytes of content that pass a second, in each direction; nil for as many as each side takes.
    public var bandwidth: Int?
    /// How long the response's head is held after it has come.
    public var responseDelay = Duration.zero
    /// Called once, on the event loop, when a response has come whole, before its last bytes go out.
    public var whenComplete: (@Sendable (Exchange) -> Void)?
    /// Called once, on the event loop, when the exchange has ended in a response or a failure, with what the observer gets.
    public var whenFinished: (@Sendable (Exchange) -> Void)?

    /// A way to an upstream.
    public init(
        upstream: Origin,
        targetPrefix: String = "",
        preservesHost: Bool = false,
        rewritesLocation: Bool = false,
        kind: Exchange.Kind = .exchange
    ) {
        (self.upstream, self.targetPrefix, self.preservesHost) = (upstream, targetPrefix, preservesHost)
        (self.rewritesLocation, self.kind) = (rewritesLocation, kind)
    }
}

/// Makes another content of a response's. The response waits until its content is whole.
public struct ResponseRewriting: Sendable {
    /// So many bytes are taken; a longer content breaks the exchange, since it must not pass as it is.
    public var limit: Int
    /// Whether another content is to be made of this response's; others pass as they come.
    public var wants: @Sendable (ResponseHead) -> Bool
    /// The new content, without content codings; nil lets the old one pass. Called on the event loop; must not block.
    public var rewrite: @Sendable (ResponseHead, [UInt8]) -> [UInt8]?

    /// A way to make another content.
    public init(
        limit: Int,
        wants: @escaping @Sendable (ResponseHead) -> Bool = { _ in true },
        rewrite: @escaping @Sendable (ResponseHead, [UInt8]) -> [UInt8]?
    ) {
        (self.limit, self.wants, self.rewrite) = (limit, wants, rewrite)
    }
}

/// Fields to take off, to set and to add in a message that passes.
///
/// Those that frame it or speak of the connection (Content-Length, Transfer-Encoding, TE, Connection, Upgrade, Expect) stay
/// as they are. A request whose Host goes gets the upstream's own.
public struct FieldEdits: Sendable {
    /// The names of fields that go, whatever their case.
    public var removed: [String]
    /// Fields that replace those of their name.
    public var set: FieldSection
    /// Fields that stand beside those of their name.
    public var added: FieldSection

    /// No changes unless some are given.
    public init(removed: [String] = [], set: FieldSection = [], added: FieldSection = []) {
        (self.removed, self.set, self.added) = (removed, set, added)
    }
}
