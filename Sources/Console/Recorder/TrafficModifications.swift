public import Model

/// What is done to messages that pass. What is recorded is the traffic as it came.
public struct TrafficModifications: Sendable, Hashable {
    /// Changes in one direction.
    public struct Message: Sendable, Hashable {
        /// Names of fields that go, whatever their case.
        public var removed: [String] = []
        /// Fields that are put in the place of those of their name.
        public var set: FieldSection = []
        /// Fields that are added to those of their name.
        public var added: FieldSection = []
        /// What is hidden in JSON bodies: names of members wherever they stand, or paths from the top (`$.card.number`).
        public var masks: [String] = []
        /// What stands in the place of what is hidden.
        public var maskValue = "***"

        /// Whether nothing changes.
        public var isEmpty: Bool { removed.isEmpty && set.isEmpty && added.isEmpty && masks.isEmpty }
    }

    /// A text in the URL and what takes its place.
    public struct Rewrite: Sendable, Hashable {
        /// The beginning of a path (`/v1`), or of a URL with its host (`https://api.example.test/v1`).
        public var from: String
        /// What stands there instead, of the same kind.
        public var to: String
    }

    /// Errors that are given in place of an answer.
    public struct Errors: Sendable, Hashable {
        /// How often: 0 for never, 1 for always.
        public var rate: Double
        /// 400 to 599.
        public var status: Int
        /// The content of the answer.
        public var body: String
    }

    /// Changes in requests.
    public var request = Message()
    /// Changes in responses.
    public var response = Message()
    /// In order; the first one that fits is used.
    public var rewrites: [Rewrite] = []
    /// How long responses are held.
    public var latency = Duration.zero
    /// Up to so much longer, by chance.
    public var jitter = Duration.zero
    /// Errors in place of answers.
    public var errors: Errors?
    /// Bytes of content a second, in each direction; nil for no limit.
    public var bandwidth: Int?

    /// Nothing.
    public init() {}

    /// Whether traffic passes as it comes.
    public var isEmpty: Bool { self == TrafficModifications() }
}
