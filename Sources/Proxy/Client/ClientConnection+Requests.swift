internal import Model
internal import NIOCore

/// Requests in: heads, bodies, and what the policy says.
extension ClientConnection {
    /// Reads one part of a request; false when more bytes are needed.
    func readPart() -> Bool {
        do throws(HTTPViolation) {
            switch try reader.next(&pending) {
            case nil: return false
            case .head(let head, let facts): try begin(head, facts)
            case .body(let bytes): take(bytes)
            case .end(let trailers): requestEnded(trailers)
            }
            return mode == .http
        } catch {
            violated(error)
            return false
        }
    }

    private func begin(_ head: RequestHead, _ facts: HeadFacts) throws(HTTPViolation) {
        guard let form = RequestTargetForm(head) else { throw .malformedTarget }
        if case .authority(let authority) = form { return beginTunnel(to: authority, head, facts) }
        let origin = try origin(form, head, facts)
        let start = takeFirstByte()
        let incoming = IncomingRequest(
            id: plant.nextID(),
            listener: listener.name,
            client: client,
            form: self.form(form),
            scheme: origin?.scheme ?? ownScheme,
            authority: origin?.authority,
            head: head,
            receivedAt: start.at,
            proxyUser: tunnelUser ?? ProxyCredentials.user(in: head.fields)
        )
        let machine = ExchangeMachine(
            request: head,
            origin: origin ?? Origin(scheme: ownScheme, authority: Authority(host: "")),
            tapLimit: plant.configuration.tapLimit,
            startedAt: start.uptime
        )
        active = ActiveExchange(
            incoming: incoming,
            facts: facts,
            framing: reader.framing,
            machine: machine,
            kind: listener.kind,
            keepsAlive: head.version == .http11
                ? !facts.connection.contains(.close)
                : facts.connection.contains(.keepAlive) && !facts.connection.contains(.close)
        )
        follow(listener.policy.decide(incoming))
    }

    /// When the exchange that begins now began: with the first byte that came, or now if that belonged to the one before.
    func takeFirstByte() -> (at: Timestamp, uptime: UInt64) {
        let start = firstByte ?? (plant.configuration.clock.now, NIODeadline.now().uptimeNanoseconds)
        firstByte = nil
        return start
    }

    var ownScheme: Scheme { isTLS ? .https : .http }

    private func form(_ form: RequestTargetForm) -> IncomingRequest.Form {
        if case .absolute = form { return .absolute }
        return tunnelAuthority == nil ? .origin : .tunnelled
    }

    /// Who is asked: the absolute target's authority, the tunnel's, or the Host field's. Nil in HTTP/1.0 without Host.
    private func origin(
        _ form: RequestTargetForm,
        _ head: RequestHead,
        _ facts: HeadFacts
    ) throws(HTTPViolation) -> Origin? {
        if case .absolute(let origin) = form { return origin }
        if let tunnelAuthority { return Origin(scheme: ownScheme, authority: tunnelAuthority) }
        guard let line = facts.hostLine else { return nil }
        let text = head.fields[line].value
        if let lastHost, lastHost.text == text { return lastHost.origin }
        if text.isEmpty { return nil }
        guard let authority = Authority(text) else { throw .malformedHost }
        let origin = Origin(scheme: ownScheme, authority: authority)
        lastHost = (text, origin)
        return origin
    }

    /// Does what the policy decided.
    func follow(_ decision: Decision) {
        switch decision {
        case .forward(let forwarding): startForwarding(forwarding)
        case .respond(let answer, let whenSent): prepare(answer, whenSent, failure: nil)
        case .refuse(let answer):
            let failure = rescue.failure(.refused(answer))
            prepare(answer, nil, failure: failure)
        case .respondLater(let ask): askLater(ask)
        case .wantBody(let limit): collect(limit)
        }
    }

    /// The words for what breaks now.
    var rescue: Rescue {
        Rescue(
            origin: active?.machine.origin ?? Origin(scheme: ownScheme, authority: Authority(host: "")),
            phase: active?.machine.phase ?? .requestHead
        )
    }

    private func collect(_ limit: Int) {
        if case .length(let length) = active?.framing, length > limit { return failed(.bodyTooLarge(limit: limit)) }
        active?.route = .collecting(limit: limit)
        continueIfExpected()
        if active?.machine.hasWholeRequest == true { askAgain() }
    }

    /// Whether the client waits for `100 Continue` before it sends its body (RFC 9110 §10.1.1).
    var awaitsContinue: Bool {
        guard let exchange = active, exchange.facts.expectsContinue, !exchange.hasContinued else { return false }
        return !exchange.machine.hasWholeRequest && exchange.incoming.head.version == .http11
            && exchange.framing != .none
    }

    /// `100 Continue` to a client that waits for it, when it is for us to say.
    func continueIfExpected() {
        guard awaitsContinue else { return }
        active?.hasContinued = true
        write { $0.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n") }
        flushSoon()
    }

    private func take(_ bytes: ByteBuffer) {
        active?.machine.requestTap.pass(bytes)
        switch active?.route {
        case .collecting(let limit):
            active?.collected.writeImmutableBuffer(bytes)
            if (active?.collected.readableBytes ?? 0) > limit { failed(.bodyTooLarge(limit: limit)) }
        case .forwarding: relay(bytes)
        case .answering, .streaming, .later, nil: drainedMore()
        }
    }

    /// What an answered request still sends is thrown away, up to a limit; then the answer goes at once, and the connection ends.
    private func drainedMore() {
        guard let exchange = active, exchange.machine.requestTap.length > Self.drainLimit,
            case .answering(let answer, let whenSent, let failure) = exchange.route
        else { return }
        send(answer, whenSent, failure: failure)
    }

    /// Bytes of a request that are read and thrown away to keep its connection.
    static var drainLimit: Int { 64 << 20 }

    private func requestEnded(_ trailers: FieldSection) {
        active?.machine.requestTrailers = trailers
        active?.machine.requestTap.wireLength = reader.bodyWireLength
        let action = active?.machine.handle(.requestEnded, at: NIODeadline.now().uptimeNanoseconds) ?? .nothing
        switch active?.route {
        case .collecting: askAgain()
        case .answering: answerIfReady()
        case .forwarding: relayEnd(trailers)
        case .streaming, .later, nil: break
        }
        perform(action)
    }

    private func askAgain() {
        guard let exchange = active else { return }
        var incoming = exchange.incoming
        incoming.body = Array(exchange.collected.readableBytesView)
        active?.incoming = incoming
        follow(listener.policy.decide(incoming))
    }
}
