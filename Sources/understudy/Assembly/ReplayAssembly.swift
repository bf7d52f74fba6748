internal import Callbacks
internal import Console
internal import Logging
internal import Model
internal import Proxy
internal import Recorder
internal import Replay
internal import TLS

extension Assembly {
    /// Opens everything that `replay` needs.
    static func replaySession(_ settings: ReplayCommand) async throws -> ReplaySession {
        let logger = settings.logs.logger("replay")
        let files = try MockFiles(reading: settings.files)
        var delivering = try dispatching(settings.answering)
        for warning in files.warnings + MissingSecrets.warnings(files.mocks, environment: delivering.environment) {
            logger.warning("\(warning)")
        }
        let clock = settings.answering.adjustableClock
        let engine = try engine(for: files, settings, clock: clock)
        let deliveries = ToldJournal(journal: MemoryJournal(), news: DeliveryNews())
        delivering.whenExtractable = { engine.keep($0) }
        let dispatcher = CallbackDispatcher(
            configuration: delivering,
            journal: deliveries,
            logger: logger
        )
        let watch = ReplayWatch(engine, clock, dispatcher, deliveries, journalSize: settings.journalSize.bytes)
        let prepare = try liveRedaction(files.redactions)
        var listeners = mockListeners(ListenerNames.replay, at: settings.listen, settings.answering) { run in
            MockPolicy(
                engine: engine,
                dispatcher: dispatcher,
                witnesses: settings.admin == nil ? [watch.ledger] : watch.witnesses,
                settings: MockPolicy.Settings(
                    forwardsMisses: settings.answering.forwardMisses,
                    prepare: prepare,
                    run: run,
                    keepsBodies: settings.admin != nil
                ),
                logger: logger
            )
        }
        if let admin = settings.admin {
            let policy = AdminPolicy(api: watch.responder(settings.web.guardian(isLoopback: admin.isLoopback)))
            listeners.append(
                Listener(name: ListenerNames.admin, host: admin.host, port: admin.port, policy: policy)
            )
        }
        let authority = try certificateAuthority(in: settings.ca.caDir)
        let (server, bound) = try await started(ProxyConfiguration(listeners: listeners), authority, logger)
        return ReplaySession(
            server: server,
            listeners: bound,
            engine: engine,
            dispatcher: dispatcher,
            journal: deliveries.journal,
            ledger: watch.ledger,
            authority: authority,
            mockTitles: Dictionary(files.mocks.map { ($0.id, $0.title) }) { $1 },
            isStrict: settings.strict,
            drain: .milliseconds(Int64(settings.answering.drain * 1_000))
        )
    }

    private static func engine(
        for files: MockFiles,
        _ settings: ReplayCommand,
        clock: AdjustableClock
    ) throws(UserError) -> ReplayEngine {
        var options = settings.answering.options(clock: clock)
        options.templateFiles = files.templates
        do { return try ReplayEngine(mocks: files.mocks, options: options) } catch {
            throw .usage("\(settings.files.joined(separator: ", ")): \(error)")
        }
    }

    /// Does to a live request what was done to the recorded ones, so that conditions on placeholders hold.
    private static func liveRedaction(
        _ redactions: [JSON]
    ) throws(UserError) -> @Sendable (IncomingRequest) -> IncomingRequest {
        var redactors: [Redactor] = []
        for redaction in redactions { redactors.append(try LiveRedaction.redactor(redaction, hash: contentHash)) }
        guard !redactors.isEmpty else { return { $0 } }
        return { [redactors] request in redactors.reduce(request) { $1.redact($0) } }
    }
}

extension Mock {
    /// `POST /orders`: what a report calls it.
    var title: String { [http.method, http.host?.description, http.route].compactMap { $0 }.joined(separator: " ") }
}
