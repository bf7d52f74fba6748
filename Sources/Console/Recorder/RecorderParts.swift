internal import Model
internal import Storage

/// The recorder's part of the admin API, put together.
struct RecorderParts: Sendable {
    let sessions: RecorderSessions
    private let drafts: SessionDrafts
    private let entries: EntryStore
    private let messages: MessageStore
    let builds: SessionBuilds
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
        drafts = SessionDrafts(
            configs: RecorderConfigStore(database),
            sessions: RecorderSessionStore(database),
            recordings: RecordingStore(database),
            clock: clock,
            identifiers: identifiers
        )
        (entries, messages) = (EntryStore(database), MessageStore(database))
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
        let replays = ReplayEndpoints(
            sessions: sessions,
            entries: entries,
            outgoing: outgoing,
            analysis: services.analysis
        )
        let findings =
            mocks.table
            + WebhookEndpoints(sessions: sessions, builds: builds, entries: entries, messages: messages).table
            + ObservedMessageEndpoints(sessions: sessions, builds: builds, messages: messages).table
            + CorrelationEndpoint(sessions: sessions, analysis: services.analysis).table
            + replays.table
        return (aboutSessions + findings.in(.findings)).map(reaching)
    }

    /// Whose things an endpoint is about is told by its path: a session's, a config's, or those of a list. What a body names
    /// besides the session is looked at too: mocks go there, or are held against it.
    private func reaching(_ endpoint: Endpoint) -> Endpoint {
        if endpoint.path.holes.contains("id") { return endpoint.reaching(ofSession) }
        if endpoint.path.holes.contains("config") { return endpoint.reaching(ofConfig) }
        return endpoint.method == "GET" ? endpoint.reaching(.listed) : endpoint
    }

    private var ofSession: Reach {
        .of("the session's namespace, and one that the body names") { [store = sessions.store] request in
            let session = (try? store.session(request.hole("id"))).flatMap(\.self)
            return session.map { [$0.namespace] + [request.bodyNamespace].compactMap(\.self) } ?? []
        }
    }

    private var ofConfig: Reach {
        .of("the config's namespace") { [configs = drafts.configs] request in
            (try? configs.config(request.hole("config"))).flatMap(\.self).map { [$0.namespace] } ?? []
        }
    }

    private var aboutSessions: [Endpoint] {
        SessionEndpoints(sessions: sessions, drafts: drafts, queue: queue).table.in(.sessions)
            + EntryEndpoints(sessions: sessions, entries: entries).table.in(.entries)
            + RecordingFileEndpoints(sessions: sessions, analysis: services.analysis, queue: queue).table.in(.findings)
            + ModificationEndpoints(sessions: sessions).table.in(.modifications)
            + aboutServer.in(.recorderServer)
    }

    private var aboutServer: [Endpoint] {
        let configs = RecorderConfigEndpoints(
            configs: drafts.configs,
            clock: drafts.clock,
            identifiers: drafts.identifiers
        )
        return configs.table + RootEndpoints(roots: services.roots).table + FeedEndpoint(feed: services.feed).table
    }
}
