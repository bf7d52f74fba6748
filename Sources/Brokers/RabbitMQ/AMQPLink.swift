internal import CRabbitMQ
internal import Glibc
internal import Model

/// One open connection to RabbitMQ: owns librabbitmq's state. Confined to one thread.
final class AMQPLink {
    /// How often each side shows that it lives.
    static let heartbeat: Duration = .seconds(10)

    let state: amqp_connection_state_t
    let failure: RabbitMQFailure

    /// Connects and logs in; blocks.
    init(_ place: RabbitMQPlace, _ options: BrokerOptions) throws(BrokerError) {
        let url = place.url
        failure = RabbitMQFailure(url, for: options.purpose)
        guard let state = amqp_new_connection() else { throw BrokerError("amqp_new_connection: out of memory") }
        self.state = state
        var limit = timeval(options.connectTimeout)
        let socket = try url.usesTLS ? tlsSocket(place, options) : plainSocket()
        errno = 0
        let code = amqp_socket_open_noblock(socket, url.host, Int32(url.port), &limit)
        guard code == 0 else { throw failure.error("amqp_socket_open_noblock", code, osError: errno) }
        try check(amqp_set_handshake_timeout(state, &limit), "amqp_set_handshake_timeout")
        try check(amqp_set_rpc_timeout(state, &limit), "amqp_set_rpc_timeout")
        try login(url)
    }

    deinit { amqp_destroy_connection(state) }

    /// The socket, for `poll`.
    var descriptor: Int32 { amqp_get_sockfd(state) }

    /// Whether what is written waits for more to go with it: messages that are there together then reach the broker in few
    /// segments (tcp(7), TCP_CORK). Where the system does not take it, each goes on its own.
    func gather(_ isGathering: Bool) {
        var on: Int32 = isGathering ? 1 : 0
        _ = setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_CORK, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Opens a channel in confirm mode: the broker answers each message.
    func openChannel(_ channel: UInt16) throws(BrokerError) {
        amqp_channel_open(state, channel)
        try check(amqp_get_rpc_reply(state), "amqp_channel_open", channel)
        amqp_confirm_select(state, channel)
        try check(amqp_get_rpc_reply(state), "amqp_confirm_select", channel)
    }

    /// Closes a channel on which nothing is under way.
    func closeChannel(_ channel: UInt16) throws(BrokerError) {
        try check(amqp_channel_close(state, channel, AMQP_REPLY_SUCCESS), "amqp_channel_close", channel)
        amqp_maybe_release_buffers_on_channel(state, channel)
    }

    /// Agrees to a `channel.close`, after which the number is free.
    func confirmClose(of channel: UInt16) throws(BrokerError) {
        var answer = amqp_channel_close_ok_t()
        try check(amqp_send_method(state, channel, crabbitmq_channel_close_ok, &answer), "amqp_send_method")
    }

    /// Says goodbye and waits at most a second for the answer; the connection ends either way.
    func close() {
        var second = timeval(tv_sec: 1, tv_usec: 0)
        amqp_set_rpc_timeout(state, &second)
        _ = amqp_connection_close(state, AMQP_REPLY_SUCCESS)
    }

    /// The next frame that has come; nil when none has.
    func nextFrame() throws(BrokerError) -> AMQPFrame? {
        var frame = amqp_frame_t()
        var none = timeval()
        errno = 0
        let code = amqp_simple_wait_frame_noblock(state, &frame, &none)
        guard code != AMQP_STATUS_TIMEOUT.rawValue else { return nil }
        try check(code, "amqp_simple_wait_frame_noblock")
        let result = AMQPFrame(frame)
        amqp_maybe_release_buffers(state)
        return result
    }
}

extension AMQPLink {
    /// Writes a message; blocks while the broker does not read.
    ///
    /// - Throws: `unsendable` when nothing was written and the connection is as before.
    func publish(_ message: RabbitMQMessage, _ route: RabbitMQRoute, on channel: UInt16) throws(PublishFailure) {
        let memory = AMQPMemory()
        let properties: amqp_basic_properties_t
        do throws(BrokerError) { properties = try self.properties(message, memory) } catch { throw .unsendable(error) }
        let (exchange, key) = (memory.bytes(route.amqpExchange), memory.bytes(route.routingKey))
        let code = message.body.withUnsafeBytes { body in
            withUnsafePointer(to: properties) { properties in
                let content = amqp_bytes_t(len: body.count, bytes: UnsafeMutableRawPointer(mutating: body.baseAddress))
                return amqp_basic_publish(
                    state,
                    channel,
                    exchange,
                    key,
                    route.isMandatory ? 1 : 0,
                    0,
                    properties,
                    content
                )
            }
        }
        if code != 0 { throw .broken(failure.error("amqp_basic_publish", code, osError: errno)) }
    }

    private func properties(
        _ message: RabbitMQMessage,
        _ memory: AMQPMemory
    ) throws(BrokerError) -> amqp_basic_properties_t {
        var properties = amqp_basic_properties_t()
        properties.headers = try memory.table(message.headers)
        // One frame holds all properties; the others are eight short texts and three numbers at most.
        guard memory.tableBytes + 2560 <= Int(amqp_get_frame_max(state)) else {
            throw BrokerError(
                "the headers have \(memory.tableBytes) bytes, more than fits into a frame",
                mayRetry: false
            )
        }
        properties.content_type = try memory.short(message.contentType, named: "content type")
        properties.message_id = try memory.short(message.id, named: "id")
        properties.delivery_mode = message.isPersistent ? 2 : 1
        let flags =
            AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_MESSAGE_ID_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG
            | AMQP_BASIC_HEADERS_FLAG
        properties._flags = amqp_flags_t(flags)
        try memory.set(message.properties, in: &properties)
        return properties
    }

    /// How a publish fails.
    enum PublishFailure: Error {
        /// The message cannot be carried.
        case unsendable(BrokerError)
        /// The connection can be used no more.
        case broken(BrokerError)
    }
}

extension AMQPLink {
    private func plainSocket() throws(BrokerError) -> OpaquePointer {
        guard let socket = amqp_tcp_socket_new(state) else { throw BrokerError("amqp_tcp_socket_new: out of memory") }
        return socket
    }

    private func tlsSocket(_ place: RabbitMQPlace, _ options: BrokerOptions) throws(BrokerError) -> OpaquePointer {
        let host = place.url.host
        guard let socket = amqp_ssl_socket_new(state) else { throw BrokerError("amqp_ssl_socket_new: out of memory") }
        amqp_ssl_socket_set_verify_peer(socket, 1)
        // libssl compares the host during the handshake, IP addresses too; librabbitmq would compare names alone afterwards.
        amqp_ssl_socket_set_verify_hostname(socket, 0)
        guard crabbitmq_expect_host(socket, host) == 1 else {
            throw BrokerError(
                "X509_VERIFY_PARAM_set1_host: \(host) is no host that a certificate can name",
                mayRetry: false
            )
        }
        try check(
            amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST),
            "amqp_ssl_socket_set_ssl_versions"
        )
        guard crabbitmq_trust_system(socket) == 1 else { throw BrokerError("SSL_CTX_set_default_verify_paths failed") }
        // Each call adds to what is trusted.
        for file in options.trusted(and: place.caFile, setting: "rabbitCA")
        where amqp_ssl_socket_set_cacert(socket, file.path) != 0 {
            throw BrokerError.unreadable(file)
        }
        return socket
    }

    private func login(_ url: AMQPURL) throws(BrokerError) {
        let memory = AMQPMemory()
        var properties = try memory.table([
            "connection_name": "understudy", "capabilities": ["connection.blocked": true, "publisher_confirms": true],
        ])
        let heartbeat = Int32(Self.heartbeat.inMilliseconds / 1000)
        let reply = crabbitmq_login(state, url.vhost, heartbeat, &properties, url.username, url.password)
        try check(reply, "amqp_login", 0)
    }

    func check(_ code: Int32, _ function: String) throws(BrokerError) {
        if code != 0 { throw failure.error(function, code, osError: errno) }
    }

    func check(_ reply: amqp_rpc_reply_t, _ function: String, _ channel: UInt16) throws(BrokerError) {
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL: return
        case AMQP_RESPONSE_LIBRARY_EXCEPTION: throw failure.error(function, reply.library_error, osError: errno)
        default:
            switch AMQPFrame(reply.reply, channel: channel) {
            case .closed(let code, let text), .channelClosed(_, let code, let text): throw failure.refused(code, text)
            default: throw failure.error(function, AMQP_STATUS_CONNECTION_CLOSED.rawValue)
            }
        }
    }
}

extension timeval {
    fileprivate init(_ duration: Duration) {
        let microseconds = Int(max(1, duration.inMilliseconds * 1000))
        self.init(tv_sec: microseconds / 1_000_000, tv_usec: microseconds % 1_000_000)
    }
}
