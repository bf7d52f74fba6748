internal import CRabbitMQ
internal import Glibc
internal import Model

/// What went wrong with a connection to RabbitMQ or a message, in words.
struct RabbitMQFailure {
    /// The host and port.
    let place: String
    /// Whom we logged in as.
    let username: String

    private let purpose: BrokerPurpose

    init(_ url: AMQPURL, for purpose: BrokerPurpose = .publishing) {
        (place, username, self.purpose) = (url.description, url.username, purpose)
    }

    /// A call of librabbitmq that failed.
    ///
    /// - Parameter osError: `errno` as the call left it.
    func error(_ function: String, _ code: Int32, osError: Int32 = 0) -> BrokerError {
        switch amqp_status_enum(rawValue: code) {
        case AMQP_STATUS_HOSTNAME_RESOLUTION_FAILED:
            BrokerError("the host of \(place) does not resolve; check \(purpose.rabbitMQ)")
        case AMQP_STATUS_SOCKET_ERROR, AMQP_STATUS_TCP_ERROR: socketError(osError)
        case AMQP_STATUS_TIMEOUT: BrokerError("\(place) did not answer in time (\(function))")
        case AMQP_STATUS_HEARTBEAT_TIMEOUT: lost("it sent nothing for two heartbeats")
        case AMQP_STATUS_CONNECTION_CLOSED, AMQP_STATUS_SOCKET_CLOSED: lost("closed by RabbitMQ")
        case AMQP_STATUS_SSL_ERROR, AMQP_STATUS_SSL_CONNECTION_FAILED, AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED,
            AMQP_STATUS_SSL_PEER_VERIFY_FAILED:
            BrokerError(
                "the TLS handshake with \(place) failed (\(words(code))); is its certificate for this host, and its root trusted? See \(purpose.roots)"
            )
        default: BrokerError("\(place): \(function): \(words(code))")
        }
    }

    /// librabbitmq keeps to itself why a connection did not come about: `errno` is that of the step before.
    private func socketError(_ osError: Int32) -> BrokerError {
        switch osError {
        case 0, EINPROGRESS: BrokerError("\(place) takes no connection; does RabbitMQ run there?")
        default: BrokerError("no connection to \(place): \(String(cString: strerror(osError)))")
        }
    }

    /// The connection broke before the broker answered; whether it has a message that was published is not known.
    func lost(_ reason: String) -> BrokerError {
        let moment = purpose == .publishing ? " before the message was confirmed" : ""
        return BrokerError("the connection to \(place) broke\(moment): \(reason)")
    }

    /// The broker closed a channel or the connection and said why (AMQP 0-9-1 §1.1, "Constants").
    func refused(_ code: Int, _ text: String) -> BrokerError {
        switch code {
        case 403 where text.contains("Login was refused"):
            BrokerError("\(place) refused the user \"\(username)\": \(text)", mayRetry: false)
        case 311, 403, 406, 530: BrokerError("\(place) refused: \(text) (\(code))", mayRetry: false)
        default: BrokerError("\(place) refused: \(text) (\(code))")
        }
    }

    /// The message came back, since no queue wanted it.
    func returned(_ route: RabbitMQRoute, _ text: String) -> BrokerError {
        BrokerError("\(place) returned the message: \(text); no queue is bound for \(route)")
    }

    private func words(_ code: Int32) -> String { String(cString: amqp_error_string2(code)) }
}
