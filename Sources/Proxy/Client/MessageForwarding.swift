internal import Model
internal import NIOCore

/// A request's head as it goes on: the target in origin-form, the upstream's own Host, the policy's edits, and without what
/// belongs to the client's connection.
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
        let target = target
        buffer.reserveCapacity(
            minimumWritableBytes: head.fields.byteCount + head.fields.count * 2 + target.utf8.count + 128
        )
        let prefix = target == "*" || forwarding.target != nil ? "" : forwarding.targetPrefix
        buffer.writeRequestLine(head.method, prefix: prefix, target: target)
        let replaced = forwarding.requestBody.map { ReplacedContent(length: $0.count, isPlain: true) }
        let fields = ConnectionFields(
            of: head.fields,
            exchange.facts,
            isUpgrade: exchange.isUpgrade,
            dropsFraming: replaced != nil
        )
        let edits = LineEdits(forwarding.requestEdits)
        let hasHost = exchange.facts.hostLine.map { !edits.drops($0, of: head.fields) } ?? false
        if !hasHost, !edits.adds("host") { buffer.writeField("Host", hostText) }
        for index in 0..<head.fields.count where !fields.staysBehind(index) && !edits.drops(index, of: head.fields) {
            if let replaced, replaced.drops(index, of: head.fields) { continue }
            if index == exchange.facts.hostLine {
                writeHost(index, head.fields, to: &buffer)
            } else {
                buffer.writeLine(index, of: head.fields)
            }
        }
        edits.writeAdded(to: &buffer)
        replaced?.writeLength(to: &buffer)
        if fields.keepsTE { buffer.writeStaticString("TE: trailers\r\n") }
        if let value = fields.connectionValue { buffer.writeField("Connection", value) }
        buffer.writeLineEnd()
    }

    /// The policy's target where it has one, else the request's own.
    private var target: Substring {
        let head = exchange.incoming.head
        guard let text = forwarding.target else { return RequestTargetForm.originForm(of: head.target, head.method) }
        let target = RequestTargetForm.originForm(of: Self.escaped(text), head.method)
        return target.first == "/" || target == "*" ? target : "/" + target
    }

    /// A space or a line break, which a template may have put there, would end the target early.
    private static func escaped(_ target: String) -> String {
        guard target.utf8.contains(where: endsTarget) else { return target }
        return target.unicodeScalars
            .map { scalar in
                guard scalar.isASCII, endsTarget(UInt8(scalar.value)) else { return String(scalar) }
                return (scalar.value < 16 ? "%0" : "%") + String(scalar.value, radix: 16, uppercase: true)
            }
            .joined()
    }

    private static func endsTarget(_ byte: UInt8) -> Bool { byte <= Octet.space || byte == 0x7F }

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

/// A response's head as it goes back to the client, with what points at the upstream turned into ours and the policy's edits.
struct ResponseForwarding {
    private let head: ResponseHead
    private let facts: HeadFacts
    private let clientVersion: HTTPVersion
    /// The content that goes out instead of the upstream's.
    private let replaced: ReplacedContent?
    /// How the body goes to the client: as it came, but that HTTP/1.0 knows no chunks.
    let framing: BodyFraming

    /// - Parameter framing: how the body comes from the upstream.
    init(_ exchange: ActiveExchange, _ head: ResponseHead, _ facts: HeadFacts, _ framing: BodyFraming) {
        (self.head, self.facts, clientVersion) = (head, facts, exchange.incoming.head.version)
        self.framing = framing == .chunked && clientVersion == .http10 ? .untilClose : framing
        replaced = nil
    }

    /// - Parameter replaced: the content that goes out instead of the upstream's.
    init(_ exchange: ActiveExchange, _ held: HeldResponse, replaced: ReplacedContent) {
        (head, facts, clientVersion) = (held.head, held.facts, exchange.incoming.head.version)
        (framing, self.replaced) = (.length(replaced.length), replaced)
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
        let dropsFraming = replaced != nil || clientVersion == .http10 && facts.transferCoding != .absent
        let sorted = ConnectionFields(of: head.fields, facts, dropsFraming: dropsFraming)
        buffer.reserveCapacity(minimumWritableBytes: fields.byteCount + fields.count * 2 + 128)
        buffer.writeStatusLine(head.status, head.reason)
        let edits = LineEdits(forwarding.responseEdits)
        for index in 0..<fields.count where !sorted.staysBehind(index) && !edits.drops(index, of: fields) {
            if let replaced, replaced.drops(index, of: fields) { continue }
            buffer.writeLine(index, of: fields)
        }
        edits.writeAdded(to: &buffer)
        replaced?.writeLength(to: &buffer)
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
