internal import Model
internal import NIOCore

/// Answers whose content comes piece by piece.
extension ClientConnection {
    /// Writes the head; the pieces follow, each when the bytes before it have reached the socket and its delay is over.
    func stream(_ answer: Answer, _ pieces: any AnswerPieces, _ whenSent: (@Sendable (Bool) -> Void)?) {
        guard let exchange = active else {
            whenSent?(false)
            return
        }
        let framing = exchange.incoming.head.version == .http10 ? BodyFraming.untilClose : .chunked
        let keepsAlive = framing == .chunked && mayKeepAlive(exchange)
        let writer = answerWriter(for: exchange, keepsAlive: keepsAlive)
        active?.route = .streaming(pieces, whenSent: whenSent)
        active?.keepsAlive = keepsAlive
        note(.responseHead(answer.head))
        write { writer.writeHead(answer, framing, to: &$0) }
        guard writer.hasContent(answer.status) else { return streamEnded() }
        active?.responseFraming = framing
        flush(then: nextPiece)
        armTimer()
    }

    private func nextPiece(isOut: Bool) {
        guard isOut, case .streaming(let pieces, _) = active?.route else { return }
        guard pieces.isReady else { return waitForPiece(pieces) }
        guard let piece = pieces.next() else {
            streamEnded()
            return flushSoon()
        }
        guard piece.delay > .zero else { return send(piece) }
        pause(piece.delay) { self.send(piece) }
    }

    /// Goes on when the source has something, unless the client has left by then.
    private func waitForPiece(_ pieces: any AnswerPieces) {
        guard let id = active?.incoming.id else { return }
        let (bound, loop) = (NIOLoopBound(self, eventLoop: worker.loop), worker.loop)
        pieces.whenReady {
            loop.execute {
                guard bound.value.active?.incoming.id == id else { return }
                bound.value.nextPiece(isOut: true)
            }
        }
    }

    private func send(_ piece: AnswerPiece) {
        // An empty chunk would be the last one.
        if !piece.bytes.isEmpty {
            active?.noteWireLength(ofPiece: piece.bytes.count)
            passBody(ByteBuffer(bytes: piece.bytes))
        }
        lastActivity = .now()
        flush(then: nextPiece)
    }

    private func streamEnded() {
        if active?.responseFraming == .chunked {
            active?.machine.responseTap.wireLength += 5
            write { $0.writeLastChunk([]) }
        }
        note(.requestStopped)
        note(.responseEnded)
    }

    /// A piece of a response's body goes to the client in its framing.
    func passBody(_ bytes: ByteBuffer) {
        active?.machine.responseTap.pass(bytes)
        writeBody(bytes)
    }

    /// Writes a piece of a response's body in its framing.
    func writeBody(_ bytes: ByteBuffer) {
        guard let framing = active?.responseFraming else { return }
        guard framing == .chunked else { return write(bytes) }
        write { $0.writeChunkSize(bytes.readableBytes) }
        write(bytes)
        write { $0.writeLineEnd() }
    }
}

extension ActiveExchange {
    fileprivate func noteWireLength(ofPiece count: Int) {
        let chunkFraming = responseFraming == .chunked ? String(count, radix: 16).utf8.count + 4 : 0
        machine.responseTap.wireLength += count + chunkFraming
    }
}
