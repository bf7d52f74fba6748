import Foundation
import Model
import Synchronization
import TLS
import TestSupport

@testable import Proxy

/// Keeps finished exchanges, and lets a test wait for them.
final class ExchangeCollector: ExchangeObserver {
    private let exchanges = Mutex<[Exchange]>([])
    private let resumes = Mutex<[@Sendable () -> Void]>([])
    private let ready = Mutex(true)
    private let arrived = DispatchSemaphore(value: 0)

    func finished(_ exchange: Exchange) {
        exchanges.withLock { $0.append(exchange) }
        arrived.signal()
    }

    var isReady: Bool { ready.withLock { $0 } }

    func whenReady(_ resume: @escaping @Sendable () -> Void) {
        if isReady { resume() } else { resumes.withLock { $0.append(resume) } }
    }

    func setReady(_ value: Bool) {
        ready.withLock { $0 = value }
        guard value else { return }
        let waiting = resumes.withLock { list in
            defer { list = [] }
            return list
        }
        for resume in waiting { resume() }
    }

    var count: Int { exchanges.withLock { $0.count } }

    /// The exchange that comes next, or nil after ten seconds.
    func next() -> Exchange? {
        guard arrived.wait(timeout: .now() + 60) == .success else { return nil }
        return exchanges.withLock { $0.removeFirst() }
    }
}

/// Decides by a closure.
struct ClosurePolicy: ExchangePolicy {
    var tunnels: TunnelDecision = .intercept
    let body: @Sendable (IncomingRequest) -> Decision

    func decide(_ request: IncomingRequest) -> Decision { body(request) }
    func decideTunnel(to authority: Authority, client: String) -> TunnelDecision { tunnels }
}

/// Runs a server with one listener on a port that the system chose, and stops it also when the test fails.
func withProxy(
    _ policy: any ExchangePolicy,
    authority: CertificateAuthority? = nil,
    configure: (inout ProxyConfiguration) -> Void = { _ in },
    _ body: (_ port: Int, _ collector: ExchangeCollector) async throws -> Void
) async throws {
    let collector = ExchangeCollector()
    var configuration = ProxyConfiguration(
        listeners: [Listener(name: "test", host: "127.0.0.1", port: 0, policy: policy)]
    )
    configuration.eventLoops = 1
    configure(&configuration)
    let server = ProxyServer(configuration: configuration, certificateAuthority: authority, observer: collector)
    let bound = try await server.start()
    do {
        try await body(bound[0].port, collector)
    } catch {
        await server.shutdown(drain: .zero)
        throw error
    }
    await server.shutdown(drain: .zero)
}

/// Forwards everything to a port of this machine.
func reverse(
    to port: Int,
    path: String = "/",
    rewritesLocation: Bool = true,
    preservesHost: Bool = false
) -> ReversePolicy {
    ReversePolicy(
        upstream: AbsoluteURL("http://127.0.0.1:\(port)\(path)")!,
        preservesHost: preservesHost,
        rewritesLocation: rewritesLocation
    )
}
