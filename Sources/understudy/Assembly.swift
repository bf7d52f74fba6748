internal import Brokers
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

/// The composition root: the only place that knows all modules and wires them.
enum Assembly {
    /// SHA-256 of libcrypto, for the modules that name things by content.
    static let contentHash = ContentHash { Digest.sha256($0) }

    /// The libraries in use, as they call themselves.
    static var libraryVersions: [(name: String, version: String)] {
        [
            ("libssl", TLSLibrary.version), ("libcurl", CallbackLibraries.curl),
            ("librdkafka", BrokerLibraries.kafka), ("librabbitmq", BrokerLibraries.rabbitMQ),
        ]
    }

    static func certificateAuthority(in folder: String) throws(UserError) -> CertificateAuthority {
        do { return try CertificateAuthority.loadOrCreate(in: folder) } catch { throw .failure("\(error)") }
    }

    static func trustEnvironment(_ authority: CertificateAuthority) throws(UserError) -> TrustEnvironment {
        let trustStore: [UInt8]
        do {
            trustStore = try authority.pkcs12(password: TrustEnvironment.trustStorePassword)
        } catch {
            throw .failure("\(error)")
        }
        return try TrustEnvironment(
            rootPEM: authority.rootPEM,
            rootPath: authority.certificatePath,
            trustStore: trustStore
        )
    }

    /// What a child process gets, over what we inherited.
    static func childEnvironment(
        authority: CertificateAuthority,
        proxy: BoundListener?
    ) throws(UserError) -> [String: String] {
        try trustEnvironment(authority)
            .childEnvironment(
                proxyURL: proxy?.url,
                host: proxy?.host ?? "",
                port: proxy?.port ?? 0,
                inherited: ProcessInfo.processInfo.environment
            )
    }
}

extension Assembly {
    /// Opens everything that `record` needs; nothing stays open when one part fails.
    static func recordSession(_ settings: RecordCommand) async throws -> RecordSession {
        let logger = settings.logs.logger("record")
        let authority = try certificateAuthority(in: settings.ca.caDir)
        let rules = try redactionRules(settings.redact)
        let recorder: ExchangeRecorder
        let listeners = try self.listeners(of: settings)
        let file = try translated { () throws(StorageError) in
            try DatabaseFile(path: settings.target.db, for: .creating)
        }
        do {
            recorder = try ExchangeRecorder(
                file: file,
                name: settings.target.recording,
                rules: rules,
                hash: contentHash,
                logger: logger
            )
        } catch {
            throw UserError.failure(error.description)
        }
        var configuration = ProxyConfiguration(listeners: listeners)
        configuration.tapLimit = settings.maxBody.bytes
        configuration.upstreamTrust = trust(of: settings)
        configuration.firstExchangeID = try translated { () throws(StorageError) in try ExchangeStore(file).nextID() }
        do {
            let server = ProxyServer(
                configuration: configuration,
                certificateAuthority: authority,
                observer: RecordingObserver(recorder: recorder),
                logger: logger
            )
            let bound = try await server.start()
            return RecordSession(
                server: server,
                listeners: bound,
                recorder: recorder,
                authority: authority,
                recordingName: recorder.recording.name,
                database: settings.target.db
            )
        } catch {
            _ = recorder.finish()
            throw UserError.failure("\(error)")
        }
    }

    private static func listeners(of settings: RecordCommand) throws(UserError) -> [Listener] {
        var listeners: [Listener] = []
        if let address = settings.listen
            ?? (settings.reverse.isEmpty ? ListenAddress(host: "127.0.0.1", port: 8_080) : nil)
        {
            var patterns: [HostPattern] = []
            for text in settings.tunnel {
                guard let pattern = HostPattern(text) else {
                    throw .usage("--tunnel \(text) names no host; write api.bank.test, *.bank.test or host:port")
                }
                patterns.append(pattern)
            }
            listeners.append(
                Listener(
                    name: ListenerNames.forward,
                    host: address.host,
                    port: address.port,
                    policy: ForwardPolicy(tunnelledHosts: patterns)
                )
            )
        }
        for mapping in settings.reverse {
            let policy = ReversePolicy(
                upstream: mapping.url,
                preservesHost: settings.preserveHost,
                rewritesLocation: !settings.noRewrite
            )
            listeners.append(
                Listener(
                    name: ListenerNames.reverse(mapping.url),
                    host: mapping.address.host,
                    port: mapping.address.port,
                    policy: policy
                )
            )
        }
        for mapping in settings.webhooks {
            let policy = ReversePolicy(
                upstream: mapping.url,
                preservesHost: settings.preserveHost,
                rewritesLocation: !settings.noRewrite,
                kind: .webhook
            )
            listeners.append(
                Listener(
                    name: ListenerNames.webhooks(mapping.url),
                    host: mapping.address.host,
                    port: mapping.address.port,
                    policy: policy,
                    kind: .webhook
                )
            )
        }
        return listeners
    }

    private static func redactionRules(_ argument: String) throws(UserError) -> RedactionRules? {
        switch argument {
        case "default": return .standard
        case "none": return nil
        default:
            do {
                return try RedactionRules.read(try readFile(argument), name: argument)
            } catch let error as UserError {
                throw error
            } catch {
                throw .usage("--redact: \(error)")
            }
        }
    }

    private static func trust(of settings: RecordCommand) -> ClientTrust {
        if settings.insecureUpstream { return .insecure }
        return settings.upstreamCa.map { .systemAnd(pemFile: $0) } ?? .system
    }
}

extension Assembly {
    /// Opens everything that `replay` needs.
    static func replaySession(_ settings: ReplayCommand) async throws -> ReplaySession {
        let logger = settings.logs.logger("replay")
        let files = try MockFiles(reading: settings.files)
        for warning in files.warnings { logger.warning("\(warning)") }
        let clock = settings.answering.adjustableClock
        let engine = try engine(for: files, settings, clock: clock)
        let journal = MemoryJournal()
        var dispatching = DispatcherConfiguration(version: Version.number) { ProcessInfo.processInfo.environment[$0] }
        dispatching.caFile = settings.answering.callbackCa
        let dispatcher = CallbackDispatcher(configuration: dispatching, journal: journal, logger: logger)
        let ledger = ReplayLedger()
        let policy = MockPolicy(
            engine: engine,
            dispatcher: dispatcher,
            witnesses: [ledger],
            settings: MockPolicy.Settings(
                forwardsMisses: settings.answering.forwardMisses,
                prepare: try liveRedaction(files.redactions)
            ),
            logger: logger
        )
        var listeners = [
            Listener(
                name: ListenerNames.replay,
                host: settings.listen.host,
                port: settings.listen.port,
                policy: policy
            )
        ]
        if let admin = settings.admin {
            let sources = ReplaySources(dispatcher: dispatcher, journal: journal, ledger: ledger)
            listeners.append(
                Listener(
                    name: ListenerNames.admin,
                    host: admin.host,
                    port: admin.port,
                    policy: AdminPolicy(responder: sources.responder)
                )
            )
        }
        let authority = try certificateAuthority(in: settings.ca.caDir)
        let server = ProxyServer(
            configuration: ProxyConfiguration(listeners: listeners),
            certificateAuthority: authority,
            observer: NoObserver(),
            logger: logger
        )
        let bound: [BoundListener]
        do { bound = try await server.start() } catch { throw UserError.failure("\(error)") }
        return ReplaySession(
            server: server,
            listeners: bound,
            engine: engine,
            dispatcher: dispatcher,
            journal: journal,
            ledger: ledger,
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
        options.wantsBodies = settings.admin != nil
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
