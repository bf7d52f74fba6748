import NIOCore
import TestSupport

@testable import TLS

/// A client and a server that talk to each other without a network, in pieces of random sizes.
final class SessionPair {
    let client: TLSSession
    let server: TLSSession
    /// The largest piece that the wire carries at once.
    var pieces = 1...2_000
    private var random: SeededRandom

    init(client: TLSSession, server: TLSSession, seed: UInt64 = .random(in: 0 ... .max)) {
        print("seed \(seed)")
        (self.client, self.server, random) = (client, server, SeededRandom(seed: seed))
    }

    /// A pair whose client trusts the authority and whose server answers any name.
    convenience init(
        _ authority: CertificateAuthority,
        host: String = "shop.test",
        version: Int32 = 0,
        offers: [String] = ["http/1.1"],
        trust: ClientTrust? = nil
    ) throws {
        let trust = trust ?? .systemAnd(pemFile: authority.certificatePath)
        let context = try ClientTLSContext(trust: trust, alpn: offers, newestVersion: version)
        try self.init(
            client: TLSSession(connectingTo: HostName(host), with: context),
            server: TLSSession { name throws(TLSError) in try authority.serverContext(for: name ?? host) }
        )
    }

    /// Moves all ciphertext both ways, as random pieces.
    func carry(from sender: TLSSession, to receiver: TLSSession, _ each: () throws -> Void) rethrows {
        guard var bytes = sender.takeCiphertext() else { return }
        while bytes.readableBytes > 0, let piece = bytes.readSlice(length: min(bytes.readableBytes, length())) {
            receiver.receive(piece)
            try each()
        }
    }

    private func length() -> Int { Int.random(in: pieces, using: &random) }

    /// Both sides to the end of the handshake. Each side's error is kept apart, and its alert still reaches the other.
    func shakeHands() -> (client: Result<HandshakeFacts, TLSError>?, server: Result<HandshakeFacts, TLSError>?) {
        let (client, server) = (client, server)
        var results: (client: Result<HandshakeFacts, TLSError>?, server: Result<HandshakeFacts, TLSError>?)
        results.client = step(client)
        for _ in 0..<20 {
            carry(from: client, to: server) { results.server = results.server ?? step(server) }
            carry(from: server, to: client) { results.client = results.client ?? step(client) }
        }
        return results
    }

    private func step(_ session: TLSSession) -> Result<HandshakeFacts, TLSError>? {
        do {
            return try session.handshake().map { .success($0) }
        } catch {
            return .failure(error)
        }
    }

    /// Sends bytes one way and gives what arrived, with how reading ended.
    func send(_ bytes: ByteBuffer, from sender: TLSSession, to receiver: TLSSession) throws -> ByteBuffer {
        try sender.write(bytes)
        return drain(from: sender, to: receiver).bytes
    }

    func drain(from sender: TLSSession, to receiver: TLSSession) -> (bytes: ByteBuffer, end: TLSSession.ReadEnd) {
        var received = ByteBuffer()
        var end = TLSSession.ReadEnd.needsMore
        carry(from: sender, to: receiver) {
            guard case .needsMore = end else { return }
            let (plaintext, reached) = receiver.read()
            if let plaintext { received.writeImmutableBuffer(plaintext) }
            end = reached
        }
        return (received, end)
    }
}

extension ByteBuffer {
    /// So many bytes that compress badly and repeat never.
    static func noise(_ count: Int, seed: UInt64 = 7) -> ByteBuffer {
        var random = SeededRandom(seed: seed)
        var buffer = ByteBuffer()
        buffer.reserveCapacity(count + 8)
        while buffer.readableBytes < count { buffer.writeInteger(random.next()) }
        return buffer.getSlice(at: 0, length: count) ?? buffer
    }
}

extension Result {
    /// The error, when there is one.
    var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }

    /// The value, when there is one.
    var success: Success? { try? get() }
}
