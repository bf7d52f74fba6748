import Foundation
import Model
import Synchronization
import TestSupport
import Testing

@testable import Proxy

@Suite(.serialized, .timeLimit(.minutes(1)))
struct ForwardingTests {
    @Test func passesHeadsByteForByte() async throws {
        let seen = Mutex<[String]>([])
        let upstream = LoopbackServer { connection, _ in
            for _ in 0..<2 {
                let request = connection.readMessage()
                seen.withLock { $0.append(request) }
                connection.send(
                    "HTTP/1.1 200 Fine \u{e9}\r\nx-Two:  b \r\nX-One:a\r\nX-One: \u{ff}\r\nContent-Length: 2\r\n\r\nok"
                )
            }
        }
        defer { upstream.stop() }
        try await withProxy(reverse(to: upstream.port)) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            let request =
                "POST /p?q=%20 HTTP/1.1\r\nuser-AGENT:x\r\nHost: front\r\nB:  2\r\na: 1 \r\n"
                + "Proxy-Connection: x-hop\r\nConnection: keep-alive, X-Gone\r\nX-Gone: 1\r\nKeep-Alive: 5\r\n"
                + "Proxy-Authorization: no\r\nContent-Length: 3\r\n\r\nabc"
            for _ in 0..<2 {
                client.send(request)
                let response = client.readMessage()
                #expect(
                    response
                        == "HTTP/1.1 200 Fine \u{e9}\r\nx-Two:  b \r\nX-One:a\r\nX-One: \u{ff}\r\nContent-Length: 2\r\n\r\nok"
                )
            }
            let expected =
                "POST /p?q=%20 HTTP/1.1\r\nuser-AGENT:x\r\nHost: 127.0.0.1:\(upstream.port)\r\nB:  2\r\na: 1 \r\n"
                + "Content-Length: 3\r\n\r\nabc"
            #expect(seen.withLock { $0 } == [expected, expected])
            #expect(upstream.connectionCount == 1)
            let first = try #require(collector.next())
            #expect(first.request.fields.first("host") == "front")
            #expect(first.origin.description == "http://127.0.0.1:\(upstream.port)")
            #expect(first.timings.connect != nil)
            #expect(first.upstreamAddress == "127.0.0.1:\(upstream.port)")
            #expect(first.requestBody.bytes == Array("abc".utf8))
            #expect(first.response?.body.bytes == Array("ok".utf8))
            let second = try #require(collector.next())
            #expect(second.timings.connect == nil && second.timings.wait != nil)
        }
    }

    @Test func pipelinedRequestsGoOnOneAfterAnother() async throws {
        let upstream = LoopbackServer { connection, _ in
            while true {
                let request = connection.readMessage()
                if request.isEmpty { return }
                let target = request.split(separator: " ")[1]
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(target.utf8.count)\r\n\r\n\(target)")
            }
        }
        defer { upstream.stop() }
        try await withProxy(reverse(to: upstream.port)) { port, _ in
            let client = try #require(LoopbackConnection(port: port))
            client.send((1...5).map { "GET /\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined())
            for number in 1...5 { #expect(client.readMessage().hasSuffix("\r\n\r\n/\(number)")) }
            #expect(upstream.connectionCount == 1)
        }
    }

    @Test func passesChunksAndTrailersBothWays() async throws {
        let upstream = LoopbackServer { connection, _ in
            let request = connection.read(until: "\r\nA: 1\r\n\r\n")
            guard request.contains("\r\n\r\n3\r\nabc\r\n0\r\nA: 1\r\n\r\n") else { return }
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nB: 2\r\n\r\n")
            _ = connection.readToEnd()
        }
        defer { upstream.stop() }
        try await withProxy(reverse(to: upstream.port)) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nA: 1\r\n\r\n")
            let response = client.read(until: "B: 2\r\n\r\n")
            #expect(response == "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nB: 2\r\n\r\n")
            let exchange = try #require(collector.next())
            #expect(exchange.response?.trailers == [("B", "2")])
            #expect(exchange.requestTrailers == [("A", "1")])
            #expect(exchange.response?.body.length == 5)
            #expect(exchange.response?.body.wireLength == 25)
        }
    }

    @Test(arguments: [
        ("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"),
        ("GET", "HTTP/1.1 204 No Content\r\n\r\n"),
        ("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n"),
    ])
    func responsesWithoutBody(method: String, response: String) async throws {
        let upstream = LoopbackServer { connection, _ in
            while connection.read(until: "\r\n\r\n").hasSuffix("\r\n\r\n") { connection.send(response) }
        }
        defer { upstream.stop() }
        try await withProxy(reverse(to: upstream.port)) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            for _ in 0..<2 {
                client.send("\(method) / HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(client.read(until: "\r\n\r\n") == response)
                #expect(collector.next()?.response != nil)
            }
            #expect(upstream.connectionCount == 1)
        }
    }

    @Test func closeDelimitedStaysCloseDelimited() async throws {
        let upstream = LoopbackServer { connection, _ in
            _ = connection.read(until: "\r\n\r\n")
            connection.send("HTTP/1.0 200 OK\r\nA: b\r\n\r\nuntil the end")
        }
        defer { upstream.stop() }
        try await withProxy(reverse(to: upstream.port)) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.readToEnd() == "HTTP/1.1 200 OK\r\nA: b\r\nConnection: close\r\n\r\nuntil the end")
            #expect(collector.next()?.response?.body.length == 13)
        }
    }

    @Test func unchunksForHTTP10() async throws {
        let upstream = LoopbackServer { connection, _ in
            let request = connection.read(until: "\r\n\r\n")
            guard request.hasPrefix("GET / HTTP/1.1\r\nHost: 127.0.0.1:") else { return }
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
            _ = connection.readToEnd()
        }
        defer { upstream.stop() }
        try await withProxy(reverse(to: upstream.port)) { port, _ in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET / HTTP/1.0\r\n\r\n")
            #expect(client.readToEnd() == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc")
        }
    }

    @Test func passesInterimResponsesAndExpectations() async throws {
        let upstream = LoopbackServer { connection, _ in
            guard connection.read(until: "\r\n\r\n").contains("Expect: 100-continue") else { return }
            connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n")
            guard connection.read(count: 3) == "abc" else { return }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            _ = connection.readToEnd()
        }
        defer { upstream.stop() }
        try await withProxy(reverse(to: upstream.port)) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
            #expect(client.read(until: "\r\n\r\n") == "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
            #expect(client.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            client.send("abc")
            #expect(client.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 OK"))
            #expect(collector.next()?.response?.interim == [103, 100])
        }
    }

    @Test func anEarlyResponseIsRelayedWhileTheUploadGoesOn() async throws {
        let upstream = LoopbackServer { connection, _ in
            _ = connection.read(until: "\r\n\r\n")
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            guard connection.read(count: 4) == "abcd" else { return }
            _ = connection.read(until: "\r\n\r\n")
            connection.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
        }
        defer { upstream.stop() }
        try await withProxy(reverse(to: upstream.port)) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab")
            #expect(client.readMessage().hasSuffix("ok"))
            client.send("cd")
            let exchange = try #require(collector.next())
            #expect(exchange.requestBody.bytes == Array("abcd".utf8))
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.readMessage().hasPrefix("HTTP/1.1 201 "))
        }
    }

    @Test func anEarlyResponseWithACloseStopsTheUpload() async throws {
        let upstream = LoopbackServer { connection, _ in
            _ = connection.read(until: "\r\n\r\n")
            connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
        }
        defer { upstream.stop() }
        try await withProxy(reverse(to: upstream.port)) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nab")
            #expect(client.readToEnd().hasSuffix("no"))
            #expect(collector.next()?.response?.head.status == 413)
        }
    }

    @Test func upgradesPassBothWays() async throws {
        let upstream = LoopbackServer { connection, _ in
            let request = connection.read(until: "\r\n\r\n")
            guard request.contains("Upgrade: websocket\r\n"), request.contains("Connection: Upgrade\r\n") else {
                return
            }
            connection.send(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\nfirst"
            )
            connection.send(connection.read(count: 4))
            _ = connection.readToEnd()
        }
        defer { upstream.stop() }
        try await withProxy(reverse(to: upstream.port)) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, upgrade\r\nUpgrade: websocket\r\n\r\n")
            #expect(client.read(until: "\r\n\r\n").contains("Connection: Upgrade\r\n"))
            #expect(client.read(count: 5) == "first")
            client.send("ping")
            #expect(client.read(count: 4) == "ping")
            client.endOutput()
            #expect(client.readToEnd().isEmpty)
            let exchange = try #require(collector.next())
            #expect(exchange.response?.head.status == 101)
            #expect(exchange.upgrade == Exchange.Upgrade(name: "websocket", clientBytes: 4, upstreamBytes: 9))
        }
    }

    @Test func http2UpgradesAreNotPassedOn() async throws {
        let upstream = LoopbackServer { connection, _ in
            let request = connection.read(until: "\r\n\r\n").lowercased()
            let isClean = !request.contains("upgrade") && !request.contains("http2-settings")
            connection.send("HTTP/1.1 \(isClean ? 200 : 500) X\r\nContent-Length: 0\r\n\r\n")
        }
        defer { upstream.stop() }
        try await withProxy(reverse(to: upstream.port)) { port, _ in
            let client = try #require(LoopbackConnection(port: port))
            client.send(
                "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n"
            )
            #expect(client.readMessage().hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func aStaleConnectionIsRetriedOnce() async throws {
        let upstream = LoopbackServer { connection, number in
            _ = connection.read(until: "\r\n\r\n")
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(number)")
            if number == 0 { _ = connection.read(until: "\r\n\r\n") } else { _ = connection.readToEnd() }
        }
        defer { upstream.stop() }
        try await withProxy(reverse(to: upstream.port)) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.readMessage().hasSuffix("\r\n\r\n0"))
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.readMessage().hasSuffix("\r\n\r\n1"))
            #expect(collector.next()?.response != nil)
            #expect(collector.next()?.response != nil)
        }
    }

    @Test func forwardsAbsoluteTargets() async throws {
        let upstream = LoopbackServer { connection, _ in
            for _ in 0..<3 {
                let request = connection.read(until: "\r\n\r\n")
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(request.utf8.count)\r\n\r\n\(request)")
            }
        }
        defer { upstream.stop() }
        try await withProxy(ForwardPolicy()) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            let place = "127.0.0.1:\(upstream.port)"
            client.send("GET http://\(place)/a?b HTTP/1.1\r\nHost: \(place)\r\n\r\n")
            #expect(client.readMessage().hasSuffix("GET /a?b HTTP/1.1\r\nHost: \(place)\r\n\r\n"))
            client.send("GET http://\(place)?b HTTP/1.1\r\nHost: other\r\n\r\n")
            #expect(client.readMessage().hasSuffix("GET /?b HTTP/1.1\r\nHost: \(place)\r\n\r\n"))
            client.send("OPTIONS http://\(place) HTTP/1.1\r\nHost: \(place)\r\n\r\n")
            #expect(client.readMessage().hasSuffix("OPTIONS * HTTP/1.1\r\nHost: \(place)\r\n\r\n"))
            #expect(collector.next()?.request.target == "http://\(place)/a?b")
        }
    }

    @Test func keepsTheClientInside() async throws {
        let upstream = LoopbackServer { connection, _ in
            let request = connection.read(until: "\r\n\r\n")
            guard request.hasPrefix("GET /base/x "),
                let host = request.split(separator: "Host: ")[1].split(separator: "\r\n").first
            else { return }
            connection.send(
                "HTTP/1.1 302 Found\r\nLocation: http://\(host)/base/y?z#f\r\nSet-Cookie: a=b; Domain=127.0.0.1; Path=/\r\n"
                    + "Content-Location: http://elsewhere/\r\nRefresh: 5; url=http://\(host)/base/r\r\nContent-Length: 0\r\n\r\n"
            )
        }
        defer { upstream.stop() }
        try await withProxy(reverse(to: upstream.port, path: "/base/")) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET /x HTTP/1.1\r\nHost: front.test:\(port)\r\n\r\n")
            let response = client.readMessage()
            #expect(response.contains("\r\nLocation: http://front.test:\(port)/y?z#f\r\n"))
            #expect(response.contains("\r\nSet-Cookie: a=b; Domain=front.test; Path=/\r\n"))
            #expect(response.contains("\r\nContent-Location: http://elsewhere/\r\n"))
            #expect(response.contains("\r\nRefresh: 5; url=http://front.test:\(port)/r\r\n"))
            let recorded = collector.next()?.response?.head.fields.first("location")
            #expect(recorded == "http://127.0.0.1:\(upstream.port)/base/y?z#f")
        }
    }

    @Test func aRefusedExpectationEndsTheExchange() async throws {
        let upstream = LoopbackServer { connection, _ in
            _ = connection.read(until: "\r\n\r\n")
            connection.send("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\n\r\nno")
            _ = connection.readToEnd()
        }
        defer { upstream.stop() }
        try await withProxy(reverse(to: upstream.port)) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
            #expect(client.readToEnd().hasSuffix("no"))
            #expect(collector.next()?.response?.head.status == 417)
        }
    }

    @Test func aConnectionWithSurplusBytesIsNotUsedAgain() async throws {
        let upstream = LoopbackServer { connection, number in
            _ = connection.read(until: "\r\n\r\n")
            let surplus = number == 0 ? "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad" : ""
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(number)\(surplus)")
            _ = connection.readToEnd()
        }
        defer { upstream.stop() }
        try await withProxy(reverse(to: upstream.port)) { port, _ in
            let client = try #require(LoopbackConnection(port: port))
            for number in 0...1 {
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(client.readMessage().hasSuffix("\r\n\r\n\(number)"))
            }
        }
    }

    @Test func aClientThatOnlyEndsItsSendingIsAnswered() async throws {
        let upstream = LoopbackServer { connection, _ in
            _ = connection.read(until: "\r\n\r\n")
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            _ = connection.readToEnd()
        }
        defer { upstream.stop() }
        try await withProxy(reverse(to: upstream.port)) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            client.endOutput()
            #expect(client.readToEnd().hasSuffix("ok"))
            #expect(collector.next()?.response?.head.status == 200)
        }
    }
}
