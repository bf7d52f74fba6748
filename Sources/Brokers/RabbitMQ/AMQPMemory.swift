internal import CRabbitMQ
internal import Model

/// Texts and tables in memory that librabbitmq reads from: owns a pool, which frees all of it at once.
final class AMQPMemory {
    private var pool = amqp_pool_t()
    /// How many bytes the tables have as AMQP writes them; a message's must fit into one frame.
    private(set) var tableBytes = 0

    init() { init_amqp_pool(&pool, 4096) }

    deinit { empty_amqp_pool(&pool) }

    /// A copy of a text.
    func bytes(_ text: String) -> amqp_bytes_t {
        var copy = amqp_bytes_t()
        amqp_pool_alloc_bytes(&pool, max(1, text.utf8.count), &copy)
        copy.len = text.utf8.count
        UnsafeMutableRawBufferPointer(start: copy.bytes, count: copy.len).copyBytes(from: text.utf8)
        return copy
    }

    /// A field table; of a name that stands twice the last counts, since AMQP allows each once (AMQP 0-9-1 §4.2.5.5).
    ///
    /// - Throws: a name that is too long.
    func table(_ object: JSONObject) throws(BrokerError) -> amqp_table_t {
        var seen: Set<String> = []
        let members = object.members.reversed().filter { seen.insert($0.name).inserted }.reversed()
        tableBytes += 4
        guard let entries: UnsafeMutablePointer<amqp_table_entry_t> = room(members.count) else { return amqp_table_t() }
        for (index, member) in members.enumerated() {
            guard member.name.utf8.count <= 255 else {
                throw BrokerError(
                    "the header name \(member.name.prefix(40))... is longer than AMQP's 255 bytes",
                    mayRetry: false
                )
            }
            tableBytes += 1 + member.name.utf8.count
            entries[index] = amqp_table_entry_t(key: bytes(member.name), value: try value(member.value))
        }
        return amqp_table_t(num_entries: Int32(members.count), entries: entries)
    }

    private func value(_ json: JSON) throws(BrokerError) -> amqp_field_value_t {
        var value = amqp_field_value_t()
        tableBytes += 1 + Self.fixedBytes(json)
        switch json {
        case .null: value.kind = kind(AMQP_FIELD_KIND_VOID)
        case .bool(let bool): (value.kind, value.value.boolean) = (kind(AMQP_FIELD_KIND_BOOLEAN), bool ? 1 : 0)
        case .string(let text): (value.kind, value.value.bytes) = (kind(AMQP_FIELD_KIND_UTF8), bytes(text))
        case .object(let object): (value.kind, value.value.table) = (kind(AMQP_FIELD_KIND_TABLE), try table(object))
        case .array(let elements): (value.kind, value.value.array) = (kind(AMQP_FIELD_KIND_ARRAY), try array(elements))
        case .number(let number):
            if let integer = Int64(number.text) {
                (value.kind, value.value.i64) = (kind(AMQP_FIELD_KIND_I64), integer)
            } else if !number.double.isFinite {
                // More than a double holds; an infinity would be another value, and one that consumers cannot read as JSON.
                tableBytes += number.text.utf8.count - 4
                (value.kind, value.value.bytes) = (kind(AMQP_FIELD_KIND_UTF8), bytes(number.text))
            } else {
                (value.kind, value.value.f64) = (kind(AMQP_FIELD_KIND_F64), number.double)
            }
        }
        return value
    }

    /// What a value takes without that which it holds, which counts itself.
    private static func fixedBytes(_ json: JSON) -> Int {
        switch json {
        case .null, .object: 0
        case .bool: 1
        case .string(let text): 4 + text.utf8.count
        case .number: 8
        case .array: 4
        }
    }

    private func array(_ elements: [JSON]) throws(BrokerError) -> amqp_array_t {
        guard let entries: UnsafeMutablePointer<amqp_field_value_t> = room(elements.count) else {
            return amqp_array_t()
        }
        for (index, element) in elements.enumerated() { entries[index] = try value(element) }
        return amqp_array_t(num_entries: Int32(elements.count), entries: entries)
    }

    private func kind(_ kind: amqp_field_value_kind_t) -> UInt8 { UInt8(kind.rawValue) }

    /// Room for so many values; nil for none.
    private func room<Value>(_ count: Int) -> UnsafeMutablePointer<Value>? {
        guard count > 0 else { return nil }
        return amqp_pool_alloc(&pool, count * MemoryLayout<Value>.stride)?.assumingMemoryBound(to: Value.self)
    }
}
