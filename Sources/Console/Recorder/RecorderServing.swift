public import Model

/// Why the recorder does not do something, in words for the one who asked.
public enum RecorderRefusal: Error, Sendable, Hashable {
    /// What was sent makes no sense.
    case invalid(String)
    /// What is there is in the way, as a port in use.
    case conflict(String)
    /// The database, the root or the recording cannot be used.
    case unavailable(String)
}

/// What a session is started with.
public struct SessionPlan: Sendable {
    /// The session's id.
    public var id: String
    /// What the recording is called, unless the name is taken.
    public var name: String
    /// The session's namespace.
    public var namespace: String
    /// Where it listens and what it keeps.
    public var settings: SessionSettings
    /// What is done to traffic that passes.
    public var modifications: SessionModifications
    /// What it goes on recording into; nil to begin a recording.
    public var recording: RecordingID?
}

/// A session that records.
public struct RunningSession: Sendable, Hashable {
    /// Where it can be reached.
    public struct Place: Sendable, Hashable {
        /// The address that it is bound to.
        public var host: String
        /// The port, chosen by the system when that was asked for.
        public var port: Int
        /// Where webhooks go on to; nil for the proxy itself.
        public var receiver: AbsoluteURL?

        /// A place.
        public init(host: String, port: Int, receiver: AbsoluteURL? = nil) {
            (self.host, self.port, self.receiver) = (host, port, receiver)
        }

        /// The URL to call or to have as a proxy; `https` works on the same port.
        public var url: String { "http://\(Authority(host: host, port: port))" }
    }

    /// What it records into.
    public var recording: RecordingID
    /// The proxy first, then where it takes webhooks.
    public var places: [Place]
    /// How many exchanges passed without being kept, since a filter or the limit left them out.
    public var passedOver: Int
    /// What it observes on brokers: `kafka localhost:9092/orders`; never with a password.
    public var observed: [String] = []

    /// A session that records.
    public init(recording: RecordingID, places: [Place], passedOver: Int = 0) {
        (self.recording, self.places, self.passedOver) = (recording, places, passedOver)
    }
}

/// The ports that sessions take when they name none.
public struct PortRange: Sendable, Hashable {
    /// The first and the last.
    public var range: ClosedRange<Int>
    /// Those that sessions listen on, in the range or not.
    public var inUse: [Int]

    /// The range and what of it is taken.
    public init(range: ClosedRange<Int>, inUse: [Int]) { (self.range, self.inUse) = (range, inUse) }
}

/// Lets sessions listen and record.
public protocol RecorderServing: Sendable {
    /// Opens a session's listeners and records what comes. Calls back once, from any thread; must not block.
    func start(_ plan: SessionPlan, _ done: @escaping @Sendable (Result<RunningSession, RecorderRefusal>) -> Void)
    /// Ends exchanges, closes the listeners and commits what was recorded. Calls back once, from any thread, with what went
    /// wrong while it recorded, or nil; must not block.
    func stop(_ id: String, _ done: @escaping @Sendable (_ trouble: String?) -> Void)
    /// The session, while it records.
    func running(_ id: String) -> RunningSession?
    /// Waits until what the session has seen so far is in the database, a second at most. Blocks.
    func catchUp(_ id: String)
    /// Does this to traffic from the next request on. Nothing when the session does not record.
    func modify(_ id: String, _ modifications: SessionModifications)
    /// The ports for sessions that name none.
    var ports: PortRange { get }
}
