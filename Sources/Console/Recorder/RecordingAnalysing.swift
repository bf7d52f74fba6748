public import Model

/// A recording in another tool's format.
public struct ExportedRecording: Sendable {
    /// The file, at once or piece by piece.
    public enum Content: Sendable {
        /// All of it.
        case whole([UInt8])
        /// As it is read from the database.
        case pieces(any AnswerPieces)
    }

    /// The file.
    public var content: Content
    /// What was recorded and the format cannot say; empty where that is known only at the end.
    public var notes: [String]

    /// A file.
    public init(content: Content, notes: [String] = []) { (self.content, self.notes) = (content, notes) }
}

/// What came of a file that was read into a recording.
public struct ImportedArchive: Sendable {
    /// Where it went.
    public var recording: RecordingID
    /// How many exchanges it held.
    public var count: Int
    /// What of it was left out.
    public var notes: [String]

    /// What came of a file.
    public init(recording: RecordingID, count: Int, notes: [String]) {
        (self.recording, self.count, self.notes) = (recording, count, notes)
    }
}

/// What can be made of a recording. Every call blocks for as long as it takes.
public protocol RecordingAnalysing: Sendable {
    /// Writes a recording in a format: `har`, `postman`, `openapi`, `wiremock`, `hoverfly`, `mockarty`.
    ///
    /// - Parameter ids: only these exchanges; nil for all.
    func export(
        _ recording: Recording,
        as format: String,
        only ids: [ExchangeID]?
    ) throws(RecorderRefusal) -> ExportedRecording
    /// Reads an HTTP Archive into a session's recording, redacted as what it records itself.
    func importArchive(_ bytes: [UInt8], into plan: SessionPlan) throws(RecorderRefusal) -> ImportedArchive
    /// Makes mocks of a recording, and says which exchange caused which webhook.
    ///
    /// - Parameters:
    ///   - ids: only of these exchanges; nil for all.
    ///   - isExact: gives every recorded request its recorded answer and generalises nothing.
    func build(
        _ recording: Recording,
        only ids: [ExchangeID]?,
        isExact: Bool
    ) throws(RecorderRefusal) -> BuiltRecording
    /// Sends every recorded request to mocks, in process, and holds what they answer and fire against what was recorded.
    ///
    /// - Returns: the report of `understudy check` as JSON.
    func check(
        _ recording: Recording,
        _ attributions: [Attribution],
        mocks: [Mock]
    ) throws(RecorderRefusal) -> JSON
    /// Looks for values of responses that later requests and webhooks carry.
    func correlate(
        _ recording: Recording,
        only ids: [ExchangeID]?,
        _ options: CorrelationSettings
    ) throws(RecorderRefusal) -> [FoundCorrelation]
    /// Holds a new answer against a recorded response.
    func compare(_ recorded: Exchange.Response, with answer: Answer) -> AnswerComparisonResult
}

/// What was built of a recording.
public struct BuiltRecording: Sendable {
    /// The mocks with their webhooks.
    public var mocks: [Mock]
    /// One for each observed webhook.
    public var attributions: [Attribution]
    /// The report of `understudy build`, for machines.
    public var report: JSON
    /// The same for people.
    public var text: String
    /// What the mocks need that a server cannot give them.
    public var notes: [String]

    /// What was built.
    public init(mocks: [Mock], attributions: [Attribution], report: JSON, text: String, notes: [String]) {
        (self.mocks, self.attributions, self.report) = (mocks, attributions, report)
        (self.text, self.notes) = (text, notes)
    }
}

/// Which values are looked for that flow from one exchange into another.
public struct CorrelationSettings: Sendable, Hashable {
    /// In bytes.
    public var lengths = 4...512
    /// Whether values of digits alone are left out.
    public var excludesNumbers = false
    /// So many places are named for each value.
    public var limitPerSource = 50

    /// The usual ones.
    public init() {}
}

/// A value that flows from a response into later messages.
public struct FoundCorrelation: Sendable, Hashable {
    /// A place in a message.
    public struct Place: Sendable, Hashable {
        /// The exchange.
        public var exchange: ExchangeID
        /// Which one of the recording it is, counted from one.
        public var sequence: Int
        /// `response.body.json`, `request.url.query`, …
        public var section: String
        /// `$.id`, or a name.
        public var path: String

        /// A place.
        public init(exchange: ExchangeID, sequence: Int, section: String, path: String) {
            (self.exchange, self.sequence, self.section, self.path) = (exchange, sequence, section, path)
        }
    }

    /// The value.
    public var value: String
    /// `string`, `number`, `uuid`, `jwt` or `token`.
    public var kind: String
    /// Where it came from.
    public var source: Place
    /// Where it went.
    public var targets: [Place]
    /// 0 to 1.
    public var confidence: Double
    /// Why, in words.
    public var reason: String

    /// A correlation.
    public init(value: String, kind: String, source: Place, targets: [Place], confidence: Double, reason: String) {
        (self.value, self.kind, self.source, self.targets) = (value, kind, source, targets)
        (self.confidence, self.reason) = (confidence, reason)
    }
}

/// How a new answer differs from a recorded response.
public struct AnswerComparisonResult: Sendable, Hashable {
    /// One thing that is not the same.
    public struct Difference: Sendable, Hashable {
        /// `status`, `field` or `body`.
        public var part: String
        /// Where in it.
        public var place: String
        /// What was recorded; nil when it is new.
        public var was: JSON?
        /// What was answered; nil when it is gone.
        public var new: JSON?
        /// Whether both are ids, tokens or times of one make.
        public var hasSameShape: Bool

        /// A difference.
        public init(part: String, place: String, was: JSON?, new: JSON?, hasSameShape: Bool) {
            (self.part, self.place, self.was, self.new) = (part, place, was, new)
            self.hasSameShape = hasSameShape
        }
    }

    /// In order; empty when nothing is different.
    public var differences: [Difference]

    /// What is different.
    public init(differences: [Difference]) { self.differences = differences }

    /// Whether a part is the same, or the same but for what is made new each time.
    func matches(_ part: String, byShape: Bool) -> Bool {
        !differences.contains { $0.part == part && !(byShape && $0.hasSameShape) }
    }
}
