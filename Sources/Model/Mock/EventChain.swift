/// Server-sent events that a mock answers with (WHATWG HTML §9.2); `sseEventChain` in JSON.
public struct EventChain: Sendable, Hashable {
    /// One event; every text may hold templates.
    public struct Event: Sendable, Hashable {
        /// The `event` field; nil for none.
        public var name: String?
        /// The `data` field: a string as it is, everything else as JSON. Nil for none.
        public var data: JSON?
        /// The name of an uploaded template file whose text is the data; `templatePath` in JSON.
        public var dataPath: String?
        /// Milliseconds before it is sent.
        public var delay: Double = 0
        /// The `id` field.
        public var id: String?
        /// The `retry` field, in milliseconds.
        public var retry: Int64?

        /// An event without anything in it.
        public init() {}
    }

    /// In order.
    public var events: [Event]
    /// Whether the first follows the last.
    public var loops = false
    /// Milliseconds between two rounds; at least 100.
    public var loopDelay: Double = 100
    /// Milliseconds between comments that keep the connection alive; 0 sends none.
    public var heartbeat: Double = 0
    /// How many rounds there are at most.
    public var maxLoops: Int = 100
    /// How long it may last, in seconds.
    public var maxTime: Double = 1_200

    /// A chain that ends with its last event.
    public init(events: [Event]) { self.events = events }
}
