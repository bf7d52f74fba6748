internal import Model
internal import Storage

/// The recorder's part of the admin API, put together.
struct RecorderParts: Sendable {
    private let sessions: RecorderSessions
    private let drafts: SessionDrafts
    private let entries: EntryStore
    private let builds: SessionBuilds
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
            feed: services.feed,
            clock: clock,
            work: AdminQueue()
        )
        drafts = SessionDrafts(configs: RecorderConfigStore(database), clock: clock, identifiers: identifiers)
        entries = EntryStore(database)
        builds = SessionBuilds(
            analysis: services.analysis,
            attributions: AttributionStore(database),
            feed: services.feed
        )
        (self.services, self.queue) = (services, queue)
    }

    /// - Parameters:
    ///   - catalogue: where mocks of recordings go.
    ///   - state: whose clock mocks live by.
    ///   - outgoing: sends recorded requests again.
    func endpoints(
        catalogue: MockCatalogue,
        state: any StateServing,
        outgoing: any OutgoingHTTP
    ) -> [Endpoint] {
        let mocks = SessionMockEndpoints(
            sessions: sessions,
            builds: builds,
            catalogue: catalogue,
            state: state,
            identifiers: drafts.identifiers,
            queue: queue
        )
        return aboutSessions + mocks.table
            + WebhookEndpoints(sessions: sessions, builds: builds, entries: entries).table
            + CorrelationEndpoint(sessions: sessions, analysis: services.analysis).table
            + ReplayEndpoints(
                sessions: sessions,
                entries: entries,
                outgoing: outgoing,
                analysis: services.analysis
            )
            .table
    }

    private var aboutSessions: [Endpoint] {
        SessionEndpoints(sessions: sessions, drafts: drafts, queue: queue).table
            + EntryEndpoints(sessions: sessions, entries: entries).table
            + RecordingFileEndpoints(sessions: sessions, analysis: services.analysis, queue: queue).table
            + ModificationEndpoints(sessions: sessions).table
            + RecorderConfigEndpoints(
                configs: drafts.configs,
                clock: drafts.clock,
                identifiers: drafts.identifiers
            )
            .table + RootEndpoints(roots: services.roots).table + FeedEndpoint(feed: services.feed).table
    }
}
