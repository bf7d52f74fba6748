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
