internal import Model
internal import NIOCore

/// Messages that do not pass as they come: with another content, or no faster than so many bytes a second.
extension ClientConnection {
    /// Keeps the head until the content is whole.
    func hold(_ head: ResponseHead, _ facts: HeadFacts, _ rewriting: ResponseRewriting) {
        active?.held = HeldResponse(head: head, facts: facts, rewriting: rewriting)
    }

    /// A piece of the response's content has come.
    func takeBody(_ bytes: ByteBuffer, _ upstream: UpstreamConnection) {
        guard active?.held == nil else { return holdBody(bytes) }
        guard let bandwidth = active?.bandwidth else { return passBody(bytes) }
        active?.machine.responseTap.pass(bytes)
        upstream.hold()
        drip(bytes, bandwidth) { upstream.goOn() }
    }

    private func holdBody(_ bytes: ByteBuffer) {
        active?.machine.responseTap.pass(bytes)
        active?.held?.content.writeImmutableBuffer(bytes)
        guard let held = active?.held, held.content.readableBytes > held.rewriting.limit else { return }
        active?.held = nil
        failed(.responseTooLarge(limit: held.rewriting.limit))
    }

    /// The content is whole: the response goes out with the one that is made of it, and then `next` is called.
    func release(_ held: HeldResponse, _ upstream: UpstreamConnection, then next: @escaping () -> Void) {
        guard let exchange = active, case .forwarding(let forwarding) = exchange.route else { return }
        exchange.held = nil
        let made = held.rewriting.rewrite(held.head, Array(held.content.readableBytesView))
        let content = made.map { ByteBuffer(bytes: $0) } ?? held.content
        let replaced = ReplacedContent(length: content.readableBytes, isPlain: made != nil)
        begin(ResponseForwarding(exchange, held, replaced: replaced), forwarding)
        guard let bandwidth = exchange.bandwidth else {
            writeBody(content)
            return next()
        }
        upstream.hold()
        drip(content, bandwidth, then: next)
    }

    /// Writes a piece in slices, each when its time has passed.
    private func drip(_ bytes: ByteBuffer, _ bandwidth: Int, then next: @escaping () -> Void) {
        var rest = bytes
        guard let (slice, time) = rest.readSlice(ofBandwidth: bandwidth) else { return next() }
        pause(time) {
            self.writeBody(slice)
            self.flush()
            self.drip(rest, bandwidth, then: next)
        }
    }
}

extension ClientConnection {
    /// Sends a part of the request's content on, as fast as it may go, and calls `next`; no more of it is read before.
    func sendOn(
        _ bytes: ByteBuffer,
        _ bandwidth: Int?,
        _ write: @escaping (UpstreamConnection, ByteBuffer) -> Void,
        then next: @escaping (UpstreamConnection) -> Void = { _ in }
    ) {
        guard let exchange = active, let upstream = exchange.upstream else { return }
        guard let bandwidth else {
            write(upstream, bytes)
            return next(upstream)
        }
        var rest = bytes
        guard let (slice, time) = rest.readSlice(ofBandwidth: bandwidth) else {
            exchange.isSendingSlowly = false
            next(upstream)
            return process()
        }
        exchange.isSendingSlowly = true
        // The timer of pauses may hold the response meanwhile; this one ends with the exchange or its connection.
        worker.loop.assumeIsolated()
            .scheduleTask(in: TimeAmount(time)) {
                guard self.active === exchange, exchange.upstream === upstream else { return }
                self.lastActivity = .now()
                write(upstream, slice)
                upstream.flush()
                self.sendOn(rest, bandwidth, write, then: next)
            }
    }
}

extension ByteBuffer {
    /// What may go out within a tenth of a second, but a byte at least, and how long it is to take; nil when nothing is left.
    fileprivate mutating func readSlice(ofBandwidth bandwidth: Int) -> (slice: ByteBuffer, time: Duration)? {
        let length = Swift.min(readableBytes, max(1, bandwidth / 10))
        guard length > 0, let slice = readSlice(length: length) else { return nil }
        return (slice, .nanoseconds(Int64(Double(length) / Double(bandwidth) * 1_000_000_000)))
    }
}
