public import NIOCore

extension TLSHandler {
    /// Keeps plaintext until it is flushed.
    public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch state {
        case .ended: promise?.fail(ChannelError.ioOnClosedChannel)
        case .open(_, outputEnded: true): promise?.fail(ChannelError.outputClosed)
        case .idle, .handshaking, .open: writes.append(unwrapOutboundIn(data), promise)
        }
    }

    /// Encrypts and sends what was written; during the handshake, remembers to.
    public func flush(context: ChannelHandlerContext) {
        writes.flush()
        guard case .open(_, outputEnded: false) = state else { return context.flush() }
        sendWrites(context)
    }

    /// Says `close_notify` where that is possible, then closes.
    public func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch (mode, state) {
        case (.output, .idle), (.output, .handshaking):
            awaitedOutputEnd = OutputEnd(promise: joined(awaitedOutputEnd?.promise, promise))
        case (.output, .open(_, outputEnded: false)):
            endOutput(context, promise)
        case (.all, _):
            if case .open(_, outputEnded: false) = state { session?.sendCloseNotify() }
            state = .ended
            sendCiphertext(context)
            giveUpWrites(ChannelError.ioOnClosedChannel)
            context.close(mode: .all, promise: promise)
        case (.input, _), (.output, _):
            context.close(mode: mode, promise: promise)
        }
    }

    /// Encrypts all that was flushed and flushes it: one drain, one promise, however many writes.
    func sendWrites(_ context: ChannelHandlerContext) {
        guard let session else { return }
        var promise: EventLoopPromise<Void>?
        do {
            while let run = writes.next() {
                promise = joined(promise, run.promise)
                try session.write(run.bytes)
                guard session.ciphertextCount >= PendingWrites.slice, let bytes = session.takeCiphertext() else {
                    continue
                }
                context.write(wrapOutboundOut(bytes), promise: nil)
            }
        } catch {
            promise?.fail(error)
            return fail(error, context)
        }
        // With nothing to send, an empty buffer carries the promise in its place among the others.
        if let bytes = session.takeCiphertext() ?? promise.map({ _ in ByteBuffer() }) {
            context.write(wrapOutboundOut(bytes), promise: promise)
        }
        context.flush()
    }

    /// Sends what the session itself has to say: the handshake, tickets, key updates, alerts.
    func sendCiphertext(_ context: ChannelHandlerContext) {
        guard let bytes = session?.takeCiphertext() else { return }
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }

    func endAwaitedOutput(_ context: ChannelHandlerContext) {
        guard let end = awaitedOutputEnd, case .open = state else { return }
        awaitedOutputEnd = nil
        endOutput(context, end.promise)
    }

    private func endOutput(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        guard case .open(let inputEnded, outputEnded: false) = state else { return }
        state = .open(inputEnded: inputEnded, outputEnded: true)
        session?.sendCloseNotify()
        sendCiphertext(context)
        writes.fail(ChannelError.outputClosed)
        context.close(mode: .output, promise: promise)
    }

    /// Lets the peer know by an alert, the application by an error, and closes.
    func fail(_ error: TLSError, _ context: ChannelHandlerContext) {
        if case .ended = state { return }
        state = .ended
        sendCiphertext(context)
        giveUpWrites(error)
        context.fireErrorCaught(error)
        context.close(promise: nil)
    }

    func giveUpWrites(_ error: any Error) {
        writes.fail(error)
        awaitedOutputEnd?.promise?.fail(error)
        awaitedOutputEnd = nil
    }
}
