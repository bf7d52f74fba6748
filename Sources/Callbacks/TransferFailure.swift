internal import CCurl
internal import Glibc
internal import Model

/// A transfer that brought no answer, and why.
struct TransferFailure {
    let code: CURLcode
    /// libcurl's own words.
    let detail: String
    /// The `errno` of the failed connect, or zero.
    let osError: Int32
    /// Whether the request could be sent at all.
    let wasConnected: Bool
    /// What a proxy answered when it was asked for a tunnel; zero when none was.
    let proxyStatus: Int
    /// Whom it went to.
    let origin: String
    /// What the attempt was given.
    let timeout: Duration
    /// How many redirects it would have followed.
    let redirectLimit: Int

    /// Names the thing, the reason and, where there is one, the way out.
    var reason: String {
        switch code {
        case _ where proxyStatus >= 300:
            "the proxy answered \(proxyStatus) instead of opening a tunnel to \(origin); check the proxy variables"
        case CURLE_COULDNT_RESOLVE_HOST: "the host of \(origin) does not resolve (\(detail)); check the callback's url"
        case CURLE_COULDNT_RESOLVE_PROXY:
            "the host of the proxy does not resolve (\(detail)); check the proxy variables"
        case CURLE_COULDNT_CONNECT: connectReason
        case CURLE_OPERATION_TIMEDOUT: timeoutReason
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR:
            "the certificate of \(origin) is not trusted (\(detail)); trust its root with --callback-ca"
        case CURLE_SSL_CACERT_BADFILE:
            "the file of trusted certificates cannot be read (\(detail)); check --callback-ca"
        case CURLE_SSL_CONNECT_ERROR: "the TLS handshake with \(origin) failed (\(detail))"
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR: "\(origin) reset the connection before it answered (\(detail))"
        case CURLE_GOT_NOTHING: "\(origin) closed the connection without an answer"
        case CURLE_PARTIAL_FILE: "\(origin) closed the connection in the middle of its answer (\(detail))"
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            "\(origin) answered something that is not HTTP (\(detail))"
        case CURLE_HTTP2, CURLE_HTTP2_STREAM: "the exchange with \(origin) over HTTP/2 broke off (\(detail))"
        case CURLE_TOO_MANY_REDIRECTS: "\(origin) led to more than \(redirectLimit) redirects"
        case CURLE_URL_MALFORMAT: "the callback's url cannot be used (\(detail))"
        default: "the request to \(origin) failed (\(detail))"
        }
    }

    private var connectReason: String {
        switch osError {
        case ECONNREFUSED: "\(origin) refused the connection; does the receiver run there?"
        case 0: "no connection to \(origin) (\(detail))"
        default: "no connection to \(origin): \(String(cString: strerror(osError)))"
        }
    }

    private var timeoutReason: String {
        wasConnected
            ? "\(origin) did not answer within the timeout of \(timeout.inMilliseconds) ms"
            : "no connection to \(origin) within the timeout of \(timeout.inMilliseconds) ms"
    }
}
