internal import CRabbitMQ
internal import Model

/// Reads librabbitmq's values: texts, field tables, the properties of a message.
enum AMQPValue {
    static func text(_ bytes: amqp_bytes_t) -> String {
        String(decoding: UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len), as: UTF8.self)
    }

    /// Values that are nested deeper read as null: a frame has room for more levels than a stack.
    private static let depth = 64

    /// A table in its order.
    static func object(_ table: amqp_table_t, depth: Int = AMQPValue.depth) -> JSONObject {
        var object = JSONObject()
        guard depth > 0 else { return object }
        for index in 0..<Int(table.num_entries) {
            let entry = table.entries[index]
            object.members.append(JSONObject.Member(text(entry.key), json(entry.value, depth - 1)))
        }
        return object
    }

    /// A value with its type as JSON has it: times are their seconds, bytes that are no text are base64.
    private static func json(_ field: amqp_field_value_t, _ depth: Int) -> JSON {
        guard depth > 0 else { return .null }
        let value = field.value
        switch amqp_field_value_kind_t(UInt32(field.kind)) {
        case AMQP_FIELD_KIND_BOOLEAN: return .bool(value.boolean != 0)
        case AMQP_FIELD_KIND_I8: return .int(value.i8)
        case AMQP_FIELD_KIND_U8: return .int(value.u8)
        case AMQP_FIELD_KIND_I16: return .int(value.i16)
        case AMQP_FIELD_KIND_U16: return .int(value.u16)
        case AMQP_FIELD_KIND_I32: return .int(value.i32)
        case AMQP_FIELD_KIND_U32: return .int(value.u32)
        case AMQP_FIELD_KIND_I64: return .int(value.i64)
        case AMQP_FIELD_KIND_U64, AMQP_FIELD_KIND_TIMESTAMP: return .int(value.u64)
        case AMQP_FIELD_KIND_F32: return .number(JSONNumber(Double("\(value.f32)") ?? 0))
        case AMQP_FIELD_KIND_F64: return .number(JSONNumber(value.f64))
        case AMQP_FIELD_KIND_DECIMAL: return decimal(value.decimal)
        case AMQP_FIELD_KIND_UTF8, AMQP_FIELD_KIND_BYTES:
            return .string(UnsafeRawBufferPointer(start: value.bytes.bytes, count: value.bytes.len).textOrBase64)
        case AMQP_FIELD_KIND_TABLE: return .object(object(value.table, depth: depth))
        case AMQP_FIELD_KIND_ARRAY:
            return .array((0..<Int(value.array.num_entries)).map { json(value.array.entries[$0], depth - 1) })
        default: return .null
        }
    }

    private static func decimal(_ decimal: amqp_decimal_t) -> JSON {
        var value = Double(decimal.value)
        for _ in 0..<decimal.decimals { value /= 10 }
        return .number(JSONNumber(value))
    }
}

/// The properties of a message (AMQP 0-9-1 §1.8, "basic").
extension AMQPValue {
    static func contentType(_ properties: amqp_basic_properties_t) -> String? {
        has(AMQP_BASIC_CONTENT_TYPE_FLAG, properties) ? text(properties.content_type) : nil
    }

    static func headers(_ properties: amqp_basic_properties_t) -> JSONObject {
        has(AMQP_BASIC_HEADERS_FLAG, properties) ? object(properties.headers) : [:]
    }

    /// Delivery mode 2.
    static func isPersistent(_ properties: amqp_basic_properties_t) -> Bool {
        has(AMQP_BASIC_DELIVERY_MODE_FLAG, properties) && properties.delivery_mode == 2
    }

    /// All but content type, headers and delivery mode, by their names.
    static func others(_ properties: amqp_basic_properties_t) -> JSONObject {
        let texts = [
            ("content-encoding", AMQP_BASIC_CONTENT_ENCODING_FLAG, properties.content_encoding),
            ("correlation-id", AMQP_BASIC_CORRELATION_ID_FLAG, properties.correlation_id),
            ("reply-to", AMQP_BASIC_REPLY_TO_FLAG, properties.reply_to),
            ("expiration", AMQP_BASIC_EXPIRATION_FLAG, properties.expiration),
            ("message-id", AMQP_BASIC_MESSAGE_ID_FLAG, properties.message_id),
            ("type", AMQP_BASIC_TYPE_FLAG, properties.type),
            ("user-id", AMQP_BASIC_USER_ID_FLAG, properties.user_id),
            ("app-id", AMQP_BASIC_APP_ID_FLAG, properties.app_id),
        ]
        var result = JSONObject()
        for (name, flag, value) in texts where has(flag, properties) { result[name] = .string(text(value)) }
        if has(AMQP_BASIC_TIMESTAMP_FLAG, properties) { result["timestamp"] = .int(properties.timestamp) }
        if has(AMQP_BASIC_PRIORITY_FLAG, properties) { result["priority"] = .int(properties.priority) }
        return result
    }

    private static func has(_ flag: Int32, _ properties: amqp_basic_properties_t) -> Bool {
        properties._flags & amqp_flags_t(flag) != 0
    }
}
