internal import Brokers
internal import Logging
internal import Model
internal import Proxy
internal import Recorder
internal import Storage
internal import TLS

extension Assembly {
    /// Opens everything that `record` needs; nothing stays open when one part fails.
    static func recordSession(_ settings: RecordCommand) async throws -> RecordSession {
        let logger = settings.logs.logger("record")
        let authority = try certificateAuthority(in: settings.ca.caDir)
        let rules = try redactionRules(settings.redact)
        let recorder: ExchangeRecorder
        let listeners = try self.listeners(of: settings)
        let places = try settings.brokers.places()
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
        let ids = ExchangeIDs(from: try translated { () throws(StorageError) in try ExchangeStore(file).nextID() })
        var configuration = ProxyConfiguration(listeners: listeners)
        configuration.exchangeIDs = ids
        configuration.tapLimit = settings.maxBody.bytes
        configuration.upstreamTrust = trust(of: settings)
        do {
            let server = ProxyServer(
                configuration: configuration,
                certificateAuthority: authority,
                observer: RecordingObserver(recorder: recorder),
                logger: logger
            )
            let observers = try brokerObservers(
                places,
                caFile: settings.brokers.brokerCa,
                bodyLimit: settings.maxBody.bytes,
                ids,
                recorder,
                logger
            )
            let bound = try await server.start()
            do { try await observers.start() } catch {
                await server.shutdown(drain: .zero)
                throw error
            }
            return RecordSession(
                server: server,
                listeners: bound,
                observers: observers,
                recorder: recorder,
                authority: authority,
                recordingName: recorder.recording.name,
                database: settings.target.db
            )
        } catch {
            withdraw(recorder, from: file)
            throw UserError.failure("\(error)")
        }
    }

    /// Takes a recording back that could not begin: its name is free again, and it is not the newest one.
    private static func withdraw(_ recorder: ExchangeRecorder, from file: DatabaseFile) {
        let summary = recorder.finish()
        guard summary.exchanges + summary.webhooks + summary.messages + summary.tunnels == 0 else { return }
        // Where the database fails as well, the recording stays, empty; the first error is the one to tell.
        try? RecordingStore(file).remove(recorder.recording.id)
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

    /// What `--redact` says: the rules, or nil for none.
    static func redactionRules(_ argument: String) throws(UserError) -> RedactionRules? {
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
