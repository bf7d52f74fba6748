import Foundation
import Model
import Synchronization
import TestSupport
import Testing

@testable import Proxy

/// `Forwarding.responseDelay` and `Forwarding.whenFinished`.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct ResponseDelayTests {
    private static func policy(
        to port: Int,
        delay: Duration = .zero,
        whenFinished: (@Sendable (Exchange) -> Void)? = nil
    ) -> ClosurePolicy {
        ClosurePolicy { _ in
            let authority = Authority(host: "127.0.0.1", port: port)
            var forwarding = Forwarding(upstream: Origin(scheme: .http, authority: authority))
            (forwarding.responseDelay, forwarding.whenFinished) = (delay, whenFinished)
            return .forward(forwarding)
        }
    }

    private static let get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

    /// The ways in which a response may end: its upstream stays, closes, closes to end the body, or breaks off.
    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", true, nil),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", false, nil),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", false, nil),
        ("HTTP/1.1 200 OK\r\n\r\nok", false, nil),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok", false, ExchangeFailure.Source.upstream),
    ])
    func theHeadIsHeld(response: String, stays: Bool, failure: ExchangeFailure.Source?) async throws {
        let upstream = LoopbackServer { connection, _ in
            _ = connection.readMessage()
            connection.send(response)
            if stays { _ = connection.readToEnd() }
        }
        defer { upstream.stop() }
        let delay = Duration.milliseconds(300)
        try await withProxy(
            Self.policy(to: upstream.port, delay: delay),
            configure: { $0.timeouts.response = .milliseconds(150) }
        ) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            let start = ContinuousClock.now
            client.send(Self.get)
            let head = client.read(until: "\r\n\r\n")
            #expect(ContinuousClock.now - start >= delay && head.hasPrefix("HTTP/1.1 200 OK\r\n"))
            let end = head.contains("chunked") ? "2\r\nok\r\n0\r\n\r\n" : "ok"
            #expect(client.read(count: end.utf8.count) == end)
            let exchange = try #require(collector.next())
            #expect(exchange.failure?.source == failure)
            #expect(exchange.response?.body.bytes == Array("ok".utf8))
            #expect(try #require(exchange.timings.wait) < delay)
        }
    }

    @Test func aHeldConnectionServesOn() async throws {
        let upstream = LoopbackServer { connection, number in
            while !connection.readMessage().isEmpty {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(number)")
            }
        }
        defer { upstream.stop() }
        try await withProxy(Self.policy(to: upstream.port, delay: .milliseconds(5))) { port, _ in
            let client = try #require(LoopbackConnection(port: port))
            client.send(Self.get + Self.get + Self.get)
            for _ in 0..<3 { #expect(client.readMessage().hasSuffix("0")) }
            #expect(upstream.connectionCount == 1)
        }
    }

    @Test func theUpstreamIsNotReadMeanwhile() async throws {
        let sent = Mutex(0)
        let isStuck = DispatchSemaphore(value: 0)
        let piece = [UInt8](repeating: 0x61, count: 256 << 10)
        let upstream = LoopbackServer { connection, _ in
            _ = connection.readMessage()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(1 << 30)\r\n\r\n")
            connection.setSendPatience(seconds: 1)
            while connection.send(piece) { sent.withLock { $0 += piece.count } }
            isStuck.signal()
        }
        defer { upstream.stop() }
        try await withProxy(Self.policy(to: upstream.port, delay: .seconds(3_600))) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send(Self.get)
            #expect(isStuck.wait(timeout: .now() + 60) == .success)
            #expect(sent.withLock { $0 } < 32 << 20)
            client.reset()
            let exchange = try #require(collector.next())
            #expect(exchange.failure?.source == .client)
        }
    }

    @Test func aSwitchIsHeldToo() async throws {
        let upstream = LoopbackServer { connection, _ in
            _ = connection.readMessage()
            connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nhello")
            connection.send(connection.readToEnd())
        }
        defer { upstream.stop() }
        let delay = Duration.milliseconds(50)
        try await withProxy(Self.policy(to: upstream.port, delay: delay)) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            let start = ContinuousClock.now
            client.send("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nabc")
            #expect(client.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 101 "))
            #expect(ContinuousClock.now - start >= delay)
            #expect(client.read(count: 5) == "hello")
            client.endOutput()
            #expect(client.readToEnd() == "abc")
            #expect(collector.next()?.upgrade?.name == "echo")
        }
    }

    // MARK: whenFinished

    @Test func aFinishedExchangeIsTold() async throws {
        let upstream = LoopbackServer { connection, _ in
            while !connection.readMessage().isEmpty {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            }
        }
        defer { upstream.stop() }
        let told = ExchangeCollector()
        try await withProxy(Self.policy(to: upstream.port) { told.finished($0) }) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            for _ in 0..<2 {
                client.send(Self.get)
                #expect(client.readMessage().hasSuffix("ok"))
                let exchange = try #require(told.next())
                #expect(exchange.response?.body.bytes == Array("ok".utf8) && exchange.failure == nil)
                #expect(exchange.id == collector.next()?.id)
            }
        }
        #expect(told.count == 0)
    }

    @Test func aFailureIsTold() async throws {
        let upstream = LoopbackServer { connection, _ in _ = connection.readMessage() }
        defer { upstream.stop() }
        let told = ExchangeCollector()
        try await withProxy(Self.policy(to: upstream.port) { told.finished($0) }) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send(Self.get)
            #expect(client.readMessage().hasPrefix("HTTP/1.1 502 "))
            let exchange = try #require(told.next())
            #expect(exchange.failure?.source == .upstream && exchange.id == collector.next()?.id)
        }
        #expect(told.count == 0)
    }

    @Test func aClientsLeavingIsTold() async throws {
        let upstream = LoopbackServer { connection, _ in _ = connection.readToEnd() }
        defer { upstream.stop() }
        let told = ExchangeCollector()
        try await withProxy(Self.policy(to: upstream.port) { told.finished($0) }) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send(Self.get)
            while upstream.connectionCount == 0 { await Task.yield() }
            client.reset()
            let exchange = try #require(told.next())
            #expect(exchange.failure?.source == .client && exchange.id == collector.next()?.id)
        }
        #expect(told.count == 0)
    }
}
