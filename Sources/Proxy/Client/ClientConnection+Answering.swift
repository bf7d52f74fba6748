internal import Model
internal import NIOCore

/// Answers of our own.
extension ClientConnection {
    /// Keeps an answer until the request is complete and the delay is over.
    func prepare(_ answer: Answer, _ whenSent: (@Sendable (Bool) -> Void)?, failure: ExchangeFailure?) {
        active?.route = .answering(answer, whenSent: whenSent, failure: failure)
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
        guard case .answering(let answer, let whenSent, let failure) = active?.route, let id = active?.incoming.id
        else {
            return
        }
        guard answer.delay > .zero else { return send(answer, whenSent, failure: failure) }
        worker.loop.assumeIsolated()
            .scheduleTask(in: TimeAmount(answer.delay)) {
                guard self.active?.incoming.id == id else { return }
                self.send(answer, whenSent, failure: failure)
            }
    }

    /// Writes an answer; the exchange is over when it has been flushed.
    func send(_ answer: Answer, _ whenSent: (@Sendable (Bool) -> Void)?, failure: ExchangeFailure?) {
        guard var exchange = active else {
            whenSent?(false)
            return
        }
        let head = exchange.incoming.head
        let keepsAlive = exchange.keepsAlive && exchange.machine.hasWholeRequest && !isDraining && !inputHasEnded
        let writer = AnswerWriter(method: head.method, keepsAlive: keepsAlive, version: head.version, date: worker.date)
        write { writer.write(answer, to: &$0) }
        let outcome = Self.outcome(of: answer, failure, in: &exchange)
        let finished = exchange.finished(listener: listener.name, clientTLS: clientTLS, outcome: outcome)
        finishWhenFlushed(Sent(exchange: finished, whenSent: whenSent))
        over(keepsAlive: keepsAlive)
    }

    private static func outcome(
        of answer: Answer,
        _ failure: ExchangeFailure?,
        in exchange: inout ActiveExchange
    ) -> Exchange.Outcome {
        let now = NIODeadline.now().uptimeNanoseconds
        if let failure {
            _ = exchange.machine.handle(.failed(.refused(answer)), at: now)
            return .failure(failure, partial: nil)
        }
        let head = ResponseHead(
            status: answer.status,
            reason: reasonPhrase(for: answer.status),
            fields: answer.fields
        )
        _ = exchange.machine.handle(.responseHead(head), at: now)
        _ = exchange.machine.handle(.requestStopped, at: now)
        _ = exchange.machine.handle(.responseEnded, at: now)
        return .response(Exchange.Response(head: head, body: CapturedBody(bytes: answer.body)))
    }
}
