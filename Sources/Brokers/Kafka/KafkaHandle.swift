internal import CRdKafka
internal import Model

/// What librdkafka tells.
enum KafkaEvent {
    /// The delivery report of a record, by the id that it was produced under.
    case reported(id: Int, rd_kafka_resp_err_t)
    /// Something is wrong with a broker, a connection or, when fatal, the producer.
    case trouble(rd_kafka_resp_err_t, text: String, isFatal: Bool)
    /// A line for the log.
    case line(BrokerLogLine)
}

/// One producer of librdkafka with its main queue: owns both.
final class KafkaHandle: @unchecked Sendable {
    // librdkafka's functions may be called from any thread (rdkafka.h, "thread safe"); the pointers never change.

    private let producer: OpaquePointer
    private let queue: OpaquePointer

    init(_ configuration: consuming KafkaConfiguration) throws(BrokerError) {
        var reason = [CChar](repeating: 0, count: 512)
        var made: OpaquePointer?
        configuration.handOver {
            made = rd_kafka_new(RD_KAFKA_PRODUCER, $0, &reason, reason.count)
            return made != nil
        }
        guard let made else { throw BrokerError("rd_kafka_new: \(text(reason))", mayRetry: false) }
        producer = made
        queue = rd_kafka_queue_get_main(made)
        let code = rd_kafka_set_log_queue(made, queue)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw BrokerError("rd_kafka_set_log_queue: \(KafkaFailure.words(code))")
        }
    }

    /// Waits for librdkafka's threads.
    deinit {
        rd_kafka_queue_destroy(queue)
        rd_kafka_destroy(producer)
    }

    /// Hands a record over; its report comes later, under the id. Does not block.
    func produce(_ record: KafkaRecord, topic: String, id: Int) -> rd_kafka_resp_err_t {
        let headers = headers(record)
        let code = withBytes(record.key.flatMap { $0.isEmpty ? nil : $0 }) { key in
            withBytes(record.value) { value in
                crdkafka_produce(
                    producer,
                    topic,
                    record.partition ?? -1,
                    key.baseAddress,
                    key.count,
                    value.baseAddress,
                    value.count,
                    headers,
                    id
                )
            }
        }
        if code != RD_KAFKA_RESP_ERR_NO_ERROR, let headers { rd_kafka_headers_destroy(headers) }
        return code
    }

    private func headers(_ record: KafkaRecord) -> OpaquePointer? {
        guard !record.headers.isEmpty else { return nil }
        let headers = rd_kafka_headers_new(record.headers.count)
        for field in record.headers {
            withBytes(Array(field.valueBytes)) { value in
                _ = rd_kafka_header_add(headers, field.name, field.name.utf8.count, value.baseAddress, value.count)
            }
        }
        return headers
    }

    /// Waits for something to be told, `wake` or the time's end.
    func events(within milliseconds: Int32) -> [KafkaEvent] {
        guard let event = rd_kafka_queue_poll(queue, milliseconds) else { return [] }
        defer { rd_kafka_event_destroy(event) }
        switch rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_DR: return reports(event)
        case RD_KAFKA_EVENT_ERROR:
            let text = rd_kafka_event_error_string(event).map { String(cString: $0) } ?? ""
            return [
                .trouble(rd_kafka_event_error(event), text: text, isFatal: rd_kafka_event_error_is_fatal(event) != 0)
            ]
        case RD_KAFKA_EVENT_LOG:
            return BrokerLogLine(event).map { [.line($0)] } ?? []
        default: return []
        }
    }

    private func reports(_ event: OpaquePointer) -> [KafkaEvent] {
        var reports: [KafkaEvent] = []
        while let message = rd_kafka_event_message_next(event) {
            reports.append(.reported(id: Int(bitPattern: message.pointee._private), message.pointee.err))
        }
        return reports
    }

    /// Ends a wait in `events`, or the next one at once.
    func wake() { rd_kafka_queue_yield(queue) }

    /// Lets the records fail that were not written to a broker yet; with `inFlight`, those too that were.
    func purge(inFlight: Bool) {
        rd_kafka_purge(
            producer,
            RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_NON_BLOCKING | (inFlight ? RD_KAFKA_PURGE_F_INFLIGHT : 0)
        )
    }

    /// The words of an error that the producer does not recover from.
    var fatalText: String {
        var words = [CChar](repeating: 0, count: 512)
        rd_kafka_fatal_error(producer, &words, words.count)
        return text(words)
    }
}

extension BrokerLogLine {
    /// The line of an event that brings one.
    init?(_ event: OpaquePointer) {
        var (facility, line): (UnsafePointer<CChar>?, UnsafePointer<CChar>?)
        var severity: Int32 = 7
        guard rd_kafka_event_log(event, &facility, &line, &severity) == 0, let line else { return nil }
        self.init(severity: Int(severity), text: String(cString: line))
    }
}

/// Lends bytes to C: null for none, never null for an empty array.
private func withBytes<Result>(_ bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    guard let bytes else { return body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    guard bytes.isEmpty else { return bytes.withUnsafeBytes(body) }
    return withUnsafeBytes(of: UInt8(0)) { body(UnsafeRawBufferPointer(start: $0.baseAddress, count: 0)) }
}
