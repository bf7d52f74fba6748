internal import CRdKafka
internal import Model

/// What librdkafka tells a reader.
enum KafkaReading {
    case record(BrokerMessage, partition: Int32, next: Int64)
    /// Something is wrong with a partition, a broker or a connection.
    case trouble(rd_kafka_resp_err_t, text: String)
    case line(BrokerLogLine)
}

/// One consumer of librdkafka without a group, for one topic: owns it, the topic's handle and the queue at which records come.
///
/// The interface without groups asks for no rights to one, and nothing that others read is moved by it (rdkafka.h, "Simple
/// Consumer API").
final class KafkaReader {
    private let consumer: OpaquePointer
    private let topic: OpaquePointer
    private let queue: OpaquePointer
    /// What records name as their place.
    private let place: KafkaTarget
    private var partitions: [Int32] = []

    /// - Parameters:
    ///   - place: the topic, and what records name as their place.
    ///   - wakeUp: is signalled when something has come to an empty queue; must outlive the reader.
    init(_ configuration: consuming KafkaConfiguration, _ place: KafkaTarget, _ wakeUp: WakeUp) throws(BrokerError) {
        var reason = [CChar](repeating: 0, count: 512)
        var made: OpaquePointer?
        configuration.handOver {
            made = rd_kafka_new(RD_KAFKA_CONSUMER, $0, &reason, reason.count)
            return made != nil
        }
        guard let made else { throw BrokerError("rd_kafka_new: \(text(reason))", mayRetry: false) }
        guard let handle = rd_kafka_topic_new(made, place.topic, nil) else {
            let words = KafkaFailure.words(rd_kafka_last_error())
            rd_kafka_destroy(made)
            throw BrokerError(
                "rd_kafka_topic_new: \(words); check the topic \(place.topic) of --kafka",
                mayRetry: false
            )
        }
        (consumer, topic, queue, self.place) = (made, handle, rd_kafka_queue_get_main(made), place)
        var one: UInt64 = 1
        rd_kafka_queue_io_event_enable(queue, wakeUp.descriptor, &one, MemoryLayout<UInt64>.size)
        let code = rd_kafka_set_log_queue(made, queue)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw BrokerError("rd_kafka_set_log_queue: \(KafkaFailure.words(code))")
        }
    }

    /// Waits for librdkafka's threads.
    deinit {
        for partition in partitions { _ = rd_kafka_consume_stop(topic, partition) }
        rd_kafka_queue_io_event_enable(queue, -1, nil, 0)
        rd_kafka_queue_destroy(queue)
        rd_kafka_topic_destroy(topic)
        rd_kafka_destroy(consumer)
    }

    /// Asks the cluster for the topic's partitions; blocks.
    func ask(within milliseconds: Int32) throws(KafkaRefusal) -> [Int32] {
        var answer: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(consumer, 0, topic, &answer, milliseconds)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let answer else { throw KafkaRefusal(code: code) }
        defer { rd_kafka_metadata_destroy(answer) }
        guard answer.pointee.topic_cnt > 0, let found = answer.pointee.topics else {
            throw KafkaRefusal(code: RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
        }
        guard found.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaRefusal(code: found.pointee.err) }
        return (0..<Int(found.pointee.partition_cnt)).map { found.pointee.partitions[$0].id }
    }

    /// Asks for the offset that a partition's next record will get; blocks.
    func end(of partition: Int32, within milliseconds: Int32) throws(KafkaRefusal) -> Int64 {
        var (low, high): (Int64, Int64) = (0, 0)
        let name = rd_kafka_topic_name(topic)
        let code = rd_kafka_query_watermark_offsets(consumer, name, partition, &low, &high, milliseconds)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaRefusal(code: code) }
        return high
    }

    /// Begins to fetch a partition.
    func begin(_ partition: Int32, at offset: Int64) throws(KafkaRefusal) {
        guard rd_kafka_consume_start_queue(topic, partition, offset, queue) == 0 else {
            throw KafkaRefusal(code: rd_kafka_last_error())
        }
        partitions.append(partition)
    }

    /// Waits for something to be told, or the time's end.
    func next(within milliseconds: Int32) -> KafkaReading? {
        guard let event = rd_kafka_queue_poll(queue, milliseconds) else { return nil }
        defer { rd_kafka_event_destroy(event) }
        switch rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_FETCH:
            guard let message = rd_kafka_event_message_next(event) else { return next(within: 0) }
            return KafkaRecordReading.reading(message, in: place)
        case RD_KAFKA_EVENT_LOG:
            guard let line = BrokerLogLine(event) else { return next(within: 0) }
            return .line(line)
        default:
            let text = rd_kafka_event_error_string(event).map { String(cString: $0) } ?? ""
            return .trouble(rd_kafka_event_error(event), text: text)
        }
    }
}

/// A question that a cluster did not answer.
struct KafkaRefusal: Error { let code: rd_kafka_resp_err_t }
