internal import COpenSSL
internal import NIOCore

/// One TLS connection without I/O: ciphertext and plaintext in, plaintext and ciphertext out. Not for several threads.
///
///     receive ▸ handshake … handshake ▸ (receive ▸ read | write)… ▸ sendCloseNotify
///
/// After each step `takeCiphertext` has what must go to the peer; after a failure too, for that is where the alert is.
final class TLSSession {
    /// How far reading came.
    enum ReadEnd {
        /// All that is there was read.
        case needsMore
        /// The peer sent `close_notify`: nothing comes after.
        case closeNotify
        case failed(TLSError)
    }

    private let ssl: OpaquePointer
    private let wire: Ciphertext
    private let question: ServerNameQuestion?
    private let requestedName: String?

    /// The client's side of a connection to a host.
    init(connectingTo host: HostName, with context: ClientTLSContext) throws(TLSError) {
        wire = Ciphertext()
        question = nil
        if case .dns(let name) = host { requestedName = name } else { requestedName = nil }
        ssl = try Self.connected(context.makeSSL(to: host), to: wire)
    }

    /// The server's side; `choose` is asked once the client's hello is here.
    init(acceptingWith choose: @escaping ServerContextChoice) throws(TLSError) {
        wire = Ciphertext()
        requestedName = nil
        let question = ServerNameQuestion(choose)
        self.question = question
        ssl = try Self.connected(ServerFront.shared.get().makeSSL(asking: question), to: wire)
    }

    deinit { SSL_free(ssl) }

    private static func connected(_ ssl: OpaquePointer, to wire: Ciphertext) throws(TLSError) -> OpaquePointer {
        do {
            let bio = try wire.makeBIO()
            SSL_set_bio(ssl, bio, bio)
            return ssl
        } catch {
            SSL_free(ssl)
            throw error
        }
    }

    /// Takes bytes that came from the peer.
    func receive(_ ciphertext: ByteBuffer) { wire.receive(ciphertext) }

    /// Whether there is something for `takeCiphertext`, in bytes.
    var ciphertextCount: Int { wire.outboundCount }

    /// What has to go to the peer, all in one buffer.
    func takeCiphertext() -> ByteBuffer? { wire.takeOutbound() }

    /// Goes on with the handshake as far as the bytes reach. Returns what was agreed on once it is done.
    func handshake() throws(TLSError) -> HandshakeFacts? {
        ErrorQueue.clear()
        let result = SSL_do_handshake(ssl)
        if result == 1 { return facts }
        switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ: return nil
        case SSL_ERROR_ZERO_RETURN:
            throw TLSError(.peerClosed, in: "SSL_do_handshake", "the peer ended the connection during the handshake")
        default:
            let error = SessionFailure.error(of: ssl, in: "SSL_do_handshake")
            throw question?.failure ?? error
        }
    }

    /// Decrypts all that is there into one buffer; nil when that is nothing.
    func read() -> (plaintext: ByteBuffer?, end: ReadEnd) {
        ErrorQueue.clear()
        var plaintext = ByteBuffer()
        // A little more than the ciphertext makes room for the plaintext, unless a record's beginning came before.
        plaintext.reserveCapacity(wire.inboundCount)
        while true {
            let result = readRecord(into: &plaintext)
            if result == 1 { continue }
            let end = readEnd(result)
            return (plaintext.readableBytes > 0 ? plaintext : nil, end)
        }
    }

    private func readRecord(into plaintext: inout ByteBuffer) -> Int32 {
        if plaintext.writableBytes == 0 {
            plaintext.reserveCapacity(minimumWritableBytes: max(Int(SSL_pending(ssl)), 1_024))
        }
        var result: Int32 = 0
        plaintext.writeWithUnsafeMutableBytes(minimumWritableBytes: 1) { target in
            var count = 0
            result = SSL_read_ex(ssl, target.baseAddress, target.count, &count)
            return result == 1 ? count : 0
        }
        return result
    }

    private func readEnd(_ result: Int32) -> ReadEnd {
        switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ: .needsMore
        case SSL_ERROR_ZERO_RETURN: .closeNotify
        default: .failed(SessionFailure.error(of: ssl, in: "SSL_read_ex"))
        }
    }

    /// Encrypts all bytes of a buffer into records of up to 16 KiB.
    func write(_ plaintext: ByteBuffer) throws(TLSError) {
        let count = plaintext.readableBytes
        guard count > 0 else { return }
        wire.reserveOutbound(count + 128 + count / 512)
        ErrorQueue.clear()
        var written = 0
        let result = plaintext.withUnsafeReadableBytes { SSL_write_ex(ssl, $0.baseAddress, count, &written) }
        guard result == 1 else { throw SessionFailure.error(of: ssl, in: "SSL_write_ex") }
    }

    /// Says that we write no more. Reading goes on. Only after the handshake, and not after a failure.
    func sendCloseNotify() {
        ErrorQueue.clear()
        // 0 is the usual answer: ours is sent, the peer's has not come. A failure changes nothing for a side that is
        // done.
        if SSL_shutdown(ssl) < 0 { ErrorQueue.clear() }
    }

    private var facts: HandshakeFacts {
        HandshakeFacts(
            version: String(cString: SSL_get_version(ssl)),
            cipher: SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)).map { String(cString: $0) } ?? "",
            serverName: question?.serverName ?? requestedName,
            alpn: chosenProtocol
        )
    }

    private var chosenProtocol: String? {
        var start: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(ssl, &start, &count)
        return start.map { String(decoding: UnsafeBufferPointer(start: $0, count: Int(count)), as: UTF8.self) }
    }
}
