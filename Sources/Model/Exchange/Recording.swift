/// A named run of capturing.
public struct Recording: Sendable, Hashable {
    /// How a recording came to its end.
    public enum End: String, Sendable, Hashable {
        /// Still going: the process that writes it lives.
        case open
        /// Cut off without a word (kill -9, power): it holds all that was committed, and `endedAt` is when the last
        /// exchange of it ended.
        case interrupted
        /// Drained and closed in order.
        case finished
        /// The disk was full or the database failed: traffic went on, recording stopped.
        case failed
    }

    /// The row's number.
    public var id: RecordingID
    /// The name given, or one made from the date.
    public var name: String
    /// When it began.
    public var startedAt: Timestamp
    /// When it ended; nil while open.
    public var endedAt: Timestamp?
    /// How it ended.
    public var end: End
    /// Why it failed, in words; empty otherwise.
    public var endReason: String
    /// How many exchanges it holds.
    public var exchangeCount: Int
    /// How many observed webhooks it holds.
    public var webhookCount: Int
    /// How many observed messages it holds.
    public var messageCount: Int

    /// A recording's facts.
    public init(
        id: RecordingID,
        name: String,
        startedAt: Timestamp,
        endedAt: Timestamp? = nil,
        end: End = .open,
        endReason: String = "",
        exchangeCount: Int = 0,
        webhookCount: Int = 0,
        messageCount: Int = 0
    ) {
        (self.id, self.name, self.startedAt, self.endedAt) = (id, name, startedAt, endedAt)
        (self.end, self.endReason) = (end, endReason)
        (self.exchangeCount, self.webhookCount, self.messageCount) = (exchangeCount, webhookCount, messageCount)
    }
}

/// Which exchange caused an observed webhook or message, why we think so, and how sure we are.
public struct Attribution: Sendable, Hashable {
    /// The observed webhook or message.
    public var webhook: ExchangeID
    /// The exchange that caused it; nil when a person said that none did.
    public var cause: ExchangeID?
    /// 0 to 1.
    public var confidence: Double
    /// The reasons, the strongest first, in words.
    public var evidence: [String]
    /// Whether a person decided it.
    public var isPinned: Bool

    /// An attribution.
    public init(
        webhook: ExchangeID,
        cause: ExchangeID?,
        confidence: Double,
        evidence: [String],
        isPinned: Bool = false
    ) {
        (self.webhook, self.cause, self.confidence) = (webhook, cause, confidence)
        (self.evidence, self.isPinned) = (evidence, isPinned)
    }
}
