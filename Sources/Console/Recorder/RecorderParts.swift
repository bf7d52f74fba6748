internal import Model
internal import Storage

/// What the recorder's endpoints drive.
public struct RecorderServices: Sendable {
    /// Lets sessions listen and record.
    public var sessions: any RecorderServing
    /// Makes things of what they recorded.
    public var analysis: any RecordingAnalysing

    /// All of it.
    public init(sessions: any RecorderServing, analysis: any RecordingAnalysing) {
        (self.sessions, self.analysis) = (sessions, analysis)
    }
}

/// The recorder's part of the admin API, put together.
struct RecorderParts: Sendable {
    private let sessions: RecorderSessions
    private let drafts: SessionDrafts
    private let entries: EntryStore
    private let services: RecorderServices
    private let queue: AdminQueue

    init(
        _ database: DatabaseFile,
        _ services: RecorderServices,
        queue: AdminQueue,
        clock: WallClock,
        identifiers: Identifiers
    ) {
        sessions = RecorderSessions(
            store: RecorderSessionStore(database),
            recordings: RecordingStore(database),
            recorder: services.sessions,
            clock: clock,
            work: AdminQueue()
        )
        drafts = SessionDrafts(configs: RecorderConfigStore(database), clock: clock, identifiers: identifiers)
        entries = EntryStore(database)
        (self.services, self.queue) = (services, queue)
    }

    var endpoints: [Endpoint] {
        SessionEndpoints(sessions: sessions, drafts: drafts, queue: queue).table
            + EntryEndpoints(sessions: sessions, entries: entries).table
            + RecordingFileEndpoints(sessions: sessions, analysis: services.analysis, queue: queue).table
    }
}
