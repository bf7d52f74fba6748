internal import CRdKafka
internal import Model

/// The records of a topic from the moment of the first connection on. librdkafka itself connects again; here it is only found out
/// whether it has.
final class KafkaSource: MessageSource {
    let gap = "it goes on where it was"
    /// librdkafka signals the observer itself.
    let descriptor: Int32? = nil

    private let settings: KafkaSettings
    private let topic: String
    private let options: BrokerOptions
    private let reader: KafkaReader
    /// The offset of the record that comes next, by partition.
    private var positions: [Int32: Int64] = [:]
    private var isResumed = false
    /// What was last complained about.
    private var trouble: String?
    private let clock = ContinuousClock()
    private var lookedAt: ContinuousClock.Instant

    /// How often the topic is asked for partitions that were added.
    private static let interval = Duration.seconds(30)
    private static let patience: Int32 = 2_000

    init(_ target: KafkaTarget, _ options: BrokerOptions, _ wakeUp: WakeUp) throws(BrokerError) {
        settings = KafkaSettings(target, timeout: options.connectTimeout)
        (self.options, topic) = (options, target.topic)
        var place = target
        (place.password, place.caFile) = (nil, nil)
        reader = try KafkaReader(KafkaConfiguration(observing: settings, options), place, wakeUp)
        lookedAt = clock.now
    }

    func open() throws(BrokerError) {
        let limit = isResumed ? Self.patience : Int32(min(options.connectTimeout.inMilliseconds, 60_000))
        do throws(KafkaRefusal) {
            try begin(try reader.ask(within: limit), within: limit)
        } catch {
            throw failure(error.code)
        }
        (isResumed, trouble) = (true, nil)
    }

    /// Partitions that are new since the first time are read from their beginning, since all in them is new as well.
    private func begin(_ partitions: [Int32], within limit: Int32) throws(KafkaRefusal) {
        lookedAt = clock.now
        for partition in partitions where positions[partition] == nil {
            let offset = isResumed ? 0 : try reader.end(of: partition, within: limit)
            try reader.begin(partition, at: offset)
            positions[partition] = offset
        }
    }

    func next() throws(BrokerError) -> BrokerMessage? {
        while let reading = reader.next(within: 0) {
            if let message = try take(reading) { return message }
        }
        if clock.now - lookedAt > Self.interval { try open() }
        return nil
    }

    private func take(_ reading: KafkaReading) throws(BrokerError) -> BrokerMessage? {
        switch reading {
        case .record(let message, let partition, let next):
            positions[partition] = next
            return message
        case .line(let line):
            // The library repeats itself while a broker is away, which the observer says once.
            options.log(BrokerLogLine(severity: 7, text: line.text))
            return nil
        case .trouble(let code, let text):
            // That all are down says less than what was said about one of them.
            guard code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN else {
                trouble = text
                return nil
            }
            throw BrokerError("no broker of \(settings.brokers) can be reached (\(trouble ?? text))")
        }
    }

    func drain() -> [BrokerMessage] {
        let deadline = clock.now + .seconds(3)
        var ends: [Int32: Int64] = [:]
        for partition in positions.keys { ends[partition] = try? reader.end(of: partition, within: Self.patience) }
        var rest: [BrokerMessage] = []
        while clock.now < deadline, ends.contains(where: { positions[$0.key, default: 0] < $0.value }) {
            guard let reading = reader.next(within: 50), let message = try? take(reading) else { continue }
            rest.append(message)
        }
        return rest
    }

    func close() {}

    private func failure(_ code: rd_kafka_resp_err_t) -> BrokerError {
        // What the library has said since tells more than that the time was over.
        while let reading = reader.next(within: 0) {
            if case .trouble(let code, let text) = reading, code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN {
                trouble = text
            }
        }
        return KafkaFailure.unobservable(code, settings, topic: topic, trouble: trouble)
    }
}
