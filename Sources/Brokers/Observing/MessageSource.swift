internal import Model

/// A message as its broker hands it out.
struct BrokerMessage {
    var place: ObservedMessage.Place
    var contentType: String?
    var headers = JSONObject()
    var properties = JSONObject()
    var body: [UInt8] = []
}

/// A connection that hands out copies of messages. Confined to one thread, which it may block.
protocol MessageSource: AnyObject {
    /// What became of the messages that were published while there was no connection, in words.
    var gap: String { get }
    /// The socket at which messages come; nil where the thread is woken in another way.
    var descriptor: Int32? { get }
    /// Connects, or connects again: whatever is published after it returns will be handed out.
    func open() throws(BrokerError)
    /// The next message that has come; nil when none has.
    ///
    /// - Throws: the connection broke, or seems to have.
    func next() throws(BrokerError) -> BrokerMessage?
    /// The rest of what had been published when it was called. Takes a few seconds at most.
    func drain() -> [BrokerMessage]
    /// Says goodbye.
    func close()
}
