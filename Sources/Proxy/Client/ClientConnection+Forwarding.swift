internal import Model
internal import NIOCore

/// Requests on to an upstream, and its responses back.
extension ClientConnection {
    /// Takes a connection from the pool, or makes one. The body waits until it stands.
    func startForwarding(_ forwarding: Forwarding) {
        active?.route = .forwarding(forwarding)
        active?.kind = forwarding.kind
        active?.machine.setOrigin(forwarding.upstream)
        if let pooled = worker.pool.take(forwarding.upstream) {
            note(.reused(address: pooled.address, tls: pooled.tls))
            return attach(pooled, forwarding)
        }
        connect(forwarding)
    }

    private func connect(_ forwarding: Forwarding) {
        guard let id = active?.incoming.id else { return }
        note(.connecting)
        Connector(worker: worker)
            .connect(to: forwarding.upstream, isRaw: false) { step in
                self.connecting(id, step, forwarding)
            }
    }

    private func connecting(_ id: ExchangeID, _ step: Connector.Step, _ forwarding: Forwarding) {
        guard active?.incoming.id == id else {
            if case .connected(let connection) = step { connection.close() }
            if case .ready(let connection) = step { connection.close() }
            return
        }
        lastActivity = .now()
        switch step {
        case .connected(let connection): note(.connected(address: connection.address))
        case .ready(let connection):
            if leadsBack(connection) {
                connection.close()
                return failed(.loop)
            }
            if forwarding.upstream.scheme == .https { note(.secured(connection.tls)) }
            attach(connection, forwarding)
            process()
            flushSoon()
        case .failed(let fault): failed(fault)
        }
    }

    /// Whether a connection that we made reached the very listener that the client called.
    func leadsBack(_ connection: UpstreamConnection) -> Bool {
        guard let reached = connection.remoteAddress, let own = context?.localAddress else { return false }
        return reached == own
    }

    private func attach(_ upstream: UpstreamConnection, _ forwarding: Forwarding) {
        guard let exchange = active else { return }
        let head = exchange.incoming.head
        active?.upstream = upstream
        upstream.begin(for: self, method: head.method)
        upstream.write { RequestForwarding(exchange, forwarding, hostText: upstream.hostText).writeHead(to: &$0) }
        exchange.isSendingSlowly = false
        if let body = forwarding.requestBody {
            return sendOn(ByteBuffer(bytes: body), forwarding.bandwidth) {
                $0.write($1)
            } then: {
                $0.flush()
            }
        }
        guard exchange.collected.readableBytes > 0 else { return finishRequest(exchange, upstream) }
        sendOn(exchange.collected, forwarding.bandwidth) {
            $0.writePiece($1, exchange.framing)
        } then: {
            self.finishRequest(exchange, $0)
        }
    }

    /// Ends the request on the upstream's side where all of it has come.
    private func finishRequest(_ exchange: ActiveExchange, _ upstream: UpstreamConnection) {
        guard exchange.machine.hasWholeRequest else { return }
        upstream.writeEnd(exchange.machine.requestTrailers, exchange.framing)
        upstream.flush()
    }

    /// A piece of the request's body goes on.
    func relay(_ bytes: ByteBuffer) {
        guard let exchange = active, case .forwarding(let forwarding) = exchange.route else { return }
        guard let bandwidth = forwarding.bandwidth else {
            exchange.upstream?.writePiece(bytes, exchange.framing)
            return
        }
        sendOn(bytes, bandwidth) { $0.writePiece($1, exchange.framing) }
    }

    /// The request is complete.
    func relayEnd(_ trailers: FieldSection) {
        guard let exchange = active else { return }
        exchange.upstream?.writeEnd(trailers, exchange.framing)
    }

    /// Takes note of an event that asks for nothing to be done.
    func note(_ event: ExchangeMachine.Event) {
        perform(active?.machine.handle(event, at: NIODeadline.now().uptimeNanoseconds) ?? .nothing)
    }

    // MARK: Called by the upstream's side

    /// A part of the response.
    func upstreamPart(_ part: ResponsePart, _ upstream: UpstreamConnection) {
        lastActivity = .now()
        switch part {
        case .head(let head, let facts): responseHead(head, facts, upstream)
        case .body(let bytes): takeBody(bytes, upstream)
        case .end(let trailers): responseEnd(trailers, upstream)
        }
    }

    private func responseEnd(_ trailers: FieldSection, _ upstream: UpstreamConnection) {
        active?.machine.responseTrailers = trailers
        active?.machine.responseTap.wireLength = upstream.bodyWireLength
        guard let held = active?.held else { return completeResponse(trailers) }
        release(held, upstream) { self.completeResponse(trailers) }
    }

    private func completeResponse(_ trailers: FieldSection) {
        if active?.responseFraming == .chunked { write { $0.writeLastChunk(trailers) } }
        // A client that was not told to continue may never send its body (RFC 9110 §10.1.1).
        if let exchange = active, exchange.facts.expectsContinue, !exchange.hasContinued,
            exchange.machine.requestTap.length == 0
        {
            note(.requestStopped)
        }
        note(.responseEnded)
    }

    private func responseHead(_ head: ResponseHead, _ facts: HeadFacts, _ upstream: UpstreamConnection) {
        guard case .forwarding(let forwarding) = active?.route else { return }
        if head.status < 200, head.status != 101 || active?.isUpgrade != true { return interim(head, facts) }
        if let rewriting = forwarding.responseRewriting, case .length(let length) = upstream.framing,
            length > rewriting.limit, rewriting.wants(head)
        {
            return failed(.responseTooLarge(limit: rewriting.limit))
        }
        note(.responseHead(head))
        guard forwarding.responseDelay > .zero else { return passHead(head, facts, upstream, forwarding) }
        upstream.hold()
        pause(forwarding.responseDelay) {
            self.passHead(head, facts, upstream, forwarding)
            upstream.goOn()
        }
    }

    private func passHead(
        _ head: ResponseHead,
        _ facts: HeadFacts,
        _ upstream: UpstreamConnection,
        _ forwarding: Forwarding
    ) {
        guard let exchange = active else { return }
        if head.status == 101 { return switchProtocols(head, facts, forwarding.responseEdits, upstream) }
        upstream.noteResponse(head.version, facts)
        exchange.bandwidth = forwarding.bandwidth
        if let rewriting = forwarding.responseRewriting, upstream.framing != .none, rewriting.wants(head) {
            return hold(head, facts, rewriting)
        }
        begin(ResponseForwarding(exchange, head, facts, upstream.framing), forwarding)
    }

    /// Writes a response's head.
    func begin(_ relay: ResponseForwarding, _ forwarding: Forwarding) {
        guard let exchange = active else { return }
        exchange.responseFraming = relay.framing
        if isDraining || relay.framing == .untilClose { exchange.keepsAlive = false }
        let (keepsAlive, own) = (exchange.keepsAlive, ownOrigin(exchange))
        write { relay.writeHead(to: &$0, keepsAlive: keepsAlive, rewriting: forwarding, own: own) }
    }

    /// How the client called us.
    private func ownOrigin(_ exchange: ActiveExchange) -> Origin? {
        exchange.incoming.authority.map { Origin(scheme: exchange.incoming.scheme, authority: $0) }
    }

    private func interim(_ head: ResponseHead, _ facts: HeadFacts) {
        guard let exchange = active else { return }
        note(.interim(head.status))
        // HTTP/1.0 knows no interim responses, and one `100 Continue` is enough.
        if exchange.incoming.head.version == .http10 || (head.status == 100 && exchange.hasContinued) { return }
        if head.status == 100 { active?.hasContinued = true }
        let fields = ConnectionFields(of: head.fields, facts)
        write { buffer in
            buffer.writeStatusLine(head.status, head.reason)
            for index in 0..<head.fields.count where !fields.staysBehind(index) {
                buffer.writeLine(index, of: head.fields)
            }
            buffer.writeLineEnd()
        }
    }

    /// The upstream's bytes that were there have been read.
    func upstreamReadComplete() { flush() }

    /// There is room for more of the request.
    func upstreamBecameWritable() {
        lastActivity = .now()
        process()
    }

    /// The upstream has closed although nothing of the response is missing.
    func upstreamEndedEarly() { note(.requestStopped) }

    /// The upstream's side broke.
    func upstreamFailed(_ fault: Fault, _ upstream: UpstreamConnection) {
        guard active?.upstream === upstream else { return }
        failed(fault)
    }

    /// Sends the request again on a fresh connection.
    func retry() {
        guard case .forwarding(let forwarding) = active?.route else { return }
        active?.upstream?.close()
        active?.upstream = nil
        connect(forwarding)
    }
}
