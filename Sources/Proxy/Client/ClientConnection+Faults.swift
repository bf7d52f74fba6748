internal import Glibc
internal import Model
internal import NIOCore
internal import TLS

/// Answers that break on purpose.
extension ClientConnection {
    /// Sends what the fault leaves of an answer, and ends the connection. Its pieces are not asked for.
    func sendBroken(_ answer: Answer, by fault: AnswerFault, _ whenSent: (@Sendable (Bool) -> Void)?) {
        if fault == .truncated { writeHalf(of: answer) }
        if fault == .garbage { write { $0.writeBytes(Self.garbage) } }
        guard let exchange = active else {
            whenSent?(false)
            return
        }
        let failure = rescue.failure(.broken(fault))
        _ = exchange.machine.handle(.failed(.broken(fault)), at: NIODeadline.now().uptimeNanoseconds)
        let outcome = Exchange.Outcome.failure(failure, partial: exchange.machine.partialResponse)
        let finished = exchange.finished(listener: listener.name, clientTLS: clientTLS, outcome: outcome)
        let sent = Sent(exchange: finished, whenSent: whenSent)
        if fault == .reset { return reset(sent) }
        finishWhenFlushed(sent)
        over(keepsAlive: false)
    }

    /// The head of the whole answer, and less content than it announces.
    private func writeHalf(of answer: Answer) {
        guard let exchange = active else { return }
        let writer = answerWriter(for: exchange, keepsAlive: mayKeepAlive(exchange))
        let announced = answer.body.isEmpty ? Self.lengthOfNothing : answer.body.count
        note(.responseHead(answer.head))
        write { writer.writeHead(answer, .length(announced), to: &$0) }
        guard writer.hasContent(answer.status) else { return }
        let half = ByteBuffer(bytes: answer.body.prefix(answer.body.count / 2))
        active?.machine.responseTap.wireLength = half.readableBytes
        passBody(half)
    }

    /// What the head of a truncated answer announces when there is no content that could be cut.
    private static var lengthOfNothing: Int { 16 }

    /// Neither TLS nor text: every byte has its highest bit set.
    private static let garbage = (0..<256).map { UInt8(truncatingIfNeeded: $0 &* 167) | 0x80 }

    /// Resets the connection once the answers before have been flushed.
    private func reset(_ sent: Sent) {
        active = nil
        endPause()
        mode = .closing
        flush { isOut in
            guard isOut else { return self.lost([sent]) }
            self.resetNow()
            self.sent([sent])
        }
    }

    private func resetNow() {
        guard let context else { return }
        // With a linger time of zero closing sends RST instead of FIN (`socket(7)`).
        _ = (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        // TLS would say goodbye first, so the close starts at the handler next to the socket.
        let outermost = try? context.pipeline.syncOperations.context(handlerType: TLSServerHandler.self)
        (outermost ?? context).close(promise: nil)
    }
}

extension AnswerFault {
    /// Whether the client gets not a single byte.
    var isSilent: Bool { self == .reset || self == .empty }
}
