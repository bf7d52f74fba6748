import Model
import TestSupport
import Testing

@testable import Proxy

@Suite(.serialized, .timeLimit(.minutes(1)))
struct BadRequestTests {
    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400, "differ"),
        ("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "both"),
        ("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 400, "chunked"),
        ("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", 400, "chunked"),
        ("GET / HTTP/1.1\nHost: x\n\n", 400, "LF"),
        ("GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n", 400, "LF"),
        ("GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", 400, "folded"),
        ("GET / HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n", 400, "colon"),
        ("GET / HTTP/1.1\r\nHost: x\r\nA(: b\r\n\r\n", 400, "name"),
        ("GET / HTTP/1.1\r\nHost: x\r\nA: b\u{0}c\r\n\r\n", 400, "control"),
        ("GET / HTTP/1.1\r\n\r\n", 400, "Host"),
        ("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400, "Host"),
        ("GET / HTTP/1.1\r\nHost: x y\r\n\r\n", 400, "Host"),
        ("GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505, "HTTP/2.0"),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "HTTP/2.0"),
        ("GET ftp://x/ HTTP/1.1\r\nHost: x\r\n\r\n", 400, "target"),
        ("GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 400, "start line"),
        ("hello\r\n\r\n", 400, "start line"),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400, "number"),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400, "chunk"),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", 400, "chunk"),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", 400, "chunk"),
        ("GET /\(String(repeating: "a", count: 40_000)) HTTP/1.1\r\nHost: x\r\n\r\n", 414, "bytes"),
        ("GET / HTTP/1.1\r\nHost: x\r\nA: \(String(repeating: "a", count: 70_000))\r\n\r\n", 431, "bytes of fields"),
    ])
    func isToldWhatIsWrong(request: String, status: Int, word: String) async throws {
        let policy = ClosurePolicy { _ in .respond(.text(200, "hello"), whenSent: nil) }
        try await withProxy(policy) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send(request)
            let response = client.readToEnd()
            #expect(response.hasPrefix("HTTP/1.1 \(status) "), "\(response)")
            #expect(response.contains("Connection: close\r\n"))
            #expect(response.contains(word), "\(response)")
            let exchange = try #require(collector.next())
            #expect(exchange.failure?.source == .client)
            #expect(collector.count == 0)
        }
    }

    @Test func aClientThatLeavesInsideABodyIsAFailure() async throws {
        let policy = ClosurePolicy { _ in .respond(.text(200, "hello"), whenSent: nil) }
        try await withProxy(policy) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
            client.close()
            let exchange = try #require(collector.next())
            #expect(exchange.failure?.source == .client)
            #expect(exchange.requestBody.bytes == Array("abc".utf8))
        }
    }

    @Test func aSilentClientIsTimedOut() async throws {
        let policy = ClosurePolicy { _ in .respond(.text(200, "hello"), whenSent: nil) }
        try await withProxy(policy, configure: { $0.timeouts.clientIdle = .milliseconds(50) }) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
            #expect(client.readToEnd().hasPrefix("HTTP/1.1 408 "))
            #expect(collector.next()?.failure?.source == .client)
        }
    }

    @Test func anUnfinishedHeadIsTimedOut() async throws {
        let policy = ClosurePolicy { _ in .respond(.text(200, "hello"), whenSent: nil) }
        try await withProxy(policy, configure: { $0.timeouts.clientIdle = .milliseconds(50) }) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET /slow HTTP/1.1\r\nHost:")
            #expect(client.readToEnd().hasPrefix("HTTP/1.1 408 "))
            #expect(collector.next()?.request.target == "/slow")
        }
    }
}
