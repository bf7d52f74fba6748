import NIOCore
import NIOEmbedded
import TestSupport
import Testing

@testable import TLS

@Suite struct TLSHandlerTests {
    let folder: TemporaryFolder
    let authority: CertificateAuthority

    init() throws {
        folder = try TemporaryFolder()
        authority = try CertificateAuthority.loadOrCreate(in: folder.path("ca"))
    }

    private func withPair(
        host: String = "shop.test",
        trust: ClientTrust? = nil,
        allowsHalfClosure: Bool = false,
        _ body: (ChannelPair) throws -> Void
    ) throws {
        let pair = try ChannelPair(authority, host: host, trust: trust, allowsHalfClosure: allowsHalfClosure)
        defer { pair.finish() }
        try body(pair)
    }

    @Test func theHandshakeIsToldOnceToBothSides() throws {
        try withPair { pair in
            try pair.pump()
            #expect(pair.clientLog.entries == [.active, .established])
            #expect(pair.serverLog.entries == [.active, .established])
            #expect(pair.serverLog.facts == pair.clientLog.facts)
            #expect(pair.serverLog.facts?.serverName == "shop.test")
        }
    }

    @Test func whatWasWrittenBeforeTheHandshakeComesInOrder() throws {
        try withPair { pair in
            let promises = (0..<3).map { _ in pair.client.eventLoop.makePromise(of: Void.self) }
            pair.client.write(ByteBuffer(string: "one "), promise: promises[0])
            pair.client.write(ByteBuffer(string: "two "), promise: promises[1])
            pair.client.flush()
            pair.client.write(ByteBuffer(string: "three"), promise: promises[2])
            let kept = Counter(promises)
            try pair.pump()
            #expect(pair.serverLog.received == ByteBuffer(string: "one two "))
            #expect(kept.count == 2, "an unflushed write must wait")
            pair.client.flush()
            try pair.pump()
            #expect(pair.serverLog.received == ByteBuffer(string: "one two three"))
            #expect(kept.count == 3)
        }
    }

    @Test func smallWritesOfOneFlushAreOneRecordAndOneWrite() throws {
        try withPair { pair in
            try pair.pump()
            for _ in 0..<20 { pair.server.write(ByteBuffer(string: "0123456789"), promise: nil) }
            pair.server.flush()
            let bytes = try #require(try pair.server.readOutbound(as: ByteBuffer.self))
            #expect(try pair.server.readOutbound(as: ByteBuffer.self) == nil)
            #expect(bytes.readableBytes < 200 + 30)
            try pair.client.writeInbound(bytes)
            #expect(pair.clientLog.reads == 1)
            #expect(pair.clientLog.received.readableBytes == 200)
        }
    }

    @Test func tenMegabytesBothWays() throws {
        try withPair { pair in
            try pair.pump()
            let (up, down) = (ByteBuffer.noise(10_000_000, seed: 1), ByteBuffer.noise(10_000_000, seed: 2))
            pair.client.writeAndFlush(up, promise: nil)
            pair.server.writeAndFlush(down, promise: nil)
            try pair.pump()
            #expect(pair.serverLog.received == up)
            #expect(pair.clientLog.received == down)
        }
    }

    @Test func anUntrustedServerIsLeftWithAnAlert() throws {
        try withPair(trust: .system) { pair in
            let waiting = pair.client.eventLoop.makePromise(of: Void.self)
            pair.client.writeAndFlush(ByteBuffer(string: "secret"), promise: waiting)
            // The client's alert is on the wire before its channel closes, so it is carried by hand.
            let hello = try #require(try pair.client.readOutbound(as: ByteBuffer.self))
            try pair.server.writeInbound(hello)
            while let bytes = try pair.server.readOutbound(as: ByteBuffer.self) { try pair.client.writeInbound(bytes) }
            #expect(pair.clientLog.entries == [.active, .failure(.certificateUntrusted), .inactive])
            #expect(!pair.client.isActive)
            #expect(throws: TLSError.self) { try waiting.futureResult.wait() }
            let alert = try #require(try pair.client.readOutbound(as: ByteBuffer.self))
            try pair.server.writeInbound(alert)
            #expect(pair.serverLog.errors.map(\.isDistrust) == [true])
            #expect(!pair.server.isActive)
            #expect(pair.serverLog.received.readableBytes == 0)
        }
    }

    @Test func closingSaysSoToThePeer() throws {
        try withPair { pair in
            try pair.pump()
            pair.server.writeAndFlush(ByteBuffer(string: "bye"), promise: nil)
            pair.server.close(promise: nil)
            #expect(!pair.server.isActive)
            try pair.pump()
            #expect(pair.clientLog.entries == [.active, .established, .bytes, .closeNotify, .inactive])
            #expect(pair.serverLog.errors.isEmpty)
        }
    }

    @Test func anEndWithoutCloseNotifyIsAnErrorFirst() throws {
        try withPair { pair in
            try pair.pump()
            pair.server.writeAndFlush(ByteBuffer(string: "half an ans"), promise: nil)
            try pair.pump()
            pair.client.pipeline.fireChannelInactive()
            #expect(pair.clientLog.entries == [.active, .established, .bytes, .failure(.peerClosed), .inactive])
        }
    }

    @Test func anEndDuringTheHandshakeIsAnError() throws {
        try withPair { pair in
            pair.server.pipeline.fireChannelInactive()
            #expect(pair.serverLog.entries == [.active, .failure(.peerClosed), .inactive])
        }
    }

    @Test func closingDuringTheHandshakeFailsWhatWaits() throws {
        try withPair { pair in
            let waiting = pair.client.eventLoop.makePromise(of: Void.self)
            pair.client.writeAndFlush(ByteBuffer(string: "never"), promise: waiting)
            pair.client.close(promise: nil)
            #expect(throws: ChannelError.self) { try waiting.futureResult.wait() }
            #expect(pair.clientLog.errors.isEmpty)
        }
    }

    @Test func withHalfClosureReadingGoesOn() throws {
        try withPair(allowsHalfClosure: true) { pair in
            try pair.pump()
            pair.client.writeAndFlush(ByteBuffer(string: "question"), promise: nil)
            try pair.client.close(mode: .output).wait()
            try pair.pump()
            #expect(pair.serverLog.entries == [.active, .established, .bytes, .closeNotify, .inputClosed])
            #expect(pair.server.isActive)
            #expect(throws: ChannelError.outputClosed) {
                try pair.client.writeAndFlush(ByteBuffer(string: "more")).wait()
            }
            pair.server.writeAndFlush(ByteBuffer(string: "answer"), promise: nil)
            try pair.pump()
            #expect(pair.clientLog.received == ByteBuffer(string: "answer"))
            // The socket's own end comes after close_notify and is not told again.
            pair.server.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
            #expect(pair.serverLog.entries.last == .inputClosed)
            #expect(pair.serverLog.errors.isEmpty)
        }
    }

    @Test func theOutputsEndWaitsForTheHandshake() throws {
        try withPair(allowsHalfClosure: true) { pair in
            pair.client.writeAndFlush(ByteBuffer(string: "question"), promise: nil)
            let ends = (0..<2).map { _ in pair.client.close(mode: .output) }
            try pair.pump()
            for end in ends { try end.wait() }
            #expect(pair.serverLog.entries == [.active, .established, .bytes, .closeNotify, .inputClosed])
            #expect(pair.serverLog.received == ByteBuffer(string: "question"))
            try pair.server.writeInbound(ByteBuffer(string: "what comes after the end is ignored"))
            #expect(pair.serverLog.errors.isEmpty)
        }
    }

    @Test func aCutInputWithHalfClosureIsAnErrorFirst() throws {
        try withPair(allowsHalfClosure: true) { pair in
            try pair.pump()
            pair.client.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
            #expect(pair.clientLog.entries == [.active, .established, .failure(.peerClosed), .inputClosed])
            #expect(pair.client.isActive)
        }
    }

    @Test func withoutAutoReadTheHandshakeAndPartRecordsAskForThemselves() throws {
        try withPair { pair in
            let reads = ReadCount()
            try pair.client.pipeline.syncOperations.addHandler(reads, position: .first)
            try pair.client.syncOptions?.setOption(.autoRead, value: false)
            try pair.pump()
            #expect(pair.clientLog.facts != nil)
            let before = reads.count
            pair.client.read()
            #expect(reads.count == before + 1)
            pair.server.writeAndFlush(ByteBuffer(string: "answer"), promise: nil)
            var bytes = try #require(try pair.server.readOutbound(as: ByteBuffer.self))
            let first = bytes.readSlice(length: 10)
            try pair.client.writeInbound(#require(first))
            #expect(reads.count == before + 2, "half a record satisfies nobody")
            try pair.client.writeInbound(bytes)
            #expect(pair.clientLog.received == ByteBuffer(string: "answer"))
            #expect(reads.count == before + 2, "what was asked for has come")
        }
    }

    @Test func plainTextInsteadOfAHelloIsAProtocolError() throws {
        try withPair { pair in
            try pair.server.writeInbound(ByteBuffer(string: "GET / HTTP/1.1\r\n\r\n"))
            #expect(pair.serverLog.entries == [.active, .failure(.protocolError), .inactive])
        }
    }

    @Test func aHandlerAddedToAnActiveChannelStartsAtOnce() throws {
        let channel = EmbeddedChannel()
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "/late")).wait()
        let context = try ClientTLSContext(trust: .insecure)
        try channel.pipeline.syncOperations.addHandler(TLSClientHandler(context: context, host: "late.test"))
        let hello = try #require(try channel.readOutbound(as: ByteBuffer.self))
        #expect(hello.getInteger(at: 0, as: UInt8.self) == 0x16)
    }

    @Test func aClosedReaderIsLeftAlone() throws {
        try withPair { pair in
            try pair.client.pipeline.syncOperations.addHandler(CloseOnRead(), position: .last)
            let reader = CloseOnRead()
            try pair.server.pipeline.syncOperations.addHandler(reader, position: .before(pair.serverLog))
            try pair.pump()
            pair.client.writeAndFlush(ByteBuffer(string: "one"), promise: nil)
            pair.client.close(promise: nil)
            try pair.pump()
            #expect(!pair.server.isActive)
            #expect(pair.serverLog.errors.isEmpty)
        }
    }
}

/// Counts the promises that were kept. All of one event loop.
private final class Counter: @unchecked Sendable {
    private(set) var count = 0

    init(_ promises: [EventLoopPromise<Void>]) {
        for promise in promises { promise.futureResult.whenSuccess { self.count += 1 } }
    }
}

private final class ReadCount: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    var count = 0

    func read(context: ChannelHandlerContext) {
        count += 1
        context.read()
    }
}

private final class CloseOnRead: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { context.close(promise: nil) }
}
