internal import Model
internal import NIOCore

/// Writes answers of our own: the answer's fields, then what the data plane adds.
struct AnswerWriter {
    /// The method of the request.
    let method: String
    /// Whether the connection stays open; nil keeps silent about it, as HTTP/1.1 lets a server do when it stays open.
    let keepsAlive: Bool
    /// The version in which the client asked.
    let version: HTTPVersion
    /// The value of Date, unless the answer has its own.
    let date: String

    /// Head and body.
    func write(_ answer: Answer, to buffer: inout ByteBuffer) {
        buffer.reserveCapacity(minimumWritableBytes: answer.fields.byteCount + answer.body.count + 256)
        buffer.writeStatusLine(answer.status, reasonPhrase(for: answer.status))
        var hasDate = false
        for index in 0..<answer.fields.count {
            if isFraming(answer.fields, index) { continue }
            if answer.fields.isNamed("date", at: index) { hasDate = true }
            buffer.writeCheckedLine(index, of: answer.fields)
        }
        if !hasDate { buffer.writeField("Date", date) }
        if mayHaveBody(answer.status) {
            buffer.writeStaticString("Content-Length: ")
            buffer.writeDecimal(answer.body.count)
            buffer.writeLineEnd()
        }
        writeConnection(to: &buffer)
        buffer.writeLineEnd()
        if mayHaveBody(answer.status), method != "HEAD" { buffer.writeBytes(answer.body) }
    }

    private func writeConnection(to buffer: inout ByteBuffer) {
        if !keepsAlive {
            buffer.writeStaticString("Connection: close\r\n")
        } else if version == .http10 {
            buffer.writeStaticString("Connection: keep-alive\r\n")
        }
    }

    private func isFraming(_ fields: FieldSection, _ index: Int) -> Bool {
        fields.isNamed("content-length", at: index) || fields.isNamed("transfer-encoding", at: index)
            || fields.isNamed("connection", at: index)
    }

    private func mayHaveBody(_ status: Int) -> Bool { status >= 200 && status != 204 && status != 304 }
}
