import Foundation
import Model
import Synchronization
import TestSupport
import Testing

@testable import Proxy

@Suite(.serialized, .timeLimit(.minutes(1)))
struct AnsweringTests {
    private static let hello = ClosurePolicy { _ in .respond(.text(200, "hello"), whenSent: nil) }

    @Test func answersAndKeepsTheConnection() async throws {
        try await withProxy(Self.hello) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            for _ in 0..<3 {
                client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
                let response = client.readMessage()
                #expect(response.hasPrefix("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nDate: "))
                #expect(response.hasSuffix("\r\nContent-Length: 5\r\n\r\nhello"))
                let exchange = try #require(collector.next())
                #expect(exchange.response?.head.status == 200)
                #expect(exchange.origin.description == "http://x")
                #expect(exchange.response?.body.bytes == Array("hello".utf8))
            }
        }
    }

    @Test func answersPipelinedRequestsInOrder() async throws {
        let policy = ClosurePolicy { .respond(.text(200, $0.head.target), whenSent: nil) }
        try await withProxy(policy) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send((1...50).map { "GET /\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined())
            for number in 1...50 { #expect(client.readMessage().hasSuffix("\r\n\r\n/\(number)")) }
            for number in 1...50 { #expect(collector.next()?.request.target == "/\(number)") }
        }
    }

    @Test func drainsTheBodyOfAnAnsweredRequest() async throws {
        try await withProxy(Self.hello) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
            client.send("0\r\nT: 1\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.readMessage().hasSuffix("hello"))
            #expect(client.readMessage().hasSuffix("hello"))
            let first = try #require(collector.next())
            #expect(first.requestBody.bytes == Array("abc".utf8))
            #expect(first.requestBody.wireLength == 19)
            #expect(first.requestTrailers == [("T", "1")])
        }
    }

    @Test func sendsContinueOnlyWhenAsked() async throws {
        try await withProxy(Self.hello) { port, _ in
            let client = try #require(LoopbackConnection(port: port))
            client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
            #expect(client.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            client.send("abc")
            #expect(client.readMessage().hasSuffix("hello"))
        }
    }

    @Test func asksAgainWithTheBody() async throws {
        let policy = ClosurePolicy { request in
            guard let body = request.body else { return .wantBody(limit: 10) }
            return .respond(.text(200, String(decoding: body, as: UTF8.self)), whenSent: nil)
        }
        try await withProxy(policy) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")
            client.send("cde")
            #expect(client.readMessage().hasSuffix("\r\n\r\nabcde"))
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.readMessage().hasSuffix("Content-Length: 0\r\n\r\n"))
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n")
            #expect(client.readToEnd().hasPrefix("HTTP/1.1 413 "))
            _ = (collector.next(), collector.next())
            #expect(collector.next()?.failure?.source == .client)
        }
    }

    @Test(arguments: [
        "Content-Length: 11\r\nExpect: 100-continue\r\n\r\n", "Content-Length: 11\r\n\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n",
    ])
    func aBodyOverTheLimitIsRefusedWithTheLimit(rest: String) async throws {
        let policy = ClosurePolicy { _ in .wantBody(limit: 10) }
        try await withProxy(policy) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("POST / HTTP/1.1\r\nHost: x\r\n\(rest)")
            let response = client.readToEnd()
            #expect(response.hasPrefix("HTTP/1.1 413 Content Too Large\r\nContent-Type: text/plain; charset=utf-8\r\n"))
            #expect(response.hasSuffix("larger than the 10 bytes that are taken here.\n"))
            #expect(collector.next()?.failure?.source == .client)
        }
    }

    @Test func answersLaterFromAnotherThread() async throws {
        let told = Mutex<[Bool]>([])
        let policy = ClosurePolicy { _ in
            .respondLater { answer in
                Thread.detachNewThread { answer(.text(202, "later")) { isSent in told.withLock { $0.append(isSent) } } }
            }
        }
        try await withProxy(policy) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.readMessage().hasSuffix("later"))
            #expect(collector.next()?.response?.head.status == 202)
        }
        #expect(told.withLock { $0 } == [true])
    }

    @Test func tellsWhenTheClientLeftBeforeTheAnswer() async throws {
        let answers = Mutex<(@Sendable (Answer, (@Sendable (Bool) -> Void)?) -> Void)?>(nil)
        let told = Mutex<[Bool]>([])
        let policy = ClosurePolicy { _ in .respondLater { answer in answers.withLock { $0 = answer } } }
        try await withProxy(policy) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            while answers.withLock({ $0 == nil }) { await Task.yield() }
            client.reset()
            let exchange = try #require(collector.next())
            #expect(exchange.failure?.source == .client)
            answers.withLock { $0 }?(.text(200, "late")) { isSent in told.withLock { $0.append(isSent) } }
        }
        #expect(told.withLock { $0 } == [false])
    }

    @Test func headHasTheLengthButNoBody() async throws {
        try await withProxy(Self.hello) { port, _ in
            let client = try #require(LoopbackConnection(port: port))
            client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(client.read(until: "\r\n\r\n").contains("Content-Length: 5\r\n"))
            let rest = client.readToEnd()
            #expect(rest.hasPrefix("HTTP/1.1 200 OK\r\n") && rest.contains("Connection: close\r\n"))
        }
    }

    @Test func servesHTTP10() async throws {
        try await withProxy(Self.hello) { port, _ in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(client.readMessage().contains("Connection: keep-alive\r\n"))
            client.send("GET / HTTP/1.0\r\n\r\n")
            #expect(client.readToEnd().hasSuffix("hello"))
        }
    }

    @Test func waitsWhileTheObserverIsFull() async throws {
        try await withProxy(Self.hello) { port, collector in
            collector.setReady(false)
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            let other = try #require(LoopbackConnection(port: port))
            other.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(collector.count == 0)
            collector.setReady(true)
            #expect(client.readMessage().hasSuffix("hello"))
            #expect(other.readMessage().hasSuffix("hello"))
        }
    }

    @Test func aTemplateCannotAddLines() async throws {
        let answer = Answer(status: 200, fields: [("X-Name", "a\r\nSet-Cookie: b")])
        try await withProxy(ClosurePolicy { _ in .respond(answer, whenSent: nil) }) { port, _ in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.readMessage().contains("\r\nX-Name: a  Set-Cookie: b\r\n"))
        }
    }

    @Test func refusalsAreFailuresOfOurs() async throws {
        try await withProxy(ForwardPolicy()) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
            let response = client.readMessage()
            #expect(response.hasPrefix("HTTP/1.1 421 "))
            #expect(response.contains("forward proxy") && response.contains("--reverse"))
            #expect(collector.next()?.failure?.source == .ours)
        }
    }
}
