public import Model
public import TLS

/// An address to listen on and the policy that answers there. TLS is detected on the same port.
public struct Listener: Sendable {
    /// As the command line names it (`forward`, `reverse 127.0.0.1:9000`); goes into each exchange.
    public var name: String
    /// An IP address or a name that resolves to one of ours.
    public var host: String
    /// 0 lets the system choose.
    public var port: Int
    /// Decides about every request that comes in here.
    public var policy: any ExchangePolicy
    /// How exchanges are recorded that are answered or refused here; forwarded ones carry their `Forwarding`'s kind.
    public var kind: Exchange.Kind

    /// A listener.
    public init(name: String, host: String, port: Int, policy: any ExchangePolicy, kind: Exchange.Kind = .exchange) {
        (self.name, self.host, self.port, self.policy, self.kind) = (name, host, port, policy, kind)
    }
}

/// A listener that is open.
public struct BoundListener: Sendable, Hashable {
    /// The listener's name.
    public var name: String
    /// The address it is bound to.
    public var host: String
    /// The port it is bound to, chosen by the system when 0 was asked for.
    public var port: Int

    /// The URL to call, `http://127.0.0.1:8080`; `https` works on the same port.
    public var url: String { "http://\(Authority(host: host, port: port))" }
}

/// How long the proxy waits.
public struct ProxyTimeouts: Sendable, Hashable {
    /// For an upstream to resolve and accept.
    public var connect: Duration = .seconds(10)
    /// For a TLS handshake, on either side.
    public var handshake: Duration = .seconds(10)
    /// For the next bytes of a client: between requests, within a head, within a body.
    public var clientIdle: Duration = .seconds(60)
    /// For the next bytes of a response once the request is on its way.
    public var response: Duration = .seconds(120)
    /// For any bytes in a tunnel or after an upgrade.
    public var tunnelIdle: Duration = .seconds(600)
    /// For the next request on an idle upstream connection. Short, since servers close theirs after five seconds and more,
    /// and a request that meets a closing connection may be lost.
    public var upstreamIdle: Duration = .seconds(4)

    /// The defaults.
    public init() {}
}

/// What a proxy server needs to know.
public struct ProxyConfiguration: Sendable {
    /// Where it listens.
    public var listeners: [Listener]
    /// Bytes that the tap keeps of each body; 0 keeps nothing. The rest is counted and passed on.
    public var tapLimit = 8 << 20
    /// Bytes that the fields of a head or of trailers may have; more gets 431.
    public var fieldLimit = 64 << 10
    /// Which upstream certificates are trusted.
    public var upstreamTrust: ClientTrust = .system
    /// How long it waits.
    public var timeouts = ProxyTimeouts()
    /// Threads that move bytes; 0 takes one for each core.
    public var eventLoops = 0
    /// Idle upstream connections kept for each origin and event loop.
    public var idleConnectionsPerOrigin = 128
    /// Where instants are read from.
    public var clock: WallClock = .system
    /// Names exchanges, and whatever else shares their sequence.
    public var exchangeIDs = ExchangeIDs()

    /// The defaults for some listeners.
    public init(listeners: [Listener]) { self.listeners = listeners }
}
