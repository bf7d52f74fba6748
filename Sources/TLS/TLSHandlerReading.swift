public import NIOCore

extension TLSHandler {
    /// Asks the channel for more.
    public func read(context: ChannelHandlerContext) {
        owesRead = true
        context.read()
    }

    /// Goes on with the handshake, or decrypts.
    public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch state {
        case .idle, .handshaking, .open(inputEnded: false, _):
            session?.receive(unwrapInboundIn(data))
            advance(context)
        case .open(inputEnded: true, _), .ended:
            // RFC 8446 §6.1: what comes after close_notify is ignored.
            break
        }
    }

    /// Asks for more where nothing readable came of what was asked for.
    public func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        switch state {
        case .handshaking: context.read()
        case .open(inputEnded: false, _) where owesRead: context.read()
        case .idle, .open, .ended: break
        }
    }

    func advance(_ context: ChannelHandlerContext) {
        if case .handshaking = state { shakeHands(context) }
        if case .open(inputEnded: false, _) = state { deliver(context) }
        sendCiphertext(context)
    }

    private func shakeHands(_ context: ChannelHandlerContext) {
        guard let session else { return }
        do {
            guard let facts = try session.handshake() else { return }
            state = .open(inputEnded: false, outputEnded: false)
            context.fireUserInboundEventTriggered(TLSEvent.established(facts))
            sendWrites(context)
            endAwaitedOutput(context)
        } catch {
            fail(error, context)
        }
    }

    private func deliver(_ context: ChannelHandlerContext) {
        guard let session else { return }
        let (plaintext, end) = session.read()
        if let plaintext {
            owesRead = false
            context.fireChannelRead(wrapInboundOut(plaintext))
        }
        // Whoever got the plaintext may have closed the channel.
        guard case .open(_, let outputEnded) = state else { return }
        switch end {
        case .needsMore:
            break
        case .closeNotify:
            state = .open(inputEnded: true, outputEnded: outputEnded)
            endInput(context)
        case .failed(let error):
            fail(error, context)
        }
    }

    private func endInput(_ context: ChannelHandlerContext) {
        context.fireUserInboundEventTriggered(TLSEvent.closed)
        let options = context.channel.syncOptions
        if (try? options?.getOption(.allowRemoteHalfClosure)) == true {
            context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        } else {
            close(context: context, mode: .all, promise: nil)
        }
    }
}
