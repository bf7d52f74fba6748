/// One HTTP request and what became of it: a response or a failure, never both and never none.
public struct Exchange: Sendable {
    /// What the exchange was to the system under record.
    public enum Kind: String, Sendable, Hashable {
        /// A client called staging.
        case exchange
        /// Staging called a receiver: an observed webhook.
        case webhook
        /// Bytes that passed unread after CONNECT.
        case tunnel
    }

    /// Its name, given when its head arrived.
    public var id: ExchangeID
    /// What it was to the system under record.
    public var kind: Kind
    /// Which listener it came through, as the command line named it (`forward`, `reverse 127.0.0.1:9000`, …).
    public var listener: String
    /// Where the client connected from, `host:port`.
    public var client: String
    /// Who was asked, as the client named it: scheme, host and port of the original target. For a reverse proxy it is the
    /// upstream, since that is who answers.
    public var origin: Origin
    /// The request as the client sent it.
    public var request: RequestHead
    /// The request's content.
    public var requestBody: CapturedBody
    /// The request's trailers.
    public var requestTrailers: FieldSection
    /// A response or a failure.
    public var outcome: Outcome
    /// When the first byte of the request arrived.
    public var startedAt: Timestamp
    /// How long each phase took.
    public var timings: Timings
    /// Facts of TLS towards the client, nil in plain text.
    public var clientTLS: TLSFacts?
    /// Facts of TLS towards the upstream, nil in plain text or when no connection came about.
    public var upstreamTLS: TLSFacts?
    /// The address that the upstream connection reached, `host:port`; nil when none came about.
    public var upstreamAddress: String?
    /// The protocol switched to by 101 (`websocket`), and how many bytes passed then.
    public var upgrade: Upgrade?

    /// All facts at once.
    public init(
        id: ExchangeID,
        kind: Kind = .exchange,
        listener: String,
        client: String,
        origin: Origin,
        request: RequestHead,
        requestBody: CapturedBody = CapturedBody(),
        requestTrailers: FieldSection = [],
        outcome: Outcome,
        startedAt: Timestamp,
        timings: Timings = Timings(),
        clientTLS: TLSFacts? = nil,
        upstreamTLS: TLSFacts? = nil,
        upstreamAddress: String? = nil,
        upgrade: Upgrade? = nil
    ) {
        (self.id, self.kind, self.listener, self.client, self.origin) = (id, kind, listener, client, origin)
        (self.request, self.requestBody, self.requestTrailers) = (request, requestBody, requestTrailers)
        (self.outcome, self.startedAt, self.timings) = (outcome, startedAt, timings)
        (self.clientTLS, self.upstreamTLS) = (clientTLS, upstreamTLS)
        (self.upstreamAddress, self.upgrade) = (upstreamAddress, upgrade)
    }

    /// How it ended.
    public enum Outcome: Sendable {
        /// The upstream (or Understudy itself) answered and the client got all of it.
        case response(Response)
        /// It broke; what had arrived of a response until then is kept.
        case failure(ExchangeFailure, partial: Response?)
    }

    /// The final response; interim ones (1xx) are kept by their status.
    public struct Response: Sendable {
        /// Status line and fields as the upstream sent them.
        public var head: ResponseHead
        /// The content.
        public var body: CapturedBody
        /// The trailers.
        public var trailers: FieldSection
        /// Statuses of the interim responses before it, in order.
        public var interim: [Int]

        /// A response.
        public init(
            head: ResponseHead,
            body: CapturedBody = CapturedBody(),
            trailers: FieldSection = [],
            interim: [Int] = []
        ) {
            (self.head, self.body, self.trailers, self.interim) = (head, body, trailers, interim)
        }
    }

    /// Bytes that passed unread: after `101 Switching Protocols`, or in a tunnel.
    public struct Upgrade: Sendable, Hashable {
        /// The protocol's name in lower case (`websocket`; `tunnel` after CONNECT).
        public var name: String
        /// Bytes from the client to the upstream.
        public var clientBytes: Int
        /// Bytes from the upstream to the client.
        public var upstreamBytes: Int

        /// What passed.
        public init(name: String, clientBytes: Int = 0, upstreamBytes: Int = 0) {
            (self.name, self.clientBytes, self.upstreamBytes) = (name, clientBytes, upstreamBytes)
        }
    }

    /// The response, whole or partial, if any arrived.
    public var response: Response? {
        switch outcome {
        case .response(let response): response
        case .failure(_, let partial): partial
        }
    }

    /// The failure, if it broke.
    public var failure: ExchangeFailure? {
        if case .failure(let failure, _) = outcome { failure } else { nil }
    }
}

/// Why an exchange broke: whose fault, in which phase, and the reason in words.
public struct ExchangeFailure: Error, Sendable, Hashable {
    /// Whose fault it was.
    public enum Source: String, Sendable, Hashable {
        /// The client broke the protocol or left.
        case client
        /// The upstream could not be reached, broke the protocol or left.
        case upstream
        /// Understudy refused or failed.
        case ours
    }

    /// How far the exchange had come.
    public enum Phase: String, Sendable, Hashable {
        /// TLS with the client.
        case clientHandshake = "client-handshake"
        /// Reading the request head.
        case requestHead = "request-head"
        /// Finding the upstream's address.
        case resolve
        /// Connecting to the upstream.
        case connect
        /// TLS with the upstream.
        case upstreamHandshake = "upstream-handshake"
        /// Sending the request on.
        case send
        /// Waiting for the response head.
        case wait
        /// Receiving the response's content.
        case receive
        /// After the protocol switched, or inside a tunnel.
        case tunnel
    }

    /// Whose fault it was.
    public var source: Source
    /// How far the exchange had come.
    public var phase: Phase
    /// Names the thing, the reason and the way out, in a sentence.
    public var reason: String

    /// A failure.
    public init(source: Source, phase: Phase, reason: String) {
        (self.source, self.phase, self.reason) = (source, phase, reason)
    }
}

/// How long each phase of an exchange took. Nil where the phase did not happen, as `connect` on a reused connection.
public struct Timings: Sendable, Hashable {
    /// Resolving and connecting to the upstream.
    public var connect: Duration?
    /// TLS with the upstream, after `connect`.
    public var tls: Duration?
    /// From the request's first byte until its last had gone to the upstream, without `connect` and `tls`.
    public var send: Duration?
    /// From the request's last byte until the response's first.
    public var wait: Duration?
    /// From the response's first byte until its last.
    public var receive: Duration?
    /// From the request's first byte until the outcome.
    public var total: Duration

    /// All phases at once.
    public init(
        connect: Duration? = nil,
        tls: Duration? = nil,
        send: Duration? = nil,
        wait: Duration? = nil,
        receive: Duration? = nil,
        total: Duration = .zero
    ) {
        (self.connect, self.tls, self.send) = (connect, tls, send)
        (self.wait, self.receive, self.total) = (wait, receive, total)
    }
}

/// What a TLS handshake agreed on.
public struct TLSFacts: Sendable, Hashable {
    /// `TLSv1.3`, as libssl names it.
    public var version: String
    /// The cipher suite, as libssl names it.
    public var cipher: String
    /// The server name that the client asked for.
    public var serverName: String?
    /// The protocol agreed by ALPN.
    public var alpn: String?

    /// The facts of one handshake.
    public init(version: String, cipher: String, serverName: String? = nil, alpn: String? = nil) {
        (self.version, self.cipher, self.serverName, self.alpn) = (version, cipher, serverName, alpn)
    }
}
