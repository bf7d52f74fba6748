internal import CRabbitMQ
internal import Model

/// The properties that a callback sets by their names.
extension AMQPMemory {
    /// What a property may take, which AMQP counts in one byte (short strings, AMQP 0-9-1 §4.2.5.3).
    private static let longest = 255

    /// Writes properties into librabbitmq's; those that are null are left out.
    ///
    /// - Throws: a value that AMQP cannot carry, or that makes RabbitMQ close the channel.
    func set(_ properties: JSONObject, in basic: inout amqp_basic_properties_t) throws(BrokerError) {
        for property in AMQPProperty.allCases {
            guard let value = properties[property.rawValue], value != .null else { continue }
            basic._flags |= amqp_flags_t(try write(property, value, to: &basic))
        }
    }

    /// A text that AMQP keeps short.
    func short(_ text: String, named name: String) throws(BrokerError) -> amqp_bytes_t {
        guard text.utf8.count <= Self.longest else {
            throw BrokerError(
                "the \(name) has \(text.utf8.count) bytes; AMQP takes \(Self.longest) at most",
                mayRetry: false
            )
        }
        return bytes(text)
    }

    /// Writes one; gives its flag.
    private func write(
        _ property: AMQPProperty,
        _ value: JSON,
        to basic: inout amqp_basic_properties_t
    ) throws(BrokerError) -> Int32 {
        let (name, text) = (property.rawValue, value.textValue)
        switch property {
        case .correlationID:
            basic.correlation_id = try short(text, named: name)
            return AMQP_BASIC_CORRELATION_ID_FLAG
        case .type:
            basic.type = try short(text, named: name)
            return AMQP_BASIC_TYPE_FLAG
        case .appID:
            basic.app_id = try short(text, named: name)
            return AMQP_BASIC_APP_ID_FLAG
        case .replyTo:
            basic.reply_to = try short(text, named: name)
            return AMQP_BASIC_REPLY_TO_FLAG
        case .contentEncoding:
            basic.content_encoding = try short(text, named: name)
            return AMQP_BASIC_CONTENT_ENCODING_FLAG
        case .expiration:
            // The broker would close the channel, and lose what else is under way on it.
            guard UInt32(text) != nil else { throw Self.refused(name, text, "whole milliseconds from 0 on") }
            basic.expiration = bytes(text)
            return AMQP_BASIC_EXPIRATION_FLAG
        case .priority:
            guard let priority = UInt8(text) else { throw Self.refused(name, text, "whole numbers from 0 to 255") }
            basic.priority = priority
            return AMQP_BASIC_PRIORITY_FLAG
        case .timestamp:
            guard let seconds = UInt64(text) else { throw Self.refused(name, text, "whole seconds since 1970") }
            basic.timestamp = seconds
            return AMQP_BASIC_TIMESTAMP_FLAG
        }
    }

    private static func refused(_ name: String, _ text: String, _ wanted: String) -> BrokerError {
        BrokerError("the property \(name) is \"\(text.prefix(40))\"; it takes \(wanted)", mayRetry: false)
    }
}
