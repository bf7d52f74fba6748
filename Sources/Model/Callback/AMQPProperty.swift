/// The properties of an AMQP message that a callback may set by their names (AMQP 0-9-1 §1.8, "basic"). Content type, headers,
/// delivery mode and `message-id` are said in other ways; `user-id` and `cluster-id` belong to the broker and its users.
public enum AMQPProperty: String, Sendable, Hashable, CaseIterable {
    /// What belongs together: a question and its answer, or all that one order brings about.
    case correlationID = "correlation-id"
    /// The name of the event.
    case type
    /// Who sent it.
    case appID = "app-id"
    /// Where an answer is wished.
    case replyTo = "reply-to"
    /// For how many milliseconds it counts, as text.
    case expiration
    /// From 0 to 255; queues that look at it count to 9 as a rule.
    case priority
    /// Seconds since 1970.
    case timestamp
    /// How the content is coded. A callback sends its content as it stands, whatever this says.
    case contentEncoding = "content-encoding"
}
