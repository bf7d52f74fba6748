internal import Model
internal import TLS

/// What broke an exchange, before it is put into words. `Rescue` is the one table from here to words and statuses.
enum Fault {
    /// The client broke the protocol.
    case clientViolation(HTTPViolation)
    /// The client's connection ended before the exchange did.
    case clientGone
    /// The client sent nothing for so long.
    case clientIdle(Duration)
    /// A body that was wanted whole is larger than this.
    case bodyTooLarge(limit: Int)
    /// A policy refused.
    case refused(Answer)
    /// The answer was meant to break.
    case broken(AnswerFault)
    /// The upstream's name has no address.
    case unresolved(String)
    /// The upstream's address cannot be reached; the reason in words.
    case unreachable(String)
    /// The upstream did not accept in this time.
    case connectTimeout(Duration)
    /// The connection to the upstream leads back to the listener that it came from.
    case loop
    /// TLS with the upstream failed.
    case upstreamTLS(TLSError)
    /// TLS with the upstream took longer than this.
    case upstreamTLSTimeout(Duration)
    /// The upstream closed before the response was complete.
    case upstreamClosed
    /// The upstream reset the connection; the reason in words.
    case upstreamReset(String)
    /// The upstream sent what is not HTTP.
    case upstreamViolation(HTTPViolation)
    /// The upstream sent nothing for so long.
    case upstreamTimeout(Duration)
    /// A response's content of which another one was to be made is longer than this.
    case responseTooLarge(limit: Int)
    /// Nothing passed in a tunnel for so long.
    case tunnelIdle(Duration)
    /// The server shuts down and the exchange did not end in time.
    case shutdown

    /// Whether the same request may do better on a fresh connection.
    var isStaleConnection: Bool {
        switch self {
        case .upstreamClosed, .upstreamReset: true
        case .upstreamTLS(let error): error.kind == .peerClosed || error.kind == .io
        default: false
        }
    }
}
