internal import CRabbitMQ
internal import Glibc
internal import Model

/// Consuming from a queue of the connection's own, on one channel.
extension AMQPLink {
    private static let consuming: UInt16 = 1
    private static let asking: UInt16 = 2

    /// Whether an exchange is a direct one. AMQP has no question for that: a declaration with another type is refused and names
    /// the true one. Who may not declare anything is not told, and gets `false`.
    ///
    /// - Throws: there is no such exchange.
    func isDirect(_ amqpExchange: String) throws(BrokerError) -> Bool {
        let memory = AMQPMemory()
        let name = memory.bytes(amqpExchange)
        amqp_channel_open(state, Self.asking)
        try check(amqp_get_rpc_reply(state), "amqp_channel_open", Self.asking)
        // Passive first: nothing must be made that is not there.
        amqp_exchange_declare(state, Self.asking, name, memory.bytes("fanout"), 1, 0, 0, 0, amqp_table_t())
        try check(amqp_get_rpc_reply(state), "amqp_exchange_declare", Self.asking)
        amqp_exchange_declare(state, Self.asking, name, memory.bytes("fanout"), 0, 1, 0, 0, amqp_table_t())
        let reply = amqp_get_rpc_reply(state)
        guard reply.reply_type == AMQP_RESPONSE_SERVER_EXCEPTION,
            case .channelClosed(_, let code, let text) = AMQPFrame(reply.reply, channel: Self.asking)
        else {
            try check(reply, "amqp_exchange_declare", Self.asking)
            try closeChannel(Self.asking)
            return false
        }
        try confirmClose(of: Self.asking)
        return code == 406 && text.contains("current is 'direct'")
    }

    /// Makes an exclusive queue, binds it and begins to consume without acknowledgements; gives the consumer's tag.
    func consume(_ amqpExchange: String, keys: [String]) throws(BrokerError) -> String {
        let (memory, channel) = (AMQPMemory(), Self.consuming)
        amqp_channel_open(state, channel)
        try check(amqp_get_rpc_reply(state), "amqp_channel_open", channel)
        let declared = amqp_queue_declare(state, channel, amqp_bytes_t(), 0, 0, 1, 1, amqp_table_t())
        try check(amqp_get_rpc_reply(state), "amqp_queue_declare", channel)
        let queue = memory.bytes(declared.map { AMQPValue.text($0.pointee.queue) } ?? "")
        for key in keys {
            let (exchange, key) = (memory.bytes(amqpExchange), memory.bytes(key))
            amqp_queue_bind(state, channel, queue, exchange, key, amqp_table_t())
            try check(amqp_get_rpc_reply(state), "amqp_queue_bind", channel)
        }
        let consumed = amqp_basic_consume(state, channel, queue, amqp_bytes_t(), 0, 1, 1, amqp_table_t())
        try check(amqp_get_rpc_reply(state), "amqp_basic_consume", channel)
        return consumed.map { AMQPValue.text($0.pointee.consumer_tag) } ?? ""
    }

    /// Ends consuming. What the broker had sent until then can still be read.
    func cancel(_ consumer: String) throws(BrokerError) {
        let memory = AMQPMemory()
        amqp_basic_cancel(state, Self.consuming, memory.bytes(consumer))
        try check(amqp_get_rpc_reply(state), "amqp_basic_cancel", Self.consuming)
    }

    /// The next message that has come; nil when none has. Once its head is there, waits for its content.
    ///
    /// - Parameter address: what the message names as its broker.
    func nextMessage(_ address: String) throws(BrokerError) -> BrokerMessage? {
        while true {
            amqp_maybe_release_buffers(state)
            var envelope = amqp_envelope_t()
            var none = timeval()
            errno = 0
            let reply = amqp_consume_message(state, &envelope, &none, 0)
            if reply.reply_type == AMQP_RESPONSE_NORMAL {
                defer { amqp_destroy_envelope(&envelope) }
                return BrokerMessage(envelope, address)
            }
            switch reply.library_error {
            case AMQP_STATUS_TIMEOUT.rawValue where reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION: return nil
            case AMQP_STATUS_UNEXPECTED_STATE.rawValue where reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION:
                try skipFrame()
            default: try check(reply, "amqp_consume_message", Self.consuming)
            }
        }
    }

    /// Reads a frame that belongs to no message.
    private func skipFrame() throws(BrokerError) {
        switch try nextFrame() {
        case .closed(let code, let text), .channelClosed(_, let code, let text): throw failure.refused(code, text)
        default: break
        }
    }
}

extension BrokerMessage {
    fileprivate init(_ envelope: amqp_envelope_t, _ address: String) {
        let properties = envelope.message.properties
        var target = RabbitMQTarget(
            url: address,
            amqpExchange: AMQPValue.text(envelope.exchange),
            routingKey: AMQPValue.text(envelope.routing_key)
        )
        target.isPersistent = AMQPValue.isPersistent(properties)
        let body = envelope.message.body
        self.init(
            place: .rabbitMQ(target),
            contentType: AMQPValue.contentType(properties),
            headers: AMQPValue.headers(properties),
            properties: AMQPValue.others(properties),
            body: Array(UnsafeRawBufferPointer(start: body.bytes, count: body.len))
        )
    }
}
