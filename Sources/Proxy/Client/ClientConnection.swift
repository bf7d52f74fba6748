internal import Logging
internal import Model
internal import NIOCore
internal import TLS

/// A client's connection: the channel handler that reads requests, asks the policy, and lets each exchange take its way.
///
/// This file is the plumbing: bytes in, bytes out, and when to read. What the bytes mean stands in the extensions:
/// `+Requests` (heads and bodies in), `+Answering`, `+Streaming`, `+Faults`, `+Forwarding`, `+Tunnel`, `+TLS`, `+Ending`.
final class ClientConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = Never
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What the connection is at.
    enum Mode {
        /// The first bytes, of the connection or of what is inside a tunnel, have not come.
        case detecting
        /// TLS is being agreed on.
        case handshaking
        /// Requests and responses.
        case http
        /// A tunnel's upstream is being connected.
        case opening
        /// Bytes pass unread.
        case raw
        /// The last answer is on its way; what still comes is thrown away, so that the client can read it (RFC 9112 §9.6).
        case closing
        case closed
    }

    /// An exchange whose last bytes are being flushed.
    struct Sent {
        var exchange: Exchange
        var whenSent: (@Sendable (Bool) -> Void)?
        var whenFinished: (@Sendable (Exchange) -> Void)?
    }

    /// Unparsed bytes are kept up to this many while there is no room for what they mean.
    static let pendingLimit = 64 << 10

    let worker: Worker
    let listener: Listener
    let client: String
    var plant: Plant { worker.plant }
    var context: ChannelHandlerContext?
    var mode = Mode.detecting
    var pending = ByteBuffer()
    var reader: RequestReader
    var active: ActiveExchange?
    var clientTLS: TLSFacts?
    var isTLS = false
    /// The authority that CONNECT named; nil outside a tunnel.
    var tunnelAuthority: Authority?
    /// Who opened the tunnel, as its CONNECT says.
    var tunnelUser: String?
    /// The authority read last, by the bytes of its Host field.
    var lastHost: (text: String, origin: Origin)?
    var firstByte: (at: Timestamp, uptime: UInt64)?
    var tunnel = TunnelProgress()
    var timer: ConnectionTimer
    /// What the active exchange waits for: its answer's delay, a piece's, or that of a response's head.
    var pause: Scheduled<Void>?
    var lastActivity = NIODeadline.now()
    var isDraining = false
    var inputHasEnded = false
    var askedServerName: ServerNameNote?

    private var out = ByteBuffer()
    private var sending: [Sent] = []
    private var whenFlushed: ((Bool) -> Void)?
    private var isReading = false
    private var isProcessing = false
    private var hasHeldRead = false
    private var hasUnflushed = false
    private var waitsForObserver = false

    /// A connection that was just accepted.
    init(worker: Worker, listener: Listener, client: String) {
        (self.worker, self.listener, self.client) = (worker, listener, client)
        reader = RequestReader(fieldLimit: worker.plant.configuration.fieldLimit)
        timer = ConnectionTimer(loop: worker.loop)
    }

    // MARK: Writing

    /// Writes small things; they leave together at the next flush.
    func write(_ body: (inout ByteBuffer) -> Void) {
        body(&out)
        hasUnflushed = true
        if out.readableBytes > Self.pendingLimit { writeOut() }
    }

    /// Writes a piece of a body.
    func write(_ bytes: ByteBuffer) {
        hasUnflushed = true
        guard bytes.readableBytes > smallPiece else {
            out.writeImmutableBuffer(bytes)
            return
        }
        writeOut()
        context?.write(wrapOutboundOut(bytes), promise: nil)
    }

    /// The exchange's last byte is written: it counts as sent once that has been flushed.
    func finishWhenFlushed(_ sent: Sent) {
        sending.append(sent)
        hasUnflushed = true
    }

    /// Flushes now, or at the end of the read that is going on, so that answers to pipelined requests leave together.
    func flushSoon() {
        if !isReading || out.readableBytes > Self.pendingLimit { flush() }
    }

    /// Flushes now.
    func flush() {
        guard hasUnflushed else { return }
        hasUnflushed = false
        let next = whenFlushed
        whenFlushed = nil
        guard let context else {
            defer { sending = [] }
            lost(sending)
            next?(false)
            return
        }
        if sending.isEmpty, next == nil {
            guard out.readableBytes > 0 else { return context.flush() }
            context.writeAndFlush(wrapOutboundOut(out), promise: nil)
            return out.clear()
        } else {
            let batch = sending
            sending.removeAll(keepingCapacity: true)
            let promise = context.eventLoop.makePromise(of: Void.self)
            promise.futureResult.assumeIsolated()
                .whenComplete { result in
                    let isOut = if case .success = result { true } else { false }
                    if isOut { self.sent(batch) } else { self.lost(batch) }
                    // Not at once: this may be called within the flush, whose buffer is still in use.
                    if let next { self.worker.loop.assumeIsolated().execute { next(isOut) } }
                }
            context.write(wrapOutboundOut(out), promise: promise)
        }
        context.flush()
        out.clear()
    }

    /// Flushes now, and says on a later turn of the loop whether the bytes have reached the socket.
    func flush(then next: @escaping (Bool) -> Void) {
        (whenFlushed, hasUnflushed) = (next, true)
        flush()
    }

    private func writeOut() {
        guard out.readableBytes > 0 else { return }
        context?.write(wrapOutboundOut(out), promise: nil)
        out.clear()
    }

    // MARK: Reading

    /// Whether bytes of a response have room.
    var canTakeResponse: Bool { context?.channel.isWritable ?? true }

    /// Whether there is room for what the client sends.
    private var mayRead: Bool {
        switch mode {
        case .detecting, .handshaking, .closing, .closed: true
        case .opening: pending.readableBytes < Self.pendingLimit
        case .raw: active?.upstream?.isWritable ?? false
        case .http: !waitsForObserver && (canTakeMore || pending.readableBytes < Self.pendingLimit)
        }
    }

    /// Whether the next part of a request has somewhere to go.
    private var canTakeMore: Bool {
        guard let active else { return canTakeResponse }
        guard !active.machine.hasWholeRequest else { return false }
        // The end of a request without a body needs no room.
        guard case .forwarding = active.route, active.framing != .none, active.framing != .length(0) else {
            return true
        }
        return !active.isSendingSlowly && active.upstream?.isWritable ?? false
    }

    /// Reads requests as long as there are bytes and room.
    func process() {
        guard !isProcessing else { return }
        isProcessing = true
        while step() {}
        isProcessing = false
        if !isReading { active?.upstream?.flush() }
        resumeReading()
        armTimer()
    }

    private func step() -> Bool {
        switch mode {
        case .detecting: return detect()
        case .handshaking, .opening, .closed: return false
        case .closing:
            pending.clear()
            return false
        case .raw:
            passToUpstream()
            return false
        case .http:
            guard canTakeMore, active != nil || isObserverReady() else { return false }
            return readPart()
        }
    }

    /// New exchanges wait while the observer's queue is full.
    private func isObserverReady() -> Bool {
        if waitsForObserver { return false }
        if plant.observer.isReady { return true }
        guard pending.readableBytes > 0 else { return true }
        waitsForObserver = true
        let bound = NIOLoopBound(self, eventLoop: worker.loop)
        let loop = worker.loop
        plant.observer.whenReady {
            loop.execute {
                bound.value.waitsForObserver = false
                bound.value.process()
                bound.value.flush()
            }
        }
        return false
    }

    /// Reads on when there was no room and now is.
    func resumeReading() {
        guard hasHeldRead, mayRead else { return }
        hasHeldRead = false
        context?.read()
    }

    // MARK: Called by the channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        worker.opened(self)
        armTimer()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func read(context: ChannelHandlerContext) {
        if mayRead { context.read() } else { hasHeldRead = true }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        // What comes after the last answer does not keep the connection.
        if mode != .closing { lastActivity = .now() }
        isReading = true
        if firstByte == nil { firstByte = (plant.configuration.clock.now, lastActivity.uptimeNanoseconds) }
        if pending.readableBytes == 0 { pending = bytes } else { pending.writeBuffer(&bytes) }
        process()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        active?.upstream?.flush()
        flush()
        resumeReading()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard context.channel.isWritable else { return }
        lastActivity = .now()
        active?.upstream?.resumeReading()
        process()
        flushSoon()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case TLSEvent.established(let facts): handshakeDone(TLSFacts(facts))
        case TLSEvent.closed, ChannelEvent.inputClosed: inputEnded()
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? TLSError {
            if mode == .handshaking { handshakeFailed(error) }
            if error.kind == .peerClosed { return inputEnded() }
        }
        gone()
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if mode == .handshaking { handshakeFailed(.closedDuringHandshake) }
        gone()
        mode = .closed
        timer.cancel()
        worker.closed(self)
    }
}
