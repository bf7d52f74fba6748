/// What of one channel in confirm mode has no answer yet, without I/O.
///
/// The broker numbers the messages of a channel from one in the order in which they were published, and answers with that
/// number, for one message or for all up to it. A message that reached no queue is returned before it is confirmed, not by
/// number but with its properties (<https://www.rabbitmq.com/docs/confirms>).
struct UnconfirmedMessages<Message> {
    private struct Entry {
        let message: Message
        let id: String
        var returned: String?
    }

    private var entries: [UInt64: Entry] = [:]
    private var oldest: UInt64 = 1
    private var next: UInt64 = 1

    /// Whether every message was answered.
    var isEmpty: Bool { entries.isEmpty }

    /// A message was published under this `message-id`.
    mutating func published(_ message: Message, id: String) {
        entries[next] = Entry(message: message, id: id)
        next += 1
    }

    /// The broker gave back the oldest message of this id that it has not given back yet.
    mutating func returned(id: String, reason: String) {
        let tag = (oldest..<next).first { tag in entries[tag].map { $0.id == id && $0.returned == nil } ?? false }
        if let tag { entries[tag]?.returned = reason }
    }

    /// The broker has answered one message, or all up to it (with zero: all), and gives them with why they were returned.
    mutating func answered(_ tag: UInt64, multiple: Bool) -> [(message: Message, returned: String?)] {
        let last = tag == 0 ? next - 1 : tag
        let tags = multiple ? Array(oldest..<max(oldest, last + 1)) : [last]
        let answered = tags.compactMap { entries.removeValue(forKey: $0) }
        while oldest < next, entries[oldest] == nil { oldest += 1 }
        return answered.map { ($0.message, $0.returned) }
    }

    /// Forgets all, and gives them in order.
    mutating func removeAll() -> [Message] {
        defer { self = UnconfirmedMessages() }
        return (oldest..<next).compactMap { entries[$0]?.message }
    }
}
