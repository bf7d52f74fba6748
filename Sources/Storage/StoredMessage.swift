public import Model

/// An observed message as it goes to the disk and comes back: with its secrets replaced, and its content also decoded.
public struct StoredMessage: Sendable {
    /// The message; its content keeps its coding.
    public var message: ObservedMessage
    /// What else is known of the content.
    public var notes: StoredExchange.BodyNotes

    /// A message with what is known of its content.
    public init(_ message: ObservedMessage, notes: StoredExchange.BodyNotes = StoredExchange.BodyNotes()) {
        (self.message, self.notes) = (message, notes)
    }

    /// The content for reading, codings undone.
    public var readableBody: [UInt8] { notes.decoded ?? message.body.bytes }
}
