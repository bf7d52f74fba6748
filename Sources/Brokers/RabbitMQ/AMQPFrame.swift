internal import CRabbitMQ

/// What a broker sends to a publisher, out of librabbitmq's frames.
enum AMQPFrame: Equatable {
    /// `basic.ack`, or `basic.nack` when not taken.
    case answered(channel: UInt16, tag: UInt64, multiple: Bool, isTaken: Bool)
    /// `basic.return`; the properties of the message follow on the same channel.
    case returned(channel: UInt16, code: Int, text: String)
    /// The properties of a returned message.
    case properties(channel: UInt16, messageID: String)
    /// `channel.close`: the channel is gone, and with it what was not confirmed.
    case channelClosed(channel: UInt16, code: Int, text: String)
    /// `connection.close`.
    case closed(code: Int, text: String)
    /// `connection.blocked`: the broker reads no more messages until it says otherwise.
    case blocked(reason: String)
    /// `connection.unblocked`.
    case unblocked
    /// Nothing that concerns a publisher, such as the body of a returned message.
    case other

    init(_ frame: amqp_frame_t) {
        switch Int32(frame.frame_type) {
        case AMQP_FRAME_METHOD: self = Self.method(frame.payload.method, frame.channel)
        case AMQP_FRAME_HEADER: self = Self.properties(frame.payload.properties.decoded, frame.channel)
        default: self = .other
        }
    }

    /// A refusal that the broker gives instead of an answer to a call.
    init(_ method: amqp_method_t, channel: UInt16) { self = Self.method(method, channel) }

    private static func method(_ method: amqp_method_t, _ channel: UInt16) -> AMQPFrame {
        guard let decoded = method.decoded else { return .other }
        switch method.id {
        case crabbitmq_basic_ack:
            let ack = decoded.load(as: amqp_basic_ack_t.self)
            return .answered(channel: channel, tag: ack.delivery_tag, multiple: ack.multiple != 0, isTaken: true)
        case crabbitmq_basic_nack:
            let nack = decoded.load(as: amqp_basic_nack_t.self)
            return .answered(channel: channel, tag: nack.delivery_tag, multiple: nack.multiple != 0, isTaken: false)
        case crabbitmq_basic_return:
            let back = decoded.load(as: amqp_basic_return_t.self)
            return .returned(channel: channel, code: Int(back.reply_code), text: text(back.reply_text))
        case crabbitmq_channel_close:
            let close = decoded.load(as: amqp_channel_close_t.self)
            return .channelClosed(channel: channel, code: Int(close.reply_code), text: text(close.reply_text))
        case crabbitmq_connection_close:
            let close = decoded.load(as: amqp_connection_close_t.self)
            return .closed(code: Int(close.reply_code), text: text(close.reply_text))
        case crabbitmq_connection_blocked:
            return .blocked(reason: text(decoded.load(as: amqp_connection_blocked_t.self).reason))
        case crabbitmq_connection_unblocked: return .unblocked
        default: return .other
        }
    }

    private static func properties(_ decoded: UnsafeMutableRawPointer?, _ channel: UInt16) -> AMQPFrame {
        guard let properties = decoded?.load(as: amqp_basic_properties_t.self) else { return .other }
        let hasID = properties._flags & UInt32(AMQP_BASIC_MESSAGE_ID_FLAG) != 0
        return .properties(channel: channel, messageID: hasID ? text(properties.message_id) : "")
    }

    private static func text(_ bytes: amqp_bytes_t) -> String {
        String(decoding: UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len), as: UTF8.self)
    }
}
