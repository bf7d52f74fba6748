internal import Model
internal import TLS

/// The one table from what broke to whose fault it was, the reason in words, and the status that the client gets.
struct Rescue {
    /// Who was asked.
    let origin: Origin
    /// How far the exchange had come.
    let phase: ExchangeFailure.Phase

    /// The failure as it is recorded.
    func failure(_ fault: Fault) -> ExchangeFailure {
        ExchangeFailure(source: source(fault), phase: phase, reason: reason(fault))
    }

    /// The answer to the client, as long as nothing of a response has gone to it.
    func answer(_ fault: Fault) -> Answer {
        if case .refused(let answer) = fault { return answer }
        return .text(status(fault), reason(fault) + "\n")
    }

    private func source(_ fault: Fault) -> ExchangeFailure.Source {
        switch fault {
        case .clientViolation, .clientGone, .clientIdle, .bodyTooLarge: .client
        case .refused, .broken, .shutdown, .tunnelIdle, .loop, .responseTooLarge: .ours
        case .unresolved, .unreachable, .connectTimeout, .upstreamTLS, .upstreamTLSTimeout, .upstreamClosed,
            .upstreamReset, .upstreamViolation, .upstreamTimeout:
            .upstream
        }
    }

    private func status(_ fault: Fault) -> Int {
        switch fault {
        case .clientViolation(let violation): violation.status
        case .clientGone: 499
        case .clientIdle: 408
        case .bodyTooLarge: 413
        case .refused(let answer): answer.status
        case .connectTimeout, .upstreamTLSTimeout, .upstreamTimeout: 504
        case .shutdown: 503
        case .loop: 508
        case .unresolved, .unreachable, .upstreamTLS, .upstreamClosed, .upstreamReset, .upstreamViolation, .tunnelIdle,
            .broken, .responseTooLarge:
            502
        }
    }

    private func reason(_ fault: Fault) -> String {
        switch fault {
        case .clientViolation(let violation): "The request \(violation.reason)."
        case .clientGone: "The client closed its connection before the exchange with \(origin) was complete."
        case .clientIdle(let time): "The client sent nothing for \(seconds(time)) while its request was incomplete."
        case .bodyTooLarge(let limit): "The request's body is larger than the \(limit) bytes that are taken here."
        case .refused(let answer): String(decoding: answer.body.prefix(500), as: UTF8.self)
        case .broken(let fault): "The answer was broken on purpose: \(fault.deed)."
        case .shutdown: "Understudy was stopped before \(origin) had answered."
        case .tunnelIdle(let time):
            "Nothing passed between the client and \(origin) for \(seconds(time)); both were closed."
        default: upstreamReason(fault)
        }
    }

    private func upstreamReason(_ fault: Fault) -> String {
        switch fault {
        case .unresolved(let why):
            "The name \(origin.host) has no address (\(why)). Check the name in the URL, and the machine's DNS or /etc/hosts."
        case .unreachable(let why):
            "\(origin.host), port \(origin.port), cannot be reached: \(why). Check that it runs and listens there."
        case .connectTimeout(let time):
            "\(origin.host), port \(origin.port), did not accept a connection within \(seconds(time)). "
                + "Check the address and whether a firewall is in between."
        case .loop:
            "\(origin) is this very listener, so the request would go round in a circle. Name the server behind it instead."
        case .upstreamTLS(let error): tlsReason(error)
        case .upstreamTLSTimeout(let time):
            "\(origin) did not finish its TLS handshake within \(seconds(time)). Check that it speaks TLS on this port."
        case .upstreamClosed: "\(origin) closed the connection \(moment)."
        case .upstreamReset(let why): "The connection to \(origin) broke \(moment): \(why)."
        case .upstreamViolation(let violation):
            "\(origin) answered what is not HTTP/1.1: the response \(violation.reason). "
                + "Check that the URL's scheme and port are right."
        case .responseTooLarge(let limit):
            "\(origin) answered with more than the \(limit) bytes of which another content can be made, "
                + "and its own must not pass. Take the masks off, or ask for less."
        case .upstreamTimeout(let time): "\(origin) sent nothing for \(seconds(time)) \(moment)."
        default: "The exchange with \(origin) failed."
        }
    }

    private var moment: String {
        switch phase {
        case .receive: "within the response"
        case .tunnel: "inside the tunnel"
        case .send: "while the request was being sent"
        default: "before it answered"
        }
    }

    private func tlsReason(_ error: TLSError) -> String {
        let wayOut = "Give its root with --upstream-ca FILE, or accept any certificate with --insecure-upstream."
        switch error.kind {
        case .certificateUntrusted:
            return "The certificate of \(origin) is not signed by a root that is trusted here (\(error)). \(wayOut)"
        case .certificateExpired:
            return "The certificate of \(origin) has expired or is not valid yet (\(error)). "
                + "Renew it, or accept it with --insecure-upstream."
        case .certificateNameMismatch:
            return "The certificate of \(origin) is made out to another name (\(error)). "
                + "Call the upstream by the certificate's name, or accept it with --insecure-upstream."
        default:
            return "TLS with \(origin) failed: \(error). Check that it speaks TLS on port \(origin.port)."
        }
    }
}

extension AnswerFault {
    fileprivate var deed: String {
        switch self {
        case .reset: "the connection was reset and nothing was sent"
        case .empty: "the connection was closed and nothing was sent"
        case .truncated: "half of the content was sent and the connection was closed"
        case .garbage: "bytes that are no HTTP were sent and the connection was closed"
        }
    }
}

private func seconds(_ duration: Duration) -> String {
    let milliseconds = duration.nanoseconds / 1_000_000
    return milliseconds % 1_000 == 0 ? "\(milliseconds / 1_000) s" : "\(milliseconds) ms"
}
