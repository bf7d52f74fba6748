internal import Model
internal import NIOCore

/// Answers of our own.
extension ClientConnection {
    /// Keeps an answer until the request is complete and the delay is over.
    func prepare(_ answer: Answer, _ whenSent: (@Sendable (Bool) -> Void)?, failure: ExchangeFailure?) {
        active?.route = .answering(answer, whenSent: whenSent, failure: failure)
        // A client that waits for `100 Continue` is not told to go on when nothing is to be sent to it.
        if answer.fault?.isSilent == true, awaitsContinue { return answerIfReady() }
        continueIfExpected()
        if active?.machine.hasWholeRequest == true { answerIfReady() }
    }

    /// Asks for an answer that comes later, from whatever thread.
    func askLater(_ ask: (@escaping @Sendable (Answer, (@Sendable (Bool) -> Void)?) -> Void) -> Void) {
        guard let id = active?.incoming.id else { return }
        active?.route = .later
        continueIfExpected()
        let bound = NIOLoopBound(self, eventLoop: worker.loop)
        let loop = worker.loop
        ask { answer, whenSent in
            loop.execute { bound.value.answered(id, answer, whenSent) }
        }
    }

    private func answered(_ id: ExchangeID, _ answer: Answer, _ whenSent: (@Sendable (Bool) -> Void)?) {
        guard active?.incoming.id == id, case .later = active?.route else {
            whenSent?(false)
            return
        }
        prepare(answer, whenSent, failure: nil)
        flushSoon()
    }

    /// Sends the answer now, or after its delay.
    func answerIfReady() {
        guard case .answering(let answer, let whenSent, let failure) = active?.route else { return }
        guard answer.delay > .zero else { return send(answer, whenSent, failure: failure) }
        pause(answer.delay) { self.send(answer, whenSent, failure: failure) }
    }

    /// Goes on after a time, unless the exchange ends before. One pause takes the place of another.
    func pause(_ time: Duration, then next: @escaping () -> Void) {
        pause?.cancel()
        pause = worker.loop.assumeIsolated()
            .scheduleTask(in: TimeAmount(time)) {
                self.pause = nil
                self.lastActivity = .now()
                next()
                self.flushSoon()
                self.armTimer()
            }
    }

    /// What the exchange waited for is not waited for any more.
    func endPause() {
        pause?.cancel()
        pause = nil
    }

    /// Sends an answer as it is meant: whole, piece by piece, or broken. A refusal is always whole.
    func send(_ answer: Answer, _ whenSent: (@Sendable (Bool) -> Void)?, failure: ExchangeFailure?) {
        guard failure == nil else { return sendWhole(answer, whenSent, failure: failure) }
        if let fault = answer.fault { return sendBroken(answer, by: fault, whenSent) }
        if let pieces = answer.pieces { return stream(answer, pieces, whenSent) }
        sendWhole(answer, whenSent, failure: nil)
    }

    /// Writes an answer; the exchange is over when it has been flushed.
    private func sendWhole(_ answer: Answer, _ whenSent: (@Sendable (Bool) -> Void)?, failure: ExchangeFailure?) {
        guard let exchange = active else {
            whenSent?(false)
            return
        }
        let keepsAlive = mayKeepAlive(exchange)
        let writer = answerWriter(for: exchange, keepsAlive: keepsAlive)
        write { buffer in
            if let ready = worker.readyAnswers.bytes(of: answer) {
                writer.write(ready, to: &buffer)
            } else {
                writer.write(answer, to: &buffer)
            }
        }
        // Nobody hears of this one: it is over as soon as it is written.
        if !plant.isWatched, failure == nil, whenSent == nil, exchange.whenFinished == nil {
            return over(keepsAlive: keepsAlive)
        }
        let outcome = Self.outcome(of: answer, failure, in: exchange)
        let finished = exchange.finished(listener: listener.name, clientTLS: clientTLS, outcome: outcome)
        finishWhenFlushed(Sent(exchange: finished, whenSent: whenSent, whenFinished: exchange.whenFinished))
        over(keepsAlive: keepsAlive)
    }

    /// Whether the connection serves on after an answer that is written now.
    func mayKeepAlive(_ exchange: ActiveExchange) -> Bool {
        exchange.keepsAlive && exchange.machine.hasWholeRequest && !isDraining && !inputHasEnded
    }

    /// What writes the answer to an exchange.
    func answerWriter(for exchange: ActiveExchange, keepsAlive: Bool) -> AnswerWriter {
        let head = exchange.incoming.head
        return AnswerWriter(
            method: head.method,
            keepsAlive: keepsAlive,
            version: head.version,
            dateLine: worker.dateLine
        )
    }

    private static func outcome(
        of answer: Answer,
        _ failure: ExchangeFailure?,
        in exchange: ActiveExchange
    ) -> Exchange.Outcome {
        let now = NIODeadline.now().uptimeNanoseconds
        if let failure {
            _ = exchange.machine.handle(.failed(.refused(answer)), at: now)
            return .failure(failure, partial: nil)
        }
        let head = answer.head
        _ = exchange.machine.handle(.responseHead(head), at: now)
        _ = exchange.machine.handle(.requestStopped, at: now)
        _ = exchange.machine.handle(.responseEnded, at: now)
        return .response(Exchange.Response(head: head, body: CapturedBody(bytes: answer.body)))
    }
}
