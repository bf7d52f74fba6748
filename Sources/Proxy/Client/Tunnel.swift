internal import Model
internal import NIOCore

/// How far a tunnel, or a connection after an upgrade, has come.
struct TunnelProgress {
    /// The client will send no more.
    var clientHasEnded = false
    /// The upstream will send no more.
    var upstreamHasEnded = false
}

/// CONNECT, upgrades, and bytes that pass unread.
extension ClientConnection {
    /// A client asks for a tunnel.
    func beginTunnel(to authority: Authority, _ head: RequestHead, _ facts: HeadFacts) {
        let origin = Origin(scheme: .https, authority: authority)
        switch listener.policy.decideTunnel(to: authority, client: client) {
        case .intercept:
            firstByte = nil
            tunnelUser = ProxyCredentials.user(in: head.fields)
            write { $0.writeStaticString("HTTP/1.1 200 Connection Established\r\n\r\n") }
            flushSoon()
            intercept(authority)
        case .tunnel:
            openExchange(head, facts, origin, kind: .tunnel)
            mode = .opening
            openTunnel(to: origin, isRaw: true) { $0.writeStaticString("HTTP/1.1 200 Connection Established\r\n\r\n") }
        case .refuse(let answer):
            openExchange(head, facts, origin, kind: .tunnel)
            let failure = rescue.failure(.refused(answer))
            note(.requestEnded)
            active?.keepsAlive = false
            prepare(answer, nil, failure: failure)
        }
    }

    private func intercept(_ authority: Authority) {
        tunnelAuthority = authority
        isTLS = false
        reader.startOver()
        mode = .detecting
    }

    /// What is inside an intercepted tunnel is neither TLS nor HTTP, so it passes unread: in plain text, or in the TLS that both
    /// sides speak with us.
    func passOpaque(to authority: Authority) {
        let head = RequestHead(method: "CONNECT", target: authority.description)
        let origin = Origin(scheme: isTLS ? .https : .http, authority: authority)
        openExchange(head, HeadFacts(), origin, kind: .tunnel)
        mode = .opening
        openTunnel(to: origin, isRaw: !isTLS) { _ in }
    }

    private func openExchange(_ head: RequestHead, _ facts: HeadFacts, _ origin: Origin, kind: Exchange.Kind) {
        let start = takeFirstByte()
        let incoming = IncomingRequest(
            id: plant.nextID(),
            listener: listener.name,
            client: client,
            form: .absolute,
            scheme: origin.scheme,
            authority: origin.authority,
            head: head,
            receivedAt: start.at
        )
        let machine = ExchangeMachine(request: head, origin: origin, tapLimit: 0, startedAt: start.uptime)
        active = ActiveExchange(
            incoming: incoming,
            facts: facts,
            framing: .none,
            machine: machine,
            kind: kind,
            keepsAlive: false
        )
    }

    private func openTunnel(to origin: Origin, isRaw: Bool, greet: @escaping (inout ByteBuffer) -> Void) {
        guard let id = active?.incoming.id else { return }
        note(.requestEnded)
        note(.connecting)
        Connector(worker: worker)
            .connect(to: origin, isRaw: isRaw) { step in
                self.opening(id, step, greet)
            }
    }

    private func opening(_ id: ExchangeID, _ step: Connector.Step, _ greet: (inout ByteBuffer) -> Void) {
        guard active?.incoming.id == id, mode == .opening else {
            if case .ready(let connection) = step { connection.close() }
            return
        }
        switch step {
        case .connected(let connection): note(.connected(address: connection.address))
        case .failed(let fault):
            if tunnelAuthority == nil { mode = .http }
            failed(fault)
        case .ready(let connection) where leadsBack(connection):
            connection.close()
            if tunnelAuthority == nil { mode = .http }
            failed(.loop)
        case .ready(let connection):
            note(.responseHead(ResponseHead(status: 200, reason: "Connection Established")))
            write(greet)
            startRaw(connection, protocolName: "tunnel")
        }
    }

    /// The upstream agreed to another protocol (RFC 9110 §7.8).
    func switchProtocols(
        _ head: ResponseHead,
        _ facts: HeadFacts,
        _ edits: FieldEdits,
        _ upstream: UpstreamConnection
    ) {
        let edits = LineEdits(edits)
        let fields = ConnectionFields(of: head.fields, facts, isUpgrade: true)
        write { buffer in
            buffer.writeStatusLine(head.status, head.reason)
            for index in 0..<head.fields.count where !fields.staysBehind(index) && !edits.drops(index, of: head.fields)
            {
                buffer.writeLine(index, of: head.fields)
            }
            edits.writeAdded(to: &buffer)
            buffer.writeStaticString("Connection: Upgrade\r\n\r\n")
        }
        startRaw(upstream, protocolName: head.fields.first("upgrade")?.lowercased() ?? "")
    }

    private func startRaw(_ upstream: UpstreamConnection, protocolName: String) {
        note(.switched(protocolName))
        active?.upstream = upstream
        upstream.beginRaw(for: self)
        tunnel = TunnelProgress()
        mode = .raw
        lastActivity = .now()
        process()
        upstream.flush()
        flush()
        if inputHasEnded { tunnelInputEnded() }
        upstream.resumeReading()
    }

    /// The client's bytes go on.
    func passToUpstream() {
        guard pending.readableBytes > 0, let upstream = active?.upstream else { return }
        active?.machine.upgrade?.clientBytes += pending.readableBytes
        upstream.write(pending)
        pending = ByteBuffer()
    }

    /// The upstream's bytes go on.
    func upstreamRaw(_ bytes: ByteBuffer) {
        lastActivity = .now()
        active?.machine.upgrade?.upstreamBytes += bytes.readableBytes
        write(bytes)
    }

    /// The upstream will send no more.
    func upstreamRawEnded() {
        tunnel.upstreamHasEnded = true
        flush()
        if tunnel.clientHasEnded { return note(.tunnelEnded) }
        context?.close(mode: .output, promise: nil)
    }

    /// The client will send no more.
    func tunnelInputEnded() {
        tunnel.clientHasEnded = true
        if tunnel.upstreamHasEnded { return note(.tunnelEnded) }
        active?.upstream?.endOutput()
    }
}
