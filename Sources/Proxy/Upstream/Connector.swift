internal import Glibc
internal import Model
internal import NIOCore
internal import NIOPosix
internal import TLS

/// Makes connections to upstreams on a worker's event loop: resolve, connect, and TLS where the scheme asks for it.
struct Connector {
    let worker: Worker

    /// What happens on the way.
    enum Step {
        /// TCP stands; TLS may still follow.
        case connected(UpstreamConnection)
        /// Ready for use.
        case ready(UpstreamConnection)
        case failed(Fault)
    }

    /// Connects; calls `report` with each step, on the event loop. `isRaw` leaves TLS to those who talk through it.
    func connect(to origin: Origin, isRaw: Bool, report: @escaping (Step) -> Void) {
        let timeouts = worker.plant.configuration.timeouts
        let secures = origin.scheme == .https && !isRaw
        let bound = NIOLoopBound(worker, eventLoop: worker.loop)
        ClientBootstrap(group: worker.loop)
            .connectTimeout(TimeAmount(timeouts.connect))
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.writeBufferWaterMark, value: bufferWaterMark)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Self.addHandlers(to: channel, origin, worker: bound.value, secures: secures)
                }
            }
            .connect(host: origin.host, port: origin.port)
            .assumeIsolated()
            .whenComplete { result in
                switch result {
                case .failure(let error): report(.failed(Self.fault(for: error)))
                case .success(let channel): Self.connected(channel, secures, timeouts.handshake, report)
                }
            }
    }

    private static func addHandlers(
        to channel: any Channel,
        _ origin: Origin,
        worker: Worker,
        secures: Bool
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        if secures {
            try pipeline.addHandler(TLSClientHandler(context: worker.plant.upstreamTLS, host: origin.host))
        }
        try pipeline.addHandler(
            UpstreamConnection(
                origin: origin,
                pool: worker.pool,
                fieldLimit: worker.plant.configuration.fieldLimit
            )
        )
    }

    private static func connected(
        _ channel: any Channel,
        _ secures: Bool,
        _ timeout: Duration,
        _ report: @escaping (Step) -> Void
    ) {
        guard let connection = try? channel.pipeline.syncOperations.handler(type: UpstreamConnection.self) else {
            return report(.failed(.upstreamClosed))
        }
        report(.connected(connection))
        guard secures, connection.tls == nil else { return report(.ready(connection)) }
        let timer = channel.eventLoop.assumeIsolated()
            .scheduleTask(in: TimeAmount(timeout)) {
                guard connection.whenSecured != nil else { return }
                connection.whenSecured = nil
                report(.failed(.upstreamTLSTimeout(timeout)))
                connection.close()
            }
        connection.whenSecured = { result in
            timer.cancel()
            switch result {
            case .success: report(.ready(connection))
            case .failure(let error): report(.failed(.upstreamTLS(error)))
            }
        }
    }

    /// What an error of the network means.
    static func fault(for error: any Error) -> Fault {
        switch error {
        case let error as TLSError: .upstreamTLS(error)
        case ChannelError.connectTimeout(let time): .connectTimeout(.nanoseconds(time.nanoseconds))
        case let error as NIOConnectionError: connectionFault(error)
        case let error as IOError where error.errnoCode == ECONNREFUSED: .unreachable("the connection was refused")
        case let error as IOError: .upstreamReset(systemText(error.errnoCode))
        default: .upstreamReset("\(error)")
        }
    }

    private static func connectionFault(_ error: NIOConnectionError) -> Fault {
        guard let first = error.connectionErrors.first?.error else {
            return .unresolved("it does not resolve")
        }
        switch first {
        case ChannelError.connectTimeout(let time): return .connectTimeout(.nanoseconds(time.nanoseconds))
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            return .unreachable("the connection was refused")
        case let error as IOError: return .unreachable(systemText(error.errnoCode))
        default: return .unreachable("\(first)")
        }
    }

    private static func systemText(_ code: Int32) -> String { String(cString: strerror(code)).lowercased() }
}

/// Between these marks a connection counts as full: enough to keep a fast link busy, little enough for many connections.
let bufferWaterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 64 << 10, high: 256 << 10)

extension TimeAmount {
    /// The same time.
    init(_ duration: Duration) { self = .nanoseconds(duration.nanoseconds) }
}
