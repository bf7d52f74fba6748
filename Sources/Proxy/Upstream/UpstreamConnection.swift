internal import Model
internal import NIOCore
internal import TLS

/// A connection to an upstream: writes requests, reads responses, one exchange after another, and raw bytes once the protocol
/// has switched. It lives on the event loop of the client that it serves, and calls that client directly.
final class UpstreamConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = Never
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Whom it reaches.
    let origin: Origin
    /// The upstream's own Host value.
    let hostText: String
    /// When it was given to the pool.
    var idleSince = NIODeadline.distantPast
    /// What TLS agreed on, once it stands.
    private(set) var tls: TLSFacts?
    /// Called once when TLS stands or has failed.
    var whenSecured: ((Result<Void, TLSError>) -> Void)?

    private weak var pool: UpstreamPool?
    private var context: ChannelHandlerContext?
    private var user: ClientConnection?
    private var reader: ResponseReader
    private var pending = ByteBuffer()
    private var out = ByteBuffer()
    private var hasUnflushed = false
    private var hasHeldRead = false
    private var isRaw = false
    private var isHeld = false
    private var heldFault: Fault?
    private var hasEnded = false
    private var inputHasEnded = false
    private var closesAfterResponse = false
    private var lastError: (any Error)?

    /// A connection that is about to be made.
    init(origin: Origin, pool: UpstreamPool, fieldLimit: Int) {
        (self.origin, self.pool, hostText) = (origin, pool, origin.authority.description)
        reader = ResponseReader(fieldLimit: fieldLimit)
    }

    /// Whether it can take a request.
    var isOpen: Bool { !hasEnded && !inputHasEnded && context?.channel.isActive == true }

    /// Whether bytes can be written without piling up.
    var isWritable: Bool { context?.channel.isWritable ?? false }

    /// The address reached, `host:port`.
    var address: String? { context?.remoteAddress.flatMap(PeerAddress.text) }

    /// The address reached.
    var remoteAddress: SocketAddress? { context?.remoteAddress }

    /// The framing of the response under way.
    var framing: BodyFraming { reader.framing }

    /// Bytes that the response's body took on the wire so far.
    var bodyWireLength: Int { reader.bodyWireLength }

    // MARK: Used by the client's side

    /// Starts an exchange.
    func begin(for user: ClientConnection, method: String) {
        self.user = user
        reader.expectResponse(to: method)
        closesAfterResponse = false
        (isHeld, heldFault) = (false, nil)
    }

    /// Keeps what comes, the upstream's end included, until `goOn`. Reading pauses meanwhile.
    func hold() { isHeld = true }

    /// Passes what came meanwhile, and reads on.
    func goOn() {
        isHeld = false
        process()
        // What came next may have to wait as well.
        guard !isHeld else { return }
        if inputHasEnded { passInputEnd() }
        if let heldFault { fail(heldFault) }
        resumeReading()
    }

    /// Passes bytes in both directions from now on.
    func beginRaw(for user: ClientConnection) {
        self.user = user
        isRaw = true
    }

    /// Writes small things; they leave together at the next flush.
    func write(_ body: (inout ByteBuffer) -> Void) {
        body(&out)
        hasUnflushed = true
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

    /// Sends what was written.
    func flush() {
        guard hasUnflushed else { return }
        hasUnflushed = false
        writeOut()
        context?.flush()
        out.clear()
    }

    /// The response's head is through: whether the connection can serve again afterwards.
    func noteResponse(_ version: HTTPVersion, _ facts: HeadFacts) {
        if facts.connection.contains(.close) || reader.framing == .untilClose { closesAfterResponse = true }
        if version == .http10, !facts.connection.contains(.keepAlive) { closesAfterResponse = true }
        if facts.transferCoding != .absent, facts.contentLength != nil { closesAfterResponse = true }
    }

    /// The exchange is over. The connection goes back to the pool when both messages are complete.
    func release(isReusable: Bool) {
        user = nil
        guard isReusable, !closesAfterResponse, isOpen, pending.readableBytes == 0, !isRaw, let pool else {
            return close()
        }
        pool.give(self)
        resumeReading()
    }

    /// Reads on after the client's side had no room.
    func resumeReading() {
        guard hasHeldRead, mayRead else { return }
        hasHeldRead = false
        context?.read()
    }

    /// No more bytes will come from the client.
    func endOutput() {
        flush()
        context?.close(mode: .output, promise: nil)
    }

    /// Ends the connection.
    func close() {
        hasEnded = true
        user = nil
        context?.close(mode: .all, promise: nil)
    }

    private func writeOut() {
        guard out.readableBytes > 0 else { return }
        context?.write(wrapOutboundOut(out), promise: nil)
        out.clear()
    }

    // MARK: Called by the channel

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    private var mayRead: Bool { !isHeld && user?.canTakeResponse ?? true }

    func read(context: ChannelHandlerContext) {
        if mayRead { context.read() } else { hasHeldRead = true }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if isRaw {
            user?.upstreamRaw(bytes)
        } else if pending.readableBytes == 0 {
            pending = bytes
            process()
        } else {
            pending.writeBuffer(&bytes)
            process()
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        user?.upstreamReadComplete()
        resumeReading()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { user?.upstreamBecameWritable() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case TLSEvent.established(let facts):
            tls = TLSFacts(facts)
            finishSecuring(.success(()))
        case TLSEvent.closed, ChannelEvent.inputClosed: inputEnded()
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        lastError = error
        if let error = error as? TLSError, error.kind == .peerClosed, whenSecured == nil { return inputEnded() }
        if let error = error as? TLSError { finishSecuring(.failure(error)) }
        fail(Connector.fault(for: error))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        inputEnded()
        finishSecuring(.failure(lastError as? TLSError ?? .closedDuringHandshake))
        hasEnded = true
        pool?.forget(self)
        fail(.upstreamClosed)
    }

    private func finishSecuring(_ result: Result<Void, TLSError>) {
        guard let whenSecured else { return }
        self.whenSecured = nil
        whenSecured(result)
    }

    private func process() {
        guard user != nil else { return close() }
        do throws(HTTPViolation) {
            while let user, !isRaw, !isHeld, let part = try reader.next(&pending) {
                user.upstreamPart(part, self)
            }
        } catch {
            fail(.upstreamViolation(error))
            close()
        }
        if isRaw, pending.readableBytes > 0 {
            let rest = pending
            pending.clear()
            user?.upstreamRaw(rest)
        }
    }

    private func inputEnded() {
        guard !inputHasEnded else { return }
        inputHasEnded = true
        if !isHeld { passInputEnd() }
    }

    private func passInputEnd() {
        guard let user else {
            pool?.forget(self)
            return close()
        }
        if isRaw { return user.upstreamRawEnded() }
        process()
        do throws(HTTPViolation) {
            while let part = try reader.inputEnded() { self.user?.upstreamPart(part, self) }
            self.user?.upstreamReadComplete()
        } catch {
            // A response that never began is a closed connection, not bad HTTP; so is one that was cut off.
            fail(.upstreamClosed)
        }
        if self.user != nil { self.user?.upstreamEndedEarly() }
    }

    private func fail(_ fault: Fault) {
        guard let user else { return }
        guard !isHeld else {
            heldFault = heldFault ?? fault
            return
        }
        user.upstreamFailed(fault, self)
    }
}

/// Up to this many bytes a piece of a body is copied to stand next to what surrounds it, rather than written on its own.
let smallPiece = 4_096
