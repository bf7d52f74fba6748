import Model
import TestSupport
import Testing

@testable import Proxy

@Suite(.serialized, .timeLimit(.minutes(1)))
struct TunnelTests {
    private static let established = "HTTP/1.1 200 Connection Established\r\n\r\n"

    private func echo() -> LoopbackServer {
        LoopbackServer { connection, _ in
            connection.send(connection.read(count: 8))
            _ = connection.readToEnd()
            connection.send("bye")
        }
    }

    @Test func passesBytesUnread() async throws {
        let upstream = echo()
        defer { upstream.stop() }
        let policy = ForwardPolicy(tunnelledHosts: [try #require(HostPattern("127.0.0.1"))])
        try await withProxy(policy) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("CONNECT 127.0.0.1:\(upstream.port) HTTP/1.1\r\nHost: x\r\n\r\nabcd")
            #expect(client.read(until: "\r\n\r\n") == Self.established)
            client.send("efgh")
            #expect(client.read(count: 8) == "abcdefgh")
            client.endOutput()
            #expect(client.readToEnd() == "bye")
            let exchange = try #require(collector.next())
            #expect(exchange.kind == .tunnel)
            #expect(exchange.upgrade == Exchange.Upgrade(name: "tunnel", clientBytes: 8, upstreamBytes: 11))
        }
    }

    @Test func opaqueBytesInAnInterceptedTunnelPass() async throws {
        let upstream = echo()
        defer { upstream.stop() }
        try await withProxy(ForwardPolicy()) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("CONNECT 127.0.0.1:\(upstream.port) HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.read(until: "\r\n\r\n") == Self.established)
            client.send("SSH-2.0-")
            #expect(client.read(count: 8) == "SSH-2.0-")
            client.endOutput()
            #expect(client.readToEnd() == "bye")
            #expect(collector.next()?.upgrade?.clientBytes == 8)
        }
    }

    @Test func plainHTTPInATunnelIsRead() async throws {
        let upstream = LoopbackServer { connection, _ in
            let request = connection.read(until: "\r\n\r\n")
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(request.utf8.count)\r\n\r\n\(request)")
        }
        defer { upstream.stop() }
        try await withProxy(ForwardPolicy()) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("CONNECT 127.0.0.1:\(upstream.port) HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.read(until: "\r\n\r\n") == Self.established)
            client.send("GET /in HTTP/1.1\r\nHost: inside\r\n\r\n")
            #expect(client.readMessage().hasSuffix("GET /in HTTP/1.1\r\nHost: inside\r\n\r\n"))
            #expect(collector.next()?.origin.description == "http://127.0.0.1:\(upstream.port)")
        }
    }

    @Test func aTunnelToNowhereIsTold() async throws {
        let server = LoopbackServer { _, _ in }
        let free = server.port
        server.stop()
        let policy = ForwardPolicy(tunnelledHosts: [try #require(HostPattern("*"))])
        try await withProxy(policy) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("CONNECT 127.0.0.1:\(free) HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.readToEnd().hasPrefix("HTTP/1.1 502 "))
            #expect(collector.next()?.failure?.phase == .connect)
        }
    }

    @Test func aReverseProxyOpensNoTunnel() async throws {
        try await withProxy(reverse(to: 1)) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("CONNECT a.test:443 HTTP/1.1\r\nHost: a.test\r\n\r\n")
            #expect(client.readToEnd().hasPrefix("HTTP/1.1 405 "))
            #expect(collector.next()?.failure?.source == .ours)
        }
    }
}
