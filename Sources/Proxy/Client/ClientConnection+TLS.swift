internal import Logging
internal import Model
internal import NIOCore
internal import Synchronization
internal import TLS

/// The server name that a client asked for, noted while libssl chooses a leaf.
final class ServerNameNote: Sendable {
    private let name = Mutex<String?>(nil)

    /// What was noted.
    var text: String? {
        get { name.withLock { $0 } }
        set { name.withLock { $0 = newValue } }
    }
}

/// Detection of TLS, and its handshake with the client.
extension ClientConnection {
    /// Looks at the first bytes; false when more are needed.
    func detect() -> Bool {
        guard let found = Detection.of(pending.readableBytesView, insideTunnel: tunnelAuthority != nil) else {
            return false
        }
        switch found {
        case .tls: startTLS()
        case .http: mode = .http
        case .opaque:
            guard let tunnelAuthority else { return false }
            passOpaque(to: tunnelAuthority)
        }
        return true
    }

    private func startTLS() {
        guard let context, let authority = plant.authority else {
            return handshakeFailed(.noAuthority)
        }
        let note = ServerNameNote()
        let fallback = tunnelAuthority?.host ?? context.localAddress?.ipAddress ?? "localhost"
        let handler = TLSServerHandler { name throws(TLSError) in
            note.text = name
            return try authority.serverContext(for: name ?? fallback)
        }
        askedServerName = note
        mode = .handshaking
        lastActivity = .now()
        let bytes = pending
        pending = ByteBuffer()
        do {
            let pipeline = context.pipeline.syncOperations
            try pipeline.addHandler(handler, position: .before(self))
            let inner = try pipeline.context(handler: handler)
            handler.channelRead(context: inner, data: NIOAny(bytes))
            handler.channelReadComplete(context: inner)
        } catch {
            handshakeFailed(.noAuthority)
        }
    }

    /// TLS stands: what is inside is looked at anew.
    func handshakeDone(_ facts: TLSFacts) {
        guard mode == .handshaking else { return }
        (clientTLS, isTLS, mode) = (facts, true, .detecting)
        firstByte = nil
        lastActivity = .now()
        process()
    }

    /// The client and we did not come to terms: said in the log by address and host, and recorded.
    func handshakeFailed(_ error: TLSError) {
        guard mode == .handshaking || mode == .detecting else { return }
        mode = .closing
        let name = askedServerName?.text ?? tunnelAuthority?.host ?? ""
        let reason = Self.reason(error, client: client, host: name)
        plant.logger.warning(
            "TLS handshake with a client failed",
            metadata: ["client": "\(client)", "host": "\(name)", "reason": "\(reason)"]
        )
        let start = takeFirstByte()
        let authority = tunnelAuthority ?? Authority(host: name)
        plant.report(
            Exchange(
                id: plant.nextID(),
                kind: listener.kind,
                listener: listener.name,
                client: client,
                origin: Origin(scheme: .https, authority: authority),
                request: RequestHead(method: tunnelAuthority == nil ? "" : "CONNECT", target: "\(authority)"),
                outcome: .failure(
                    ExchangeFailure(source: .client, phase: .clientHandshake, reason: reason),
                    partial: nil
                ),
                startedAt: start.at
            )
        )
        context?.close(promise: nil)
    }

    private static func reason(_ error: TLSError, client: String, host: String) -> String {
        let name = host.isEmpty ? "this port" : host
        if error.isDistrust {
            return "The client \(client) does not trust our root and refused the certificate for \(name) (\(error)). "
                + "Give it the root: understudy ca path, or the variables that understudy ca env prints."
        }
        return "TLS with the client \(client) for \(name) failed: \(error)."
    }
}

extension TLSFacts {
    /// What a handshake agreed on, as exchanges keep it.
    init(_ facts: HandshakeFacts) {
        self.init(version: facts.version, cipher: facts.cipher, serverName: facts.serverName, alpn: facts.alpn)
    }
}
