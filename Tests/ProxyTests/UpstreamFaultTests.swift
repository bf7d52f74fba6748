import Model
import TestSupport
import Testing

@testable import Proxy

@Suite(.serialized, .timeLimit(.minutes(1)))
struct UpstreamFaultTests {
    private func failure(
        _ script: @escaping @Sendable (LoopbackConnection, Int) -> Void,
        configure: (inout ProxyConfiguration) -> Void = { _ in }
    ) async throws -> (response: String, failure: ExchangeFailure?, partial: Exchange.Response?) {
        let upstream = LoopbackServer(script)
        defer { upstream.stop() }
        var result: (String, ExchangeFailure?, Exchange.Response?) = ("", nil, nil)
        try await withProxy(reverse(to: upstream.port), configure: configure) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let response = client.readToEnd()
            let exchange = try #require(collector.next())
            #expect(collector.count == 0)
            result = (response, exchange.failure, exchange.response)
        }
        return result
    }

    @Test func closedBeforeTheResponse() async throws {
        let (response, failure, _) = try await failure { connection, _ in _ = connection.read(until: "\r\n\r\n") }
        #expect(response.hasPrefix("HTTP/1.1 502 ") && response.contains("closed the connection before it answered"))
        #expect(failure?.source == .upstream && failure?.phase == .wait)
    }

    @Test func resetBeforeTheResponse() async throws {
        let (response, failure, _) = try await failure { connection, _ in
            _ = connection.read(until: "\r\n\r\n")
            connection.reset()
        }
        #expect(response.hasPrefix("HTTP/1.1 502 ") && response.contains("connection reset"))
        #expect(failure?.source == .upstream && failure?.phase == .wait)
    }

    @Test func closedWithinTheBody() async throws {
        let (response, failure, partial) = try await failure { connection, _ in
            _ = connection.read(until: "\r\n\r\n")
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        }
        #expect(response.hasSuffix("\r\n\r\nabc"))
        #expect(failure?.source == .upstream && failure?.phase == .receive)
        #expect(partial?.body.bytes == Array("abc".utf8))
    }

    @Test(arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "\u{0}\u{1}", "HTTP/1.1 abc\r\n\r\n", "HTTP/3.1 200 OK\r\n\r\n"])
    func garbage(bytes: String) async throws {
        let (response, failure, _) = try await failure { connection, _ in
            _ = connection.read(until: "\r\n\r\n")
            connection.send(bytes)
            _ = connection.readToEnd()
        }
        #expect(response.hasPrefix("HTTP/1.1 502 ") && response.contains("not HTTP/1.1"))
        #expect(failure?.source == .upstream && failure?.phase == .wait)
    }

    @Test func silence() async throws {
        let (response, failure, _) = try await failure(
            { connection, _ in _ = connection.readToEnd() },
            configure: { $0.timeouts.response = .milliseconds(50) }
        )
        #expect(response.hasPrefix("HTTP/1.1 504 ") && response.contains("50 ms"))
        #expect(failure?.source == .upstream && failure?.phase == .wait)
    }

    @Test func refused() async throws {
        let server = LoopbackServer { _, _ in }
        let free = server.port
        server.stop()
        try await withProxy(reverse(to: free)) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            let response = client.readMessage()
            #expect(response.hasPrefix("HTTP/1.1 502 ") && response.contains("refused"))
            #expect(collector.next()?.failure?.phase == .connect)
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.readMessage().hasPrefix("HTTP/1.1 502 "))
        }
    }

    @Test func unresolved() async throws {
        try await withProxy(ForwardPolicy()) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET http://no-such-host.invalid/ HTTP/1.1\r\nHost: no-such-host.invalid\r\n\r\n")
            let response = client.readMessage()
            #expect(response.hasPrefix("HTTP/1.1 502 ") && response.contains("no-such-host.invalid"))
            #expect(collector.next()?.failure?.phase == .resolve)
        }
    }

    @Test func aCircleIsFound() async throws {
        try await withProxy(ForwardPolicy()) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET http://127.0.0.1:\(port)/ HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
            #expect(client.readMessage().hasPrefix("HTTP/1.1 508 "))
            #expect(collector.next()?.failure?.source == .ours)
        }
    }

    @Test func theClientLeavesWithinTheResponse() async throws {
        let upstream = LoopbackServer { connection, _ in
            _ = connection.read(until: "\r\n\r\n")
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
            while connection.send([UInt8](repeating: 0x61, count: 100_000)) {}
        }
        defer { upstream.stop() }
        try await withProxy(reverse(to: upstream.port)) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = client.read(count: 100_000)
            client.close()
            let exchange = try #require(collector.next())
            #expect(exchange.failure?.source == .client && exchange.failure?.phase == .receive)
        }
    }
}
