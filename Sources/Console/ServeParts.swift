internal import Model
internal import Storage

/// The parts of the admin API of `serve`, put together: what keeps things, and the table of all endpoints.
struct ServeParts: Sendable {
    let release: String
    let services: ConsoleServices
    let clock: WallClock
    let identifiers: Identifiers
    let queue = AdminQueue()
    let events: EventWebhooks
    let catalogue: MockCatalogue
    let folders: Folders
    let files: TemplateFiles
    let namespaces: Namespaces
    let cleanup: Cleanup
    let access: AccessParts
    private let tags: TagStore
    private let recorder: RecorderParts
    let backups: Backups
    let jobs: Jobs
    private let cleanupJobs: CleanupJobs
    private let jobTimer = AdminQueue()

    init(
        release: String,
        database: DatabaseFile,
        services: ConsoleServices,
        access: ConsoleAccess,
        clock: WallClock,
        identifiers: Identifiers
    ) {
        (self.release, self.services, self.clock, self.identifiers) = (release, services, clock, identifiers)
        events = EventWebhooks(store: EventWebhookStore(database), sender: services.events, clock: clock)
        catalogue = MockCatalogue(store: MockStore(database), engine: services.engine, events: events, clock: clock)
        folders = Folders(store: FolderStore(database))
        files = TemplateFiles(store: TemplateFileStore(database), server: services.templates)
        tags = TagStore(database)
        recorder = RecorderParts(database, services.recorder, queue: queue, clock: clock, identifiers: identifiers)
        self.access = AccessParts(access, database, events, queue, clock, identifiers)
        backups = Backups(
            database,
            services.backups,
            events: events,
            clock: clock,
            identifiers: identifiers
        )
        let contents = NamespaceContents(
            folders: folders,
            files: files,
            events: events,
            accounts: self.access.accounts,
            tokens: self.access.tokens,
            sessions: RecorderSessionStore(database),
            services: services
        )
        let store = NamespaceStore(database)
        namespaces = Namespaces(store: store, catalogue: catalogue, events: events, contents: contents, clock: clock)
        cleanup = Cleanup(
            settings: SettingStore(database),
            namespaces: namespaces,
            journal: services.journal,
            misses: services.misses,
            clock: clock
        )
        let mocks = SessionMocks(
            sessions: recorder.sessions,
            builds: recorder.builds,
            catalogue: catalogue,
            state: services.state,
            identifiers: identifiers
        )
        jobs = Jobs(
            store: JobStore(database),
            work: ServerJobs(cleanup: cleanup, namespaces: namespaces, backups: backups, mocks: mocks, queue: queue),
            events: events,
            clock: clock,
            logger: access.logger
        )
        cleanupJobs = CleanupJobs(jobs: jobs, cleanup: cleanup, clock: clock, logger: access.logger)
    }

    var endpoints: [Endpoint] {
        let own =
            aboutServer + aboutMocks + aroundMocks + aboutRequests + aboutState + aboutRecordings
            + aboutBackups.in(.backups)
            + JobEndpoints(jobs: jobs, identifiers: identifiers, clock: clock).table.in(.jobs)
        return own + access.endpoints(besides: own)
    }

    private var aboutServer: [Endpoint] {
        HealthEndpoints(release: release, source: services.health, clock: clock).table
            + MetricsEndpoint(release: release, source: services.metrics).table
            + StatsEndpoints(
                release: release,
                catalogue: catalogue,
                folders: folders,
                files: files,
                namespaces: namespaces,
                misses: services.misses,
                journal: services.journal,
                state: services.state,
                metrics: services.metrics,
                clock: clock
            )
            .table
            + ProxyEndpoint(outgoing: services.outgoing).table
            + DescriptionEndpoints(release: release).table
    }

    private var aboutMocks: [Endpoint] {
        let state = services.state
        let mocks =
            MockEndpoints(catalogue: catalogue, state: state, identifiers: identifiers).table
            + MockBatchEndpoints(catalogue: catalogue, folders: folders, state: state, identifiers: identifiers).table
            + VersionEndpoints(catalogue: catalogue, state: state, identifiers: identifiers).table
            + LogEndpoints(catalogue: catalogue, journal: services.journal).table
        let files =
            ImportEndpoints(imports: imports, outgoing: services.outgoing, queue: queue, identifiers: identifiers).table
            + WireMockEndpoints(imports: imports, catalogue: catalogue, reset: reset).table
        let trash = TrashEndpoints(catalogue: catalogue, namespaces: namespaces).table
        return mocks.in(.mocks) + trash.in(.trash) + files.in(.files)
    }

    private var aroundMocks: [Endpoint] {
        let arrangement =
            FolderEndpoints(folders: folders, catalogue: catalogue, identifiers: identifiers, clock: clock).table
            + TagEndpoints(store: tags, catalogue: catalogue).table
            + TemplateEndpoints(files: files, clock: clock).table
            + SearchEndpoint(catalogue: catalogue, folders: folders, files: files, namespaces: namespaces).table
        return arrangement.in(.arrangement)
            + (NamespaceEndpoints(namespaces: namespaces).table
            + CleanupEndpoints(cleanup: cleanup, jobs: cleanupJobs).table)
            .in(.namespaces)
            + EventWebhookEndpoints(webhooks: events, identifiers: identifiers).table.in(.eventWebhooks)
    }

    private var aboutRequests: [Endpoint] {
        let requests =
            JournalEndpoints(journal: services.journal).table + VerificationEndpoints(journal: services.journal).table
        let callbacks =
            CallbackEndpoints(source: services.deliveries, canForget: true).table
            + CallbackActionEndpoints(source: services.deliveries).table
            + CallbackAssertEndpoint(source: services.deliveries, queue: queue).table
        let undefined = UndefinedEndpoints(
            misses: services.misses,
            catalogue: catalogue,
            state: services.state,
            identifiers: identifiers
        )
        return requests.in(.requests) + callbacks.in(.callbacks) + undefined.table.in(.undefinedRequests)
    }

    private var aboutState: [Endpoint] {
        let table =
            StoreEndpoints(state: services.state).table + SecretEndpoints(secrets: services.secrets).table
            + ClockEndpoints(state: services.state, clock: clock).table
            + RunEndpoints(state: services.state, journal: services.journal).table + reset.table
        return table.in(.state)
    }

    private var aboutRecordings: [Endpoint] {
        recorder.endpoints(catalogue: catalogue, state: services.state, outgoing: services.outgoing)
    }

    /// Looks every second which jobs are due.
    func startJobs() {
        jobTimer.runRepeatedly(every: .seconds(1)) { runDueJobs() }
    }

    /// Starts what is due, but for jobs whose policies are gone.
    func runDueJobs() {
        guard jobs.isAnyDue else { return }
        cleanupJobs.follow()
        jobs.startDue()
    }

    private var aboutBackups: [Endpoint] {
        BackupEndpoints(
            backups: backups,
            restore: BackupRestore(backups: backups, queue: queue) { () throws(StorageError) in try load() },
            work: AdminQueue()
        )
        .table
    }

    /// Serves what the database holds, and nothing else.
    func load() throws(StorageError) -> ServeConsole.LoadReport {
        try events.load()
        try folders.load()
        try files.load()
        try namespaces.load()
        let (served, failures) = try catalogue.load()
        cleanupJobs.follow()
        return ServeConsole.LoadReport(served: served, failures: failures.map { ($0.0, $0.1.description) })
    }

    private var imports: MockImport {
        MockImport(importer: services.importer, catalogue: catalogue, state: services.state, identifiers: identifiers)
    }

    private var reset: ResetEndpoint {
        ResetEndpoint(
            catalogue: catalogue,
            state: services.state,
            journal: services.journal,
            misses: services.misses
        )
    }
}
