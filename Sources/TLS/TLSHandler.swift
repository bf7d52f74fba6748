public import NIOCore

/// TLS in a channel: ciphertext towards the socket, plaintext towards the application, `ByteBuffer` on both. Its two
/// kinds are ``TLSServerHandler`` and ``TLSClientHandler``.
///
/// - The handshake starts when the channel is active. `TLSEvent.established` comes before the first plaintext; what was
///   written before waits in order.
/// - A failure sends its alert to the peer, fires a ``TLSError`` as `errorCaught`, and closes the channel.
/// - `close` sends `close_notify` first; `close(mode: .output)` sends it and reads on.
/// - The peer's `close_notify` is to a TLS channel what the end of the stream is to a TCP one: `TLSEvent.closed` is
///   fired, then either `ChannelEvent.inputClosed` (where the channel allows half-closure) or the channel is closed.
/// - An end without `close_notify` fires a `TLSError` of the kind `peerClosed` first (RFC 8446 §6.1): what came may be
///   cut.
public class TLSHandler: ChannelDuplexHandler, RemovableChannelHandler {
    /// Ciphertext.
    public typealias InboundIn = ByteBuffer
    /// Plaintext.
    public typealias InboundOut = ByteBuffer
    /// Plaintext.
    public typealias OutboundIn = ByteBuffer
    /// Ciphertext.
    public typealias OutboundOut = ByteBuffer

    enum State {
        /// Next: `handshaking`.
        case idle
        /// Next: `open`, or `ended` when it fails.
        case handshaking
        /// Each direction ends on its own. Next: `ended`.
        case open(inputEnded: Bool, outputEnded: Bool)
        /// Failed, closed or gone: nothing passes any more.
        case ended
    }

    /// A wish to end the output, and who waits for it.
    struct OutputEnd {
        let promise: EventLoopPromise<Void>?
    }

    var state = State.idle
    var session: TLSSession?
    var writes = PendingWrites()
    /// Asked for during the handshake; done when what was flushed before is out.
    var awaitedOutputEnd: OutputEnd?
    /// A `read` was asked for and no plaintext came of it yet: without autoRead nobody would ask again.
    var owesRead = false
    private let makeSession: () throws(TLSError) -> TLSSession

    init(_ makeSession: @escaping () throws(TLSError) -> TLSSession) { self.makeSession = makeSession }

    /// Starts the handshake when the channel is active already.
    public func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { start(context) }
    }

    /// Gives up what was not sent.
    public func handlerRemoved(context: ChannelHandlerContext) {
        state = .ended
        giveUpWrites(ChannelError.ioOnClosedChannel)
        session = nil
    }

    /// Starts the handshake.
    public func channelActive(context: ChannelHandlerContext) {
        start(context)
        context.fireChannelActive()
    }

    private func start(_ context: ChannelHandlerContext) {
        guard case .idle = state else { return }
        state = .handshaking
        do {
            session = try makeSession()
        } catch {
            return fail(error, context)
        }
        advance(context)
        context.read()
    }

    /// Reports an end that was not announced.
    public func channelInactive(context: ChannelHandlerContext) {
        reportUnannouncedEnd(context)
        state = .ended
        giveUpWrites(ChannelError.ioOnClosedChannel)
        context.fireChannelInactive()
    }

    /// Reports an input's end that was not announced, and swallows the one that `close_notify` announced.
    public func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .inputClosed? = event as? ChannelEvent else { return context.fireUserInboundEventTriggered(event) }
        switch state {
        case .open(inputEnded: true, _):
            break
        case .open(inputEnded: false, let outputEnded):
            reportUnannouncedEnd(context)
            state = .open(inputEnded: true, outputEnded: outputEnded)
            context.fireUserInboundEventTriggered(event)
        case .handshaking:
            fail(Self.endDuringHandshake, context)
        case .idle, .ended:
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// The system's own report of how the connection ended makes ours unnecessary.
    public func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is IOError { state = .ended }
        context.fireErrorCaught(error)
    }

    private func reportUnannouncedEnd(_ context: ChannelHandlerContext) {
        switch state {
        case .handshaking:
            context.fireErrorCaught(Self.endDuringHandshake)
        case .open(inputEnded: false, _):
            context.fireErrorCaught(
                TLSError(.peerClosed, in: "SSL_read_ex", "the peer ended the connection without close_notify")
            )
        case .idle, .open, .ended:
            break
        }
    }

    private static let endDuringHandshake = TLSError(
        .peerClosed,
        in: "SSL_do_handshake",
        "the peer ended the connection during the handshake"
    )
}
