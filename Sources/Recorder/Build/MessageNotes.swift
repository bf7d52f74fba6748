internal import Model

/// What of observed messages no mock can send, for the build report.
struct MessageNotes {
    private let messages: [ObservedMessage]

    init(_ messages: [ObservedMessage]) { self.messages = messages }

    var lines: [String] { properties + keys + contentTypes + cut }

    /// Properties of AMQP that callbacks have no words for.
    private var properties: [String] {
        let own = Set(AMQPProperty.allCases.map(\.rawValue) + ["message-id"])
        var counts: [String: Int] = [:]
        for message in messages where message.isOnRabbitMQ {
            for member in message.properties.members where !own.contains(member.name) {
                counts[member.name, default: 0] += 1
            }
        }
        return counts.sorted { $0.key < $1.key }
            .map { "\(Count.words($1, "message")) with the property \($0): mocks do not send it" }
    }

    private var keys: [String] {
        messages.filter { $0.isKafka && $0.key != nil && $0.recordKey == nil }
            .map { "message \($0.id): its key is no text; the mock sends none" }
    }

    private var contentTypes: [String] {
        let count = messages.count { $0.isKafka && $0.contentType != nil }
        return count == 0
            ? [] : ["\(Count.words(count, "message")) on Kafka with a content type: mocks send records without one"]
    }

    private var cut: [String] {
        messages.filter(\.body.isTruncated)
            .map { "message \($0.id): it was longer than was kept; the mock sends its beginning" }
    }
}

extension ObservedMessage {
    fileprivate var isKafka: Bool { if case .kafka = place { true } else { false } }
    fileprivate var isOnRabbitMQ: Bool { !isKafka }
}
