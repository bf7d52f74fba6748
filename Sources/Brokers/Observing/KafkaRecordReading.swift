internal import CRdKafka
internal import Model

/// Turns records of librdkafka into messages.
enum KafkaRecordReading {
    static func reading(_ message: UnsafePointer<rd_kafka_message_t>, in topic: KafkaTarget) -> KafkaReading {
        let record = message.pointee
        guard record.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
            return .trouble(record.err, text: KafkaFailure.words(record.err))
        }
        let key = record.key.map { Array(UnsafeRawBufferPointer(start: $0, count: record.key_len)) }
        let headers = headers(message)
        var place = topic
        place.partition = record.partition
        var read = BrokerMessage(
            place: .kafka(place, offset: record.offset, key: key),
            headers: headers,
            body: Array(UnsafeRawBufferPointer(start: record.payload, count: record.len))
        )
        read.contentType = headers.members.first { $0.name.lowercased() == "content-type" }?.value.string
        var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let timestamp = rd_kafka_message_timestamp(message, &type)
        if type != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE { read.properties["timestamp"] = .int(timestamp) }
        return .record(read, partition: record.partition, next: record.offset + 1)
    }

    /// The headers in order; a value that is no text is base64 of its bytes, one that is not there is null.
    private static func headers(_ message: UnsafePointer<rd_kafka_message_t>) -> JSONObject {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return [:] }
        var result = JSONObject()
        for index in 0..<rd_kafka_header_cnt(list) {
            var (name, value): (UnsafePointer<CChar>?, UnsafeRawPointer?)
            var size = 0
            guard rd_kafka_header_get_all(list, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR, let name
            else { break }
            let bytes = value.map { UnsafeRawBufferPointer(start: $0, count: size) }
            result.members.append(
                JSONObject.Member(String(cString: name), bytes.map { .string($0.textOrBase64) } ?? .null)
            )
        }
        return result
    }
}

extension UnsafeRawBufferPointer {
    /// The text that the bytes are, or base64 of them.
    var textOrBase64: String { String(validating: self, as: UTF8.self) ?? Base64.encoded(Array(self)) }
}
