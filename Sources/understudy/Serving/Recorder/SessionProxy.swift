internal import Console
internal import Proxy

/// The listeners of a session, open.
struct SessionProxy: Sendable {
    let server: ProxyServer
    /// The proxy first, then where it takes webhooks.
    let places: [RunningSession.Place]

    /// Opens them, the first free ports of the range where the settings name none.
    ///
    /// - Parameter taken: ports of other sessions.
    static func open(
        _ listeners: SessionListeners,
        _ setup: SessionSetup,
        _ observer: SessionObserver,
        taken: Set<Int>
    ) async throws(RecorderRefusal) -> SessionProxy {
        var ports = setup.range.filter { !taken.contains($0) }[...]
        while true {
            guard ports.count >= listeners.openPorts else { throw noPort(setup.range) }
            let server = ProxyServer(
                configuration: setup.configuration(listeners.settings, try listeners.listeners(ports: Array(ports))),
                certificateAuthority: setup.root.authority,
                observer: observer,
                logger: setup.logger
            )
            do {
                return SessionProxy(server: server, places: try await places(of: server, listeners.settings))
            } catch let error as ListenerError {
                // Somebody else has one of the range: the next one may be free.
                guard error.isInUse, listeners.openPorts > 0, ports.contains(error.port) else {
                    throw .conflict(error.description)
                }
                ports.removeAll { $0 == error.port }
            } catch {
                throw .unavailable("\(error)")
            }
        }
    }

    private static func places(
        of server: ProxyServer,
        _ settings: SessionSettings
    ) async throws -> [RunningSession.Place] {
        try await server.start().enumerated()
            .map { index, bound in
                let receiver = index == 0 ? nil : settings.webhooks[index - 1].target
                return RunningSession.Place(host: bound.host, port: bound.port, receiver: receiver)
            }
    }

    private static func noPort(_ range: ClosedRange<Int>) -> RecorderRefusal {
        .conflict(
            """
            no port from \(range.lowerBound) to \(range.upperBound) is free; stop a session, name a port \
            (0 lets the system choose), or give the server a wider range with --recorder-ports
            """
        )
    }
}
