internal import Model
internal import NIOCore

/// Writes answers of our own: the answer's fields, then what the data plane adds.
struct AnswerWriter {
    /// The method of the request.
    let method: String
    /// Whether the connection stays open, about which HTTP/1.1 lets a server keep silent.
    let keepsAlive: Bool
    /// The version in which the client asked.
    let version: HTTPVersion
    /// The line of Date with its end, for answers without one of their own.
    let dateLine: [UInt8]

    /// Head and body.
    func write(_ answer: Answer, to buffer: inout ByteBuffer) {
        buffer.reserveCapacity(minimumWritableBytes: answer.fields.byteCount + answer.body.count + 256)
        writeHead(answer, .length(answer.body.count), to: &buffer)
        if hasContent(answer.status) { buffer.writeBytes(answer.body) }
    }

    /// Head and body of an answer whose bytes are ready.
    func write(_ answer: ReadyAnswer, to buffer: inout ByteBuffer) {
        buffer.reserveCapacity(minimumWritableBytes: answer.bytes.count + 128)
        buffer.writeBytes(answer.fields)
        if !answer.hasDate { buffer.writeBytes(dateLine) }
        buffer.writeBytes(answer.framing)
        writeConnection(to: &buffer)
        buffer.writeBytes(hasContent(answer.status) ? answer.emptyLineAndContent : answer.emptyLine)
    }

    /// The head, for content in this framing.
    func writeHead(_ answer: Answer, _ framing: BodyFraming, to buffer: inout ByteBuffer) {
        let hasDate = Self.writeLines(of: answer, to: &buffer)
        if !hasDate { buffer.writeBytes(dateLine) }
        Self.writeFraming(framing, of: answer.status, to: &buffer)
        writeConnection(to: &buffer)
        buffer.writeLineEnd()
    }

    /// The status line and the answer's own fields.
    ///
    /// - Returns: whether Date was among them.
    static func writeLines(of answer: Answer, to buffer: inout ByteBuffer) -> Bool {
        buffer.writeStatusLine(answer.status, reasonPhrase(for: answer.status))
        var hasDate = false
        for index in 0..<answer.fields.count {
            if answer.fields.isFraming(index) { continue }
            if answer.fields.isNamed("date", at: index) { hasDate = true }
            buffer.writeCheckedLine(index, of: answer.fields)
        }
        return hasDate
    }

    /// Whether content follows the head of an answer with this status.
    func hasContent(_ status: Int) -> Bool { Self.mayHaveBody(status) && method != "HEAD" }

    /// How the content is framed, for a status that may have any.
    static func writeFraming(_ framing: BodyFraming, of status: Int, to buffer: inout ByteBuffer) {
        guard mayHaveBody(status) else { return }
        switch framing {
        case .length(let length):
            buffer.writeStaticString("Content-Length: ")
            buffer.writeDecimal(length)
            buffer.writeLineEnd()
        case .chunked: buffer.writeStaticString("Transfer-Encoding: chunked\r\n")
        case .none, .untilClose: break
        }
    }

    private func writeConnection(to buffer: inout ByteBuffer) {
        if !keepsAlive {
            buffer.writeStaticString("Connection: close\r\n")
        } else if version == .http10 {
            buffer.writeStaticString("Connection: keep-alive\r\n")
        }
    }

    private static func mayHaveBody(_ status: Int) -> Bool { status >= 200 && status != 204 && status != 304 }
}

extension Answer {
    /// The head as observers get it.
    var head: ResponseHead { ResponseHead(status: status, reason: reasonPhrase(for: status), fields: fields) }
}

extension FieldSection {
    /// Whether the line with this number is one that the data plane makes itself: how the message is framed, and whether the
    /// connection stays.
    func isFraming(_ index: Int) -> Bool {
        isNamed("content-length", at: index) || isNamed("transfer-encoding", at: index)
            || isNamed("connection", at: index)
    }
}
