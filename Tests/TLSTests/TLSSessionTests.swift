import NIOCore
import TestSupport
import Testing

@testable import TLS

private let tls12: Int32 = 0x0303
private let tls13: Int32 = 0x0304

@Suite struct TLSSessionTests {
    let folder: TemporaryFolder
    let authority: CertificateAuthority

    init() throws {
        folder = try TemporaryFolder()
        authority = try CertificateAuthority.loadOrCreate(in: folder.path("ca"))
    }

    @Test(arguments: [(tls12, "TLSv1.2"), (tls13, "TLSv1.3")])
    func bothSidesAgreeInPiecesOfAnySize(_ version: Int32, _ name: String) throws {
        for _ in 0..<20 {
            let pair = try SessionPair(authority, version: version)
            let (client, server) = pair.shakeHands()
            let facts = try #require(try server?.get())
            #expect(try client?.get() == facts)
            #expect(facts.version == name)
            #expect(facts.serverName == "shop.test")
            #expect(facts.alpn == "http/1.1")
            #expect(facts.cipher.contains("AES") || facts.cipher.contains("CHACHA"))
        }
    }

    @Test(arguments: [tls12, tls13])
    func whatIsWrittenArrivesWhole(_ version: Int32) throws {
        let pair = try SessionPair(authority, version: version)
        _ = pair.shakeHands()
        for size in [1, 100, 16_383, 16_384, 16_385, 300_000] {
            let bytes = ByteBuffer.noise(size)
            #expect(try pair.send(bytes, from: pair.client, to: pair.server) == bytes)
            #expect(try pair.send(bytes, from: pair.server, to: pair.client) == bytes)
        }
    }

    @Test func oneByteAtATime() throws {
        let pair = try SessionPair(authority)
        pair.pieces = 1...1
        #expect(pair.shakeHands().server?.success != nil)
        let bytes = ByteBuffer(string: "GET / HTTP/1.1\r\n\r\n")
        #expect(try pair.send(bytes, from: pair.client, to: pair.server) == bytes)
    }

    @Test func manyRecordsComeAsOneBuffer() throws {
        let pair = try SessionPair(authority)
        pair.pieces = 1_000_000...1_000_000
        _ = pair.shakeHands()
        try pair.server.write(.noise(100_000))
        let bytes = try #require(pair.server.takeCiphertext())
        pair.client.receive(bytes)
        #expect(pair.client.read().plaintext == .noise(100_000))
    }

    @Test func noProtocolIsChosenWhereNoneIsOffered() throws {
        let pair = try SessionPair(authority, offers: [])
        let (client, server) = pair.shakeHands()
        let facts = try #require(try server?.get())
        #expect(facts.alpn == nil)
        #expect(try client?.get().alpn == nil)
    }

    @Test func theServersTasteDecidesAmongProtocols() throws {
        let pair = try SessionPair(authority, offers: ["h2", "http/1.1"])
        #expect(try pair.shakeHands().client?.get().alpn == "http/1.1")
    }

    @Test func aClientThatOffersOnlyOtherProtocolsIsRefused() throws {
        let pair = try SessionPair(authority, offers: ["h2"])
        #expect(pair.shakeHands().client?.failure?.kind == .peerAlert("no application protocol"))
    }

    @Test(arguments: [tls12, tls13])
    func aClientThatDistrustsTheRootIsSeenByTheServer(_ version: Int32) throws {
        let pair = try SessionPair(authority, version: version, trust: .system)
        let (client, server) = pair.shakeHands()
        #expect(client?.failure?.kind == .certificateUntrusted)
        let error = try #require(server?.failure)
        #expect(error.isDistrust)
        #expect(error.kind == .peerAlert("unknown ca"))
    }

    @Test func theContextIsChosenByTheNameAskedFor() throws {
        let asked = Asked()
        let authority = authority
        let context = try ClientTLSContext(trust: .systemAnd(pemFile: authority.certificatePath))
        let server = try TLSSession { name throws(TLSError) in
            asked.names.append(name)
            return try authority.serverContext(for: "two.test")
        }
        let pair = SessionPair(
            client: try TLSSession(connectingTo: HostName("Two.Test."), with: context),
            server: server
        )
        #expect(pair.shakeHands().client?.success?.serverName == "two.test")
        #expect(asked.names == ["two.test"])
    }

    @Test func anAddressIsNotAskedForByName() throws {
        let asked = Asked()
        let authority = authority
        let context = try ClientTLSContext(trust: .systemAnd(pemFile: authority.certificatePath))
        let server = try TLSSession { name throws(TLSError) in
            asked.names.append(name)
            return try authority.serverContext(for: "127.0.0.1")
        }
        let pair = SessionPair(
            client: try TLSSession(connectingTo: HostName("127.0.0.1"), with: context),
            server: server
        )
        #expect(try pair.shakeHands().client?.get().serverName == nil)
        #expect(asked.names == [nil])
    }

    @Test func whatTheChoiceThrowsIsTheHandshakesError() throws {
        let refusal = TLSError(.configuration, in: "test", "not here")
        let context = try ClientTLSContext(trust: .insecure)
        let server = try TLSSession { _ throws(TLSError) in throw refusal }
        let pair = SessionPair(client: try TLSSession(connectingTo: HostName("a.test"), with: context), server: server)
        let (client, answer) = pair.shakeHands()
        #expect(answer?.failure == refusal)
        #expect(client?.failure?.kind == .peerAlert("unrecognized name"))
    }

    @Test func closeNotifyEndsReading() throws {
        let pair = try SessionPair(authority)
        _ = pair.shakeHands()
        _ = pair.drain(from: pair.server, to: pair.client)
        try pair.server.write(ByteBuffer(string: "last"))
        pair.server.sendCloseNotify()
        let (bytes, end) = pair.drain(from: pair.server, to: pair.client)
        #expect(bytes == ByteBuffer(string: "last"))
        guard case .closeNotify = end else { return #expect(Bool(false), "reading ended with \(end)") }
        // The other direction goes on.
        let answer = ByteBuffer(string: "still here")
        #expect(try pair.send(answer, from: pair.client, to: pair.server) == answer)
    }

    @Test func garbageIsNotTLS() throws {
        let authority = authority
        let server = try TLSSession { _ throws(TLSError) in try authority.serverContext(for: "a.test") }
        server.receive(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"))
        let error = #expect(throws: TLSError.self) { _ = try server.handshake() }
        #expect(error?.kind == .protocolError)
        #expect(error?.reason.contains("does not speak TLS") == true)

        let client = try TLSSession(connectingTo: HostName("a.test"), with: try ClientTLSContext(trust: .insecure))
        _ = try client.handshake()
        client.receive(ByteBuffer(string: "HTTP/1.1 400 Bad Request\r\n\r\n"))
        #expect(throws: TLSError.self) { _ = try client.handshake() }
    }

    @Test func aDamagedRecordFailsTheReader() throws {
        let pair = try SessionPair(authority)
        _ = pair.shakeHands()
        _ = pair.drain(from: pair.server, to: pair.client)
        try pair.server.write(.noise(1_000))
        var bytes = try #require(pair.server.takeCiphertext())
        bytes.setInteger(bytes.getInteger(at: 500, as: UInt8.self)! ^ 1, at: 500)
        pair.client.receive(bytes)
        guard case .failed(let error) = pair.client.read().end else { return #expect(Bool(false), "it was taken") }
        #expect(error.kind == .protocolError)
        #expect(pair.client.takeCiphertext() != nil, "no alert was sent")
    }
}

/// What a server was asked for. Used by one thread.
private final class Asked: @unchecked Sendable {
    var names: [String?] = []
}
