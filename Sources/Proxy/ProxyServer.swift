internal import Glibc
public import Logging
internal import NIOCore
internal import NIOPosix
internal import Synchronization
public import TLS

/// Why a listener could not be opened.
public struct ListenerError: Error, Sendable, CustomStringConvertible {
    /// Names the address, the reason and the way out.
    public let description: String
    /// The port that was asked for.
    public let port: Int
    /// Whether another program, or another listener of ours, has it.
    public var isInUse = false
}

/// The one data plane: opens the listeners, and moves the bytes of every exchange between clients, policies and upstreams.
public final class ProxyServer: Sendable {
    private let configuration: ProxyConfiguration
    private let authority: CertificateAuthority?
    private let observer: any ExchangeObserver
    private let logger: Logger
    private let state = Mutex(State())

    private struct State: Sendable {
        var group: MultiThreadedEventLoopGroup?
        var workers: [NIOLoopBound<Worker>] = []
        var listening: [any Channel] = []
    }

    /// A server that is not open yet.
    ///
    /// - Parameter certificateAuthority: signs the leaves shown to clients; without one, clients that begin TLS are turned away.
    public init(
        configuration: ProxyConfiguration,
        certificateAuthority: CertificateAuthority?,
        observer: any ExchangeObserver,
        logger: Logger = Logger(label: "understudy.proxy")
    ) {
        (self.configuration, authority) = (configuration, certificateAuthority)
        (self.observer, self.logger) = (observer, logger)
    }

    /// Opens every listener, or none.
    ///
    /// - Returns: the listeners in the order of the configuration, with the ports chosen by the system.
    /// - Throws: `ListenerError` when an address cannot be listened on, `TLSError` when the upstream roots cannot be read.
    public func start() async throws -> [BoundListener] {
        let plant = try Plant(configuration, authority, observer, logger)
        let threads = configuration.eventLoops > 0 ? configuration.eventLoops : System.coreCount
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        var workers: [ObjectIdentifier: NIOLoopBound<Worker>] = [:]
        for loop in group.makeIterator() {
            workers[ObjectIdentifier(loop)] =
                try await loop.submit {
                    NIOLoopBound(Worker(plant: plant, loop: loop), eventLoop: loop)
                }
                .get()
        }
        let all = workers
        state.withLock {
            $0.workers = Array(all.values)
            $0.group = group
        }
        var bound: [BoundListener] = []
        do {
            for listener in configuration.listeners { bound.append(try await open(listener, on: group, all)) }
        } catch {
            await shutdown(drain: .zero)
            throw error
        }
        return bound
    }

    /// Stops listening, lets exchanges end for so long, then ends what is left. Returns when every thread has stopped.
    public func shutdown(drain: Duration) async {
        let (group, workers, listening) = state.withLock { state in
            defer { state = State() }
            return (state.group, state.workers, state.listening)
        }
        guard let group else { return }
        for channel in listening { try? await channel.close().get() }
        await Self.finish(workers, within: drain)
        try? await group.shutdownGracefully()
    }

    /// Waits until the workers have no connection left, or the time is over; then ends the rest.
    private static func finish(_ workers: [NIOLoopBound<Worker>], within drain: Duration) async {
        guard let loop = workers.first?.eventLoop else { return }
        let drained = workers.map { bound in bound.eventLoop.flatSubmit { bound.value.drain() } }
        let all = EventLoopFuture.andAllComplete(drained, on: loop)
        let patience = loop.makePromise(of: Void.self)
        let timer = loop.scheduleTask(in: TimeAmount(drain)) { patience.succeed() }
        all.whenComplete { _ in patience.succeed() }
        try? await patience.futureResult.get()
        timer.cancel()
        for bound in workers { try? await bound.eventLoop.submit { bound.value.abort() }.get() }
        try? await all.get()
    }

    private func open(
        _ listener: Listener,
        on group: MultiThreadedEventLoopGroup,
        _ workers: [ObjectIdentifier: NIOLoopBound<Worker>]
    ) async throws -> BoundListener {
        do {
            let channel = try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 4_096)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelInitializer { channel in
                    // A program that we start must not keep the port open when we are gone.
                    channel.eventLoop.makeCompletedFuture {
                        _ = try channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(
                            of: NIOBSDSocket.Handle.self
                        ) { fcntl($0, F_SETFD, FD_CLOEXEC) }
                    }
                }
                .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .childChannelOption(.writeBufferWaterMark, value: bufferWaterMark)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        guard let worker = workers[ObjectIdentifier(channel.eventLoop)] else { return }
                        let client = channel.remoteAddress.flatMap(PeerAddress.text) ?? ""
                        try channel.pipeline.syncOperations.addHandler(
                            ClientConnection(worker: worker.value, listener: listener, client: client)
                        )
                    }
                }
                .bind(host: listener.host, port: listener.port)
                .get()
            state.withLock { $0.listening.append(channel) }
            return BoundListener(
                name: listener.name,
                host: channel.localAddress?.ipAddress ?? listener.host,
                port: channel.localAddress?.port ?? listener.port
            )
        } catch {
            throw Self.explained(error, listener)
        }
    }

    private static func explained(_ error: any Error, _ listener: Listener) -> ListenerError {
        let place = "\(listener.host), port \(listener.port)"
        guard let error = error as? IOError else {
            return ListenerError(
                description: "\(place) cannot be listened on: \(error). Name an address of this machine.",
                port: listener.port
            )
        }
        switch error.errnoCode {
        case EADDRINUSE:
            return ListenerError(
                description: "\(place) is in use by another program. "
                    + "Stop that one, or choose another port (port 0 lets the system choose).",
                port: listener.port,
                isInUse: true
            )
        case EACCES:
            return ListenerError(
                description: "\(place) may only be listened on by root. Choose a port of 1024 or more.",
                port: listener.port
            )
        case EADDRNOTAVAIL:
            return ListenerError(
                description:
                    "\(place) is no address of this machine. Use 127.0.0.1, 0.0.0.0 or one that `ip address` shows.",
                port: listener.port
            )
        default:
            let why = String(cString: strerror(error.errnoCode)).lowercased()
            return ListenerError(
                description: "\(place) cannot be listened on: \(why). Choose another address or port.",
                port: listener.port
            )
        }
    }
}
