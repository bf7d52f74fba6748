internal import Brokers
internal import Callbacks
internal import Foundation
internal import Logging
internal import Model
internal import Proxy
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
    /// What holds for every callback of `replay` and `serve`.
    static func dispatching(_ options: AnsweringOptions) throws(UserError) -> DispatcherConfiguration {
        var configuration = DispatcherConfiguration(version: Version.number) {
            ProcessInfo.processInfo.environment[$0]
        }
        configuration.caFile = options.callbackCa
        configuration.capacity = options.callbackQueue
        do throws(TargetPolicy.InvalidEntry) {
            configuration.targets = try TargetPolicy(allow: options.callbackAllow, deny: options.callbackDeny)
        } catch {
            throw .usage("\(error); see --callback-allow and --callback-deny")
        }
        return configuration
    }

    /// Where mocks are asked for: at the command's own address, and at one more for each run that has its own.
    static func mockListeners(
        _ name: String,
        at address: ListenAddress,
        _ options: AnsweringOptions,
        policy: (RunID?) -> MockPolicy
    ) -> [Listener] {
        let own = Listener(name: name, host: address.host, port: address.port, policy: policy(nil))
        let runs = options.listenRun.map { listener in
            Listener(
                name: ListenerNames.run(listener.run),
                host: listener.address.host,
                port: listener.address.port,
                policy: policy(listener.run)
            )
        }
        return [own] + runs
    }

    /// Opens the listeners.
    static func started(
        _ configuration: ProxyConfiguration,
        _ authority: CertificateAuthority,
        _ logger: Logger
    ) async throws(UserError) -> (server: ProxyServer, bound: [BoundListener]) {
        let server = ProxyServer(
            configuration: configuration,
            certificateAuthority: authority,
            observer: NoObserver(),
            logger: logger
        )
        do { return (server, try await server.start()) } catch { throw .failure("\(error)") }
    }
}
