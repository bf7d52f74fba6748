internal import Callbacks
internal import Console
internal import Foundation
internal import Logging
internal import Model
internal import Proxy
internal import Recorder
internal import Replay
internal import Storage
internal import TLS

extension Assembly {
    /// Opens everything that `serve` needs.
    static func serveSession(_ settings: ServeCommand) async throws -> ServeSession {
        let logger = settings.logs.logger("serve")
        let addresses = [settings.listen] + settings.answering.listenRun.map(\.address)
        let access = ConsoleAccess(
            mode: try settings.access.mode(listeningOn: addresses),
            credentials: Credentials(),
            logger: logger
        )
        let file = try translated { () throws(StorageError) in
            try DatabaseFile(path: settings.db, for: .creating)
        }
        let state = try ServeState(file, settings, logger: logger)
        let (dispatcher, outgoing) = try dispatchers(settings, state, logger)
        let authority = try certificateAuthority(in: settings.ca.caDir)
        let setup = try sessionSetup(file, authority, settings)
        let sessions = SessionRunner(setup)
        let recorder = RecorderServices(
            sessions: sessions,
            analysis: RecordingWork(setup: setup, sessions: sessions),
            roots: setup.root,
            feed: setup.feed
        )
        let backups = ServerBackups(
            folder: settings.backups ?? "\(settings.db)-backups",
            file: file,
            state: state,
            sessions: sessions,
            ids: setup.ids
        )
        let console = try console(over: file, state, dispatcher, outgoing, (recorder, backups), settings, access)
        state.keeper.start(state.engine)
        state.deliveries.start(resumingWith: dispatcher)

        var configuration = ProxyConfiguration(listeners: [])
        configuration.exchangeIDs = setup.ids
        configuration.listeners = mockListeners(ListenerNames.serve, at: settings.listen, settings.answering) { run in
            MockPolicy(
                engine: state.engine,
                dispatcher: dispatcher,
                witnesses: [state.witness, state.misses, state.counts],
                settings: MockPolicy.Settings(
                    forwardsMisses: settings.answering.forwardMisses,
                    keeper: state.deliveries,
                    admin: AdminPolicy(api: console, bodyLimit: settings.maxBody.bytes),
                    run: run,
                    keepsBodies: true,
                    bodyLimit: settings.maxBody.bytes
                ),
                logger: logger
            )
        }
        let (server, bound) = try await started(configuration, authority, logger)
        return ServeSession(
            server: server,
            listeners: bound,
            sessions: sessions,
            feed: setup.feed,
            dispatcher: dispatcher,
            outgoing: outgoing,
            keeper: state.keeper,
            journal: state.deliveries,
            file: file,
            drain: .milliseconds(Int64(settings.answering.drain * 1_000))
        )
    }

    private static func sessionSetup(
        _ file: DatabaseFile,
        _ authority: CertificateAuthority,
        _ settings: ServeCommand
    ) throws(UserError) -> SessionSetup {
        let first = try translated { () throws(StorageError) in try ExchangeStore(file).nextID() }
        return SessionSetup(
            file: file,
            root: SessionRoot(folder: settings.ca.caDir, served: authority),
            feed: RecorderFeed(),
            ids: ExchangeIDs(from: first),
            range: settings.recorderPorts.range,
            trust: settings.upstreamCa.map { .systemAnd(pemFile: $0) } ?? .system,
            brokerCA: settings.brokerCa,
            logger: settings.logs.logger("recorder")
        )
    }

    /// One dispatcher for callbacks, and one for what the admin API sends for itself.
    private static func dispatchers(
        _ settings: ServeCommand,
        _ state: ServeState,
        _ logger: Logger
    ) throws(UserError) -> (callbacks: CallbackDispatcher, outgoing: CallbackDispatcher) {
        var configuration = try dispatching(settings.answering)
        configuration.whenExtractable = { [engine = state.engine] in engine.keep($0) }
        configuration.secret = { [secrets = state.secrets, environment = configuration.environment] name in
            secrets.lookup(name, environment: environment)
        }
        let callbacks = CallbackDispatcher(configuration: configuration, journal: state.deliveries, logger: logger)
        configuration.answerBytesKept = settings.maxBody.bytes
        var quiet = logger
        quiet.logLevel = .critical
        return (callbacks, CallbackDispatcher(configuration: configuration, journal: NoJournal(), logger: quiet))
    }

    private static func console(
        over file: DatabaseFile,
        _ state: ServeState,
        _ dispatcher: CallbackDispatcher,
        _ outgoing: CallbackDispatcher,
        _ parts: (recorder: RecorderServices, backups: ServerBackups),
        _ settings: ServeCommand,
        _ access: ConsoleAccess
    ) throws(UserError) -> ServeConsole {
        let engine = EngineServices(engine: state.engine, adjustableClock: state.clock) { [keeper = state.keeper] in
            keeper.writeStores()
        }
        let sources = DeliverySources(
            dispatcher: dispatcher,
            kept: state.deliveries,
            news: state.news,
            counts: state.counts
        )
        let services = ConsoleServices(
            engine: engine,
            state: engine,
            journal: JournalService(
                journal: state.journal,
                forget: { [keeper = state.keeper] query throws(ReplayError) in try keeper.forget(query) },
                complete: { [keeper = state.keeper] in keeper.restoreJournal() }
            ),
            misses: MissService(ledger: state.misses, keeper: state.keeper),
            templates: engine,
            outgoing: OutgoingService(dispatcher: outgoing),
            importer: ImportService(),
            events: EventWebhookService(
                dispatcher: dispatcher,
                clock: state.clock.wallClock,
                redirects: settings.answering.redirectCallbacks.map { ($0.from, $0.to) },
                logger: access.logger
            ),
            deliveries: sources,
            secrets: state.secrets,
            recorder: parts.recorder,
            backups: parts.backups,
            metrics: sources,
            health: sources
        )
        let console = ServeConsole(
            release: Version.number,
            database: file,
            services: services,
            access: access,
            bodyLimit: settings.maxBody.bytes
        )
        let report = try translated { () throws(StorageError) in try console.load() }
        for failure in report.failures {
            access.logger.error(
                "A mock of the database is not served",
                metadata: ["mock.id": "\(failure.id)", "reason": "\(failure.reason)"]
            )
        }
        try makeFirstAdmin(of: console, access)
        console.startJobs()
        return console
    }

    /// A server with accounts needs somebody who can make them: an admin of the database, or one from the environment.
    private static func makeFirstAdmin(of console: ServeConsole, _ access: ConsoleAccess) throws(UserError) {
        guard case .accounts = access.mode, !console.hasAdmin else { return }
        let environment = ProcessInfo.processInfo.environment
        guard let password = environment[AccessOptions.passwordVariable], !password.isEmpty else {
            throw .usage(
                """
                users must log in here (\(AccessOptions.whyRequired)), and the database has no admin; set \
                \(AccessOptions.passwordVariable) to the password of the first one (its login is "admin" unless \
                \(AccessOptions.loginVariable) says another), or listen on 127.0.0.1 only
                """
            )
        }
        let login = environment[AccessOptions.loginVariable].flatMap { $0.isEmpty ? nil : $0 } ?? "admin"
        do throws(AccountRefusal) { try console.addFirstAdmin(login: login, password: password) } catch {
            throw .usage(
                "the first admin \"\(login)\" is not made: \(error.reason); see \(AccessOptions.passwordVariable)"
            )
        }
        access.logger.notice("The first admin is made", metadata: ["login": "\(login)"])
    }
}
