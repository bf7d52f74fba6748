internal import Model
internal import NIOCore

/// A request's head as it goes on: the target in origin-form, the upstream's own Host, and without what belongs to the
/// client's connection.
struct RequestForwarding {
    private let exchange: ActiveExchange
    private let forwarding: Forwarding
    private let hostText: String

    /// - Parameter hostText: the upstream's own Host value.
    init(_ exchange: ActiveExchange, _ forwarding: Forwarding, hostText: String) {
        (self.exchange, self.forwarding, self.hostText) = (exchange, forwarding, hostText)
    }

    /// Writes start line and fields.
    func writeHead(to buffer: inout ByteBuffer) {
        let head = exchange.incoming.head
        let target = RequestTargetForm.originForm(of: head)
        buffer.reserveCapacity(
            minimumWritableBytes: head.fields.byteCount + head.fields.count * 2 + target.utf8.count + 128
        )
        let prefix = target == "*" ? "" : forwarding.targetPrefix
        buffer.writeRequestLine(head.method, prefix: prefix, target: target)
        let fields = ConnectionFields(of: head.fields, exchange.facts, isUpgrade: exchange.isUpgrade)
        if exchange.facts.hostLine == nil { buffer.writeField("Host", hostText) }
        for index in 0..<head.fields.count where !fields.staysBehind(index) {
            if index == exchange.facts.hostLine {
                writeHost(index, head.fields, to: &buffer)
            } else {
                buffer.writeLine(index, of: head.fields)
            }
        }
        if fields.keepsTE { buffer.writeStaticString("TE: trailers\r\n") }
        if let value = fields.connectionValue { buffer.writeField("Connection", value) }
        buffer.writeLineEnd()
    }

    /// The line as it came when it names the upstream already, or when the client's name is to be kept.
    private func writeHost(_ index: Int, _ fields: FieldSection, to buffer: inout ByteBuffer) {
        let staysAsItCame =
            forwarding.preservesHost || exchange.incoming.form == .tunnelled || namesUpstream(index, fields)
        if staysAsItCame { return buffer.writeLine(index, of: fields) }
        fields.withLineBytes(index) { _ = buffer.writeBytes($0.prefix(4)) }
        buffer.writeStaticString(": ")
        buffer.writeString(hostText)
        buffer.writeLineEnd()
    }

    private func namesUpstream(_ index: Int, _ fields: FieldSection) -> Bool {
        let isSame = fields.withValueBytes(index) { $0.elementsEqual(hostText.utf8) }
        if isSame || exchange.incoming.form != .absolute { return isSame }
        return Authority(fields[index].value)?.normalized(for: forwarding.upstream.scheme)
            == forwarding.upstream.authority
    }
}

/// A response's head as it goes back to the client.
struct ResponseForwarding {
    private let head: ResponseHead
    private let facts: HeadFacts
    private let clientVersion: HTTPVersion
    /// How the body goes to the client: as it came, but that HTTP/1.0 knows no chunks.
    let framing: BodyFraming

    /// - Parameter framing: how the body comes from the upstream.
    init(_ exchange: ActiveExchange, _ head: ResponseHead, _ facts: HeadFacts, _ framing: BodyFraming) {
        (self.head, self.facts, clientVersion) = (head, facts, exchange.incoming.head.version)
        self.framing = framing == .chunked && clientVersion == .http10 ? .untilClose : framing
    }

    /// Writes status line and fields.
    func writeHead(to buffer: inout ByteBuffer, keepsAlive: Bool, rewriting forwarding: Forwarding, own: Origin?) {
        var fields = head.fields
        if forwarding.rewritesLocation, let own {
            let rewriting = LocationRewriting(
                upstream: forwarding.upstream,
                targetPrefix: forwarding.targetPrefix,
                own: own
            )
            fields = rewriting.rewritten(fields) ?? fields
        }
        let dropsFraming = clientVersion == .http10 && facts.transferCoding != .absent
        let sorted = ConnectionFields(of: head.fields, facts, dropsFraming: dropsFraming)
        buffer.reserveCapacity(minimumWritableBytes: fields.byteCount + fields.count * 2 + 128)
        buffer.writeStatusLine(head.status, head.reason)
        for index in 0..<fields.count where !sorted.staysBehind(index) { buffer.writeLine(index, of: fields) }
        if !keepsAlive {
            buffer.writeStaticString("Connection: close\r\n")
        } else if clientVersion == .http10 {
            buffer.writeStaticString("Connection: keep-alive\r\n")
        }
        buffer.writeLineEnd()
    }
}

extension UpstreamConnection {
    /// Writes a piece of a request's body in its framing.
    func writePiece(_ bytes: ByteBuffer, _ framing: BodyFraming) {
        guard framing == .chunked else { return write(bytes) }
        write { $0.writeChunkSize(bytes.readableBytes) }
        write(bytes)
        write { $0.writeLineEnd() }
    }

    /// Writes the end of a request's body.
    func writeEnd(_ trailers: FieldSection, _ framing: BodyFraming) {
        if framing == .chunked { write { $0.writeLastChunk(trailers) } }
    }
}
