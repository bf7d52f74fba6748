import NIOCore
import NIOEmbedded

@testable import TLS

/// A client's and a server's channel, with TLS in both and a log at their ends, joined without a network.
final class ChannelPair {
    let client = EmbeddedChannel()
    let server = EmbeddedChannel()
    let clientLog = InboundLog()
    let serverLog = InboundLog()

    /// Both channels are active, the handshake has not begun to move.
    init(
        _ authority: CertificateAuthority,
        host: String = "shop.test",
        trust: ClientTrust? = nil,
        allowsHalfClosure: Bool = false
    ) throws {
        let trust = trust ?? .systemAnd(pemFile: authority.certificatePath)
        client.allowRemoteHalfClosure = allowsHalfClosure
        server.allowRemoteHalfClosure = allowsHalfClosure
        let clientTLS = TLSClientHandler(context: try ClientTLSContext(trust: trust), host: host)
        let serverTLS = TLSServerHandler { name throws(TLSError) in try authority.serverContext(for: name ?? host) }
        try client.pipeline.syncOperations.addHandlers([SocketEnd(), clientTLS, clientLog])
        try server.pipeline.syncOperations.addHandlers([SocketEnd(), serverTLS, serverLog])
        for channel in [client, server] { try channel.connect(to: SocketAddress(unixDomainSocketPath: "/pair")).wait() }
    }

    /// Moves what is on the wire, until nothing is.
    func pump() throws {
        var moved = true
        while moved {
            moved = false
            while let bytes = try client.readOutbound(as: ByteBuffer.self) {
                moved = true
                if server.isActive { try server.writeInbound(bytes) }
            }
            while let bytes = try server.readOutbound(as: ByteBuffer.self) {
                moved = true
                if client.isActive { try client.writeInbound(bytes) }
            }
        }
    }

    /// Lets go of both, whatever state they are in.
    func finish() {
        for channel in [client, server] { _ = try? channel.finish(acceptAlreadyClosed: true) }
    }
}

/// Does as a socket where an EmbeddedChannel would not: its output ends on its own, and once closed it takes nothing.
private final class SocketEnd: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    private var isClosed = false

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if isClosed { promise?.fail(ChannelError.ioOnClosedChannel) } else { context.write(data, promise: promise) }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode == .output { return promise?.succeed() ?? () }
        isClosed = true
        context.close(mode: mode, promise: promise)
    }
}

/// What a channel's application sees, in order.
final class InboundLog: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    enum Entry: Equatable {
        case active
        case inactive
        case established
        case closeNotify
        case inputClosed
        case bytes
        case failure(TLSError.Kind)
    }

    /// Bytes that come in several reads stand once.
    private(set) var entries: [Entry] = []
    private(set) var received = ByteBuffer()
    private(set) var reads = 0
    private(set) var errors: [TLSError] = []
    private(set) var facts: HandshakeFacts?

    func channelActive(context: ChannelHandlerContext) { entries.append(.active) }

    func channelInactive(context: ChannelHandlerContext) { entries.append(.inactive) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        reads += 1
        if entries.last != .bytes { entries.append(.bytes) }
        received.writeImmutableBuffer(unwrapInboundIn(data))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case TLSEvent.established(let facts):
            self.facts = facts
            entries.append(.established)
        case TLSEvent.closed: entries.append(.closeNotify)
        case ChannelEvent.inputClosed: entries.append(.inputClosed)
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? TLSError else { return }
        errors.append(error)
        entries.append(.failure(error.kind))
    }
}
