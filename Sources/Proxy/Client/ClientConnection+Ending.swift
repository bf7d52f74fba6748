internal import Model
internal import NIOCore

/// How exchanges and the connection end.
extension ClientConnection {
    /// Something broke: the machine says what that means.
    func failed(_ fault: Fault) {
        perform(active?.machine.handle(.failed(fault), at: NIODeadline.now().uptimeNanoseconds) ?? .nothing)
        flushSoon()
    }

    /// Does what the machine asked for.
    func perform(_ action: ExchangeMachine.Action) {
        switch action {
        case .nothing: break
        case .retry: retry()
        case .answer(let answer, let failure): answerFailure(answer, failure)
        case .cut(let failure): cut(failure)
        case .finish: finish()
        }
    }

    private func answerFailure(_ answer: Answer, _ failure: ExchangeFailure) {
        letUpstreamGo(isReusable: false)
        if mode == .raw || mode == .opening { return cut(failure) }
        guard mode != .closed, context?.channel.isActive == true else { return cut(failure) }
        active?.whenSent?(false)
        send(answer, nil, failure: failure)
    }

    /// The exchange is over and the client cannot be told: its connection ends.
    private func cut(_ failure: ExchangeFailure) {
        letUpstreamGo(isReusable: false)
        guard let exchange = active else { return }
        active = nil
        endPause()
        exchange.whenSent?(false)
        let outcome = Exchange.Outcome.failure(failure, partial: exchange.machine.partialResponse)
        let finished = exchange.finished(listener: listener.name, clientTLS: clientTLS, outcome: outcome)
        plant.report(finished)
        exchange.whenFinished?(finished)
        flush()
        mode = .closing
        context?.close(promise: nil)
    }

    /// Request and response are complete.
    private func finish() {
        guard let exchange = active, let response = exchange.machine.partialResponse else { return }
        let isComplete = exchange.machine.hasWholeRequest
        letUpstreamGo(isReusable: isComplete)
        let finished = exchange.finished(listener: listener.name, clientTLS: clientTLS, outcome: .response(response))
        exchange.whenComplete?(finished)
        finishWhenFlushed(Sent(exchange: finished, whenSent: exchange.whenSent, whenFinished: exchange.whenFinished))
        over(keepsAlive: exchange.keepsAlive && isComplete && mode == .http && !inputHasEnded)
    }

    private func letUpstreamGo(isReusable: Bool) {
        let upstream = active?.upstream
        active?.upstream = nil
        upstream?.release(isReusable: isReusable)
    }

    /// The exchange's last byte is written: on to the next one, or the connection ends.
    func over(keepsAlive: Bool) {
        active = nil
        endPause()
        guard keepsAlive, !isDraining else {
            mode = .closing
            lastActivity = .now()
            flush()
            context?.close(mode: .output, promise: nil)
            if inputHasEnded { context?.close(promise: nil) }
            return armTimer()
        }
        reader.startOver()
        process()
        flushSoon()
    }

    /// The bytes of these exchanges have been flushed.
    func sent(_ batch: [Sent]) {
        for sent in batch {
            plant.report(sent.exchange)
            sent.whenFinished?(sent.exchange)
            sent.whenSent?(true)
        }
    }

    /// The client left before it had all of these.
    func lost(_ batch: [Sent]) {
        for var sent in batch {
            if case .response(let response) = sent.exchange.outcome {
                let rescue = Rescue(origin: sent.exchange.origin, phase: .receive)
                sent.exchange.outcome = .failure(rescue.failure(.clientGone), partial: response)
            }
            plant.report(sent.exchange)
            sent.whenFinished?(sent.exchange)
            sent.whenSent?(false)
        }
    }

    /// The client broke the protocol.
    func violated(_ violation: HTTPViolation) {
        sketchIfNeeded()
        failed(.clientViolation(violation))
    }

    /// What breaks before there is an exchange becomes one all the same, from what can be told of its head.
    private func sketchIfNeeded() {
        active?.keepsAlive = false
        guard active == nil else { return }
        let start = takeFirstByte()
        let incoming = IncomingRequest(
            id: plant.nextID(),
            listener: listener.name,
            client: client,
            form: .origin,
            scheme: ownScheme,
            authority: tunnelAuthority,
            head: RequestSketch.head(of: pending) ?? RequestHead(method: "", target: ""),
            receivedAt: start.at
        )
        let origin = Origin(scheme: ownScheme, authority: tunnelAuthority ?? Authority(host: ""))
        active = ActiveExchange(
            incoming: incoming,
            facts: HeadFacts(),
            framing: .none,
            machine: ExchangeMachine(request: incoming.head, origin: origin, tapLimit: 0, startedAt: start.uptime),
            kind: listener.kind,
            keepsAlive: false
        )
    }

    /// The client will send no more. What it asked for it still gets, as long as its request is complete.
    func inputEnded() {
        guard !inputHasEnded else { return }
        inputHasEnded = true
        if mode == .handshaking { return handshakeFailed(.closedDuringHandshake) }
        if mode == .raw { return tunnelInputEnded() }
        if mode == .closing { return closeNow() }
        guard let active else { return pending.readableBytes > 0 && mode == .http ? endedInsideHead() : closeNow() }
        if !active.machine.hasWholeRequest {
            failed(.clientGone)
            closeNow()
        }
    }

    private func endedInsideHead() {
        violated(.endInsideHead)
        closeNow()
    }

    private func closeNow() { context?.close(promise: nil) }

    /// The client's connection is gone.
    func gone() {
        mode = .closed
        failed(.clientGone)
    }

    // MARK: Deadlines and shutdown

    /// Sets the timer to the deadline of what the connection is at.
    func armTimer() {
        guard let deadline, mode != .closed else { return }
        timer.arm(deadline) { self.timerFired() }
    }

    private var deadline: NIODeadline? {
        let timeouts = plant.configuration.timeouts
        switch mode {
        case .handshaking: return lastActivity + TimeAmount(timeouts.handshake)
        case .detecting: return lastActivity + TimeAmount(timeouts.clientIdle)
        case .opening, .closed: return nil
        case .raw: return lastActivity + TimeAmount(timeouts.tunnelIdle)
        case .closing: return lastActivity + .seconds(2)
        case .http: break
        }
        guard let active else { return lastActivity + TimeAmount(timeouts.clientIdle) }
        if pause != nil { return nil }
        if case .streaming = active.route { return lastActivity + TimeAmount(timeouts.tunnelIdle) }
        guard active.machine.hasWholeRequest else { return lastActivity + TimeAmount(timeouts.clientIdle) }
        guard active.upstream != nil else { return nil }
        return lastActivity + TimeAmount(canTakeResponse ? timeouts.response : timeouts.tunnelIdle)
    }

    private func timerFired() {
        timer.fired()
        guard let deadline, mode != .closed else { return }
        if deadline > .now() { return armTimer() }
        let timeouts = plant.configuration.timeouts
        if active == nil, mode == .http, pending.readableBytes > 0 { sketchIfNeeded() }
        guard let active else { return closeNow() }
        if mode == .raw {
            failed(.tunnelIdle(timeouts.tunnelIdle))
        } else if case .streaming = active.route {
            failed(.clientGone)
        } else if !active.machine.hasWholeRequest {
            failed(.clientIdle(timeouts.clientIdle))
        } else {
            failed(canTakeResponse ? .upstreamTimeout(timeouts.response) : .clientGone)
        }
    }

    /// The server shuts down: an idle connection ends now, another after its exchange.
    func drain() {
        isDraining = true
        if active == nil, mode != .closing { closeNow() }
    }

    /// The server's patience is over.
    func abort() {
        failed(.shutdown)
        closeNow()
    }
}
