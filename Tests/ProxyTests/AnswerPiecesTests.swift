import Model
import Synchronization
import TLS
import TestSupport
import Testing

@testable import Proxy

@Suite(.serialized, .timeLimit(.minutes(1)))
struct AnswerPiecesTests {
    private static let get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

    private static func piece(_ text: String, after delay: Duration = .zero) -> AnswerPiece {
        AnswerPiece(after: delay, Array(text.utf8))
    }

    /// Answers `/whole` whole and all else with the pieces.
    private static func policy(_ log: SentLog, _ pieces: @escaping @Sendable () -> any AnswerPieces) -> ClosurePolicy {
        ClosurePolicy { request in
            if request.head.target == "/whole" { return .respond(.text(200, "whole"), whenSent: nil) }
            var answer = Answer(status: 200, fields: [("Content-Type", "text/event-stream"), ("Content-Length", "7")])
            answer.pieces = pieces()
            return .respond(answer, whenSent: { log.note($0) })
        }
    }

    @Test func eachPieceIsAskedForWhenTheOneBeforeIsOut() async throws {
        let (source, log) = (GatedPieces([Self.piece("abc"), Self.piece("sixteen bytes ok")]), SentLog())
        try await withProxy(Self.policy(log) { source }) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send(Self.get)
            // The source holds the event loop while it waits, so what arrives here was flushed before.
            let head = client.read(until: "\r\n\r\n")
            #expect(head.hasPrefix("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nDate: "))
            #expect(head.hasSuffix("GMT\r\nTransfer-Encoding: chunked\r\n\r\n"))
            source.open()
            #expect(client.read(count: 8) == "3\r\nabc\r\n")
            #expect(source.count <= 2)
            source.open()
            #expect(client.read(count: 22) == "10\r\nsixteen bytes ok\r\n")
            #expect(log.all.isEmpty && source.count <= 3)
            source.open()
            #expect(client.read(count: 5) == "0\r\n\r\n")
            #expect(log.wait() && log.all == [true])
            let exchange = try #require(collector.next())
            #expect(exchange.failure == nil)
            #expect(exchange.response?.body.bytes == Array("abcsixteen bytes ok".utf8))
            #expect(exchange.response?.body.wireLength == 35)
            client.send("GET /whole HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.readMessage().hasSuffix("whole"))
        }
    }

    @Test func piecesKeepTheirDistanceHoweverShortTheClientsPatience() async throws {
        let pieces = (0..<3).map { Self.piece("\($0)", after: .milliseconds(200)) }
        let policy = Self.policy(SentLog()) { GatedPieces(pieces, isGated: false) }
        try await withProxy(policy, configure: { $0.timeouts.clientIdle = .milliseconds(150) }) { port, _ in
            let client = try #require(LoopbackConnection(port: port))
            let start = ContinuousClock.now
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = client.read(until: "\r\n\r\n")
            for number in 0..<3 {
                #expect(client.read(count: 6) == "1\r\n\(number)\r\n")
                #expect(ContinuousClock.now - start >= .milliseconds(200 * (number + 1)))
            }
            #expect(client.read(count: 5) == "0\r\n\r\n")
        }
    }

    @Test func aSlowReaderIsNotOverrun() async throws {
        let megabyte = AnswerPiece([UInt8](repeating: 0x61, count: 1 << 20))
        let source = GatedPieces([AnswerPiece](repeating: megabyte, count: 256), isGated: false)
        try await withProxy(Self.policy(SentLog()) { source }, configure: { $0.tapLimit = 0 }) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send(Self.get)
            _ = client.read(until: "\r\n\r\n")
            let other = try #require(LoopbackConnection(port: port))
            for _ in 0..<500 {
                other.send("GET /whole HTTP/1.1\r\nHost: x\r\n\r\n")
                _ = other.readMessage()
                _ = collector.next()
            }
            #expect(source.count < 64)
            // Each chunk has a size line of eight bytes and a line break at its end; the last one has five bytes.
            let length = 256 * (1 << 20 + 10) + 5
            #expect(client.discard(count: length) == length)
            #expect(collector.next()?.response?.body.length == 256 << 20)
        }
    }

    @Test(arguments: [(Duration.zero, true), (.seconds(3_600), true), (.milliseconds(5), false)])
    func aClientThatLeavesLetsTheSourceGo(delay: Duration, resets: Bool) async throws {
        let (log, source) = (SentLog(), WeakReference<GatedPieces>())
        let policy = Self.policy(log) {
            let pieces = GatedPieces(isGated: false) {
                $0 == 0 ? Self.piece("first") : Self.piece("more", after: delay)
            }
            source.object = pieces
            return pieces
        }
        try await withProxy(policy) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send(Self.get)
            _ = client.read(until: "first")
            #expect(source.object != nil)
            if resets { client.reset() } else { client.close() }
            #expect(log.wait() && log.all == [false])
            let exchange = try #require(collector.next())
            #expect(exchange.failure?.source == .client && exchange.failure?.phase == .receive)
            #expect(exchange.response?.body.bytes.starts(with: Array("first".utf8)) == true)
            let other = try #require(LoopbackConnection(port: port))
            other.send("GET /whole HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(other.readMessage().hasSuffix("whole"))
            #expect(source.object == nil)
        }
        #expect(log.all == [false])
    }

    @Test func aClientThatLeavesDuringTheDelayLetsTheSourceGo() async throws {
        let (log, source) = (SentLog(), WeakReference<GatedPieces>())
        let policy = ClosurePolicy { request in
            if request.head.target == "/whole" { return .respond(.text(200, "whole"), whenSent: nil) }
            let pieces = GatedPieces([])
            source.object = pieces
            var answer = Answer(status: 200, delay: .seconds(3_600))
            answer.pieces = pieces
            return .respond(answer, whenSent: { log.note($0) })
        }
        try await withProxy(policy) { port, _ in
            let client = try #require(LoopbackConnection(port: port))
            client.send(Self.get)
            while source.object == nil { await Task.yield() }
            client.reset()
            #expect(log.wait() && log.all == [false])
            let other = try #require(LoopbackConnection(port: port))
            other.send("GET /whole HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(other.readMessage().hasSuffix("whole"))
            #expect(source.object == nil)
        }
    }

    @Test func aClientThatReadsNothingIsLetGo() async throws {
        let log = SentLog()
        let megabyte = AnswerPiece([UInt8](repeating: 0x61, count: 1 << 20))
        let policy = Self.policy(log) { GatedPieces(isGated: false) { _ in megabyte } }
        let configure = { (configuration: inout ProxyConfiguration) in
            (configuration.tapLimit, configuration.timeouts.tunnelIdle) = (0, .milliseconds(100))
        }
        try await withProxy(policy, configure: configure) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send(Self.get)
            #expect(log.wait() && log.all == [false])
            #expect(collector.next()?.failure?.source == .client)
            #expect(client.discard(count: 1 << 30) < 1 << 30)
        }
    }

    @Test func headHasNoContentAndAsksForNone() async throws {
        let (source, log) = (GatedPieces([Self.piece("abc")], isGated: false), SentLog())
        try await withProxy(Self.policy(log) { source }) { port, _ in
            let client = try #require(LoopbackConnection(port: port))
            client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\nGET /whole HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.read(until: "\r\n\r\n").hasSuffix("Transfer-Encoding: chunked\r\n\r\n"))
            #expect(client.readMessage().hasSuffix("whole"))
            #expect(log.wait() && log.all == [true])
            #expect(source.count == 0)
        }
    }

    @Test func http10ReadsUntilTheEnd() async throws {
        let log = SentLog()
        let policy = Self.policy(log) { GatedPieces([Self.piece("abc"), Self.piece("def")], isGated: false) }
        try await withProxy(policy) { port, _ in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            let response = client.readToEnd()
            #expect(response.hasSuffix("Connection: close\r\n\r\nabcdef") && !response.contains("Transfer-Encoding"))
            #expect(log.wait() && log.all == [true])
        }
    }

    @Test func pipelinedRequestsWait() async throws {
        let pieces = [Self.piece("a"), Self.piece(""), Self.piece("b")]
        try await withProxy(Self.policy(SentLog()) { GatedPieces(pieces, isGated: false) }) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            let whole = "GET /whole HTTP/1.1\r\nHost: x\r\n\r\n"
            client.send(whole + Self.get + whole + Self.get + whole)
            #expect(client.readMessage().hasSuffix("whole"))
            for _ in 0..<2 {
                _ = client.read(until: "\r\n\r\n")
                #expect(client.read(count: 17) == "1\r\na\r\n1\r\nb\r\n0\r\n\r\n")
                #expect(client.readMessage().hasSuffix("whole"))
            }
            for target in ["/whole", "/", "/whole", "/", "/whole"] {
                #expect(collector.next()?.request.target == target)
            }
        }
    }

    @Test func shuttingDownCutsAStreamAfterTheDrainTime() async throws {
        let log = SentLog()
        let collector = ExchangeCollector()
        let pieces = [Self.piece("a"), Self.piece("b", after: .seconds(3_600))]
        let policy = Self.policy(log) { GatedPieces(pieces, isGated: false) }
        var configuration = ProxyConfiguration(
            listeners: [Listener(name: "a", host: "127.0.0.1", port: 0, policy: policy)]
        )
        configuration.eventLoops = 1
        let server = ProxyServer(configuration: configuration, certificateAuthority: nil, observer: collector)
        let port = try await server.start()[0].port
        let client = try #require(LoopbackConnection(port: port))
        client.send(Self.get)
        _ = client.read(until: "\r\n\r\n1\r\na\r\n")
        await server.shutdown(drain: .milliseconds(50))
        #expect(client.readToEnd().isEmpty)
        #expect(log.all == [false])
        #expect(collector.next()?.failure?.source == .ours)
    }

    @Test func passesThroughTLS() async throws {
        let folder = try TemporaryFolder()
        let authority = try CertificateAuthority.loadOrCreate(in: folder.path("root"))
        let log = SentLog()
        let policy = Self.policy(log) {
            GatedPieces([Self.piece("abc"), Self.piece("def", after: .milliseconds(20))], isGated: false)
        }
        try await withProxy(policy, authority: authority) { port, _ in
            let result = try curl("--cacert", authority.certificatePath, "https://localhost:\(port)/")
            #expect(result.output == "abcdef" && result.status == 0)
            #expect(log.wait() && log.all == [true])
        }
    }

    @Test func aSourceThatHasNothingYetIsNotAskedUntilItHas() async throws {
        let (source, log) = (LatePieces(), SentLog())
        try await withProxy(Self.policy(log) { source }) { port, _ in
            let client = try #require(LoopbackConnection(port: port))
            client.send(Self.get)
            _ = client.read(until: "\r\n\r\n")
            source.give("one")
            #expect(client.read(count: 8) == "3\r\none\r\n")
            source.give("two!")
            #expect(client.read(count: 9) == "4\r\ntwo!\r\n")
            source.give(nil)
            #expect(client.read(count: 5) == "0\r\n\r\n")
            #expect(log.wait() && log.all == [true])
        }
    }
}

/// Pieces that a test gives when it wants.
private final class LatePieces: AnswerPieces {
    private struct State: Sendable {
        var pieces: [String?] = []
        var goOn: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    func give(_ piece: String?) {
        let goOn = state.withLock { state in
            state.pieces.append(piece)
            defer { state.goOn = nil }
            return state.goOn
        }
        goOn?()
    }

    var isReady: Bool { state.withLock { !$0.pieces.isEmpty } }

    func next() -> AnswerPiece? { state.withLock { $0.pieces.removeFirst() }.map { AnswerPiece(Array($0.utf8)) } }

    func whenReady(_ goOn: @escaping @Sendable () -> Void) {
        let isReady = state.withLock { state in
            if state.pieces.isEmpty { state.goOn = goOn }
            return !state.pieces.isEmpty
        }
        if isReady { goOn() }
    }
}
