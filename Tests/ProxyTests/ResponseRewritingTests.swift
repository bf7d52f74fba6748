import Model
import TestSupport
import Testing

@testable import Proxy

/// Responses and requests that get another content on their way, or pass no faster than so many bytes a second.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct ResponseRewritingTests {
    private static func policy(
        to port: Int,
        gathers: Bool = true,
        _ change: @escaping @Sendable (inout Forwarding, IncomingRequest) -> Void
    ) -> ClosurePolicy {
        ClosurePolicy { request in
            if gathers, request.awaitsBody { return .wantBody(limit: 1_000) }
            let origin = Origin(scheme: .http, authority: Authority(host: "127.0.0.1", port: port))
            var forwarding = Forwarding(upstream: origin)
            change(&forwarding, request)
            return .forward(forwarding)
        }
    }

    /// An upstream that keeps what it is asked and answers the same each time.
    private static func upstream(_ response: String, seen: ExchangeTexts = ExchangeTexts()) -> LoopbackServer {
        LoopbackServer { connection, _ in
            while true {
                let request = connection.readMessage()
                if request.isEmpty { return }
                seen.append(request)
                connection.send(response)
            }
        }
    }

    private static let get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    private static let shout = ResponseRewriting(limit: 100) { _, bytes in bytes + Array("!".utf8) }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-A: 1\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: 1\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n",
    ])
    func anotherContentIsMadeOfAWholeResponse(answer: String) async throws {
        let upstream = Self.upstream(answer)
        defer { upstream.stop() }
        try await withProxy(
            Self.policy(to: upstream.port) { forwarding, _ in forwarding.responseRewriting = Self.shout }
        ) {
            port,
            collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send(Self.get)
            let message = client.readMessage()
            #expect(message.contains("\r\nContent-Length: 4\r\n") && message.hasSuffix("abc!"))
            #expect(message.contains("X-A: 1") && !message.lowercased().contains("transfer-encoding"))
            #expect(try #require(collector.next()).response?.body.bytes == Array("abc".utf8))
        }
    }

    @Test func aContentThatIsNotLookedIntoPassesAsItComes() async throws {
        let upstream = Self.upstream("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc")
        defer { upstream.stop() }
        let rewriting = ResponseRewriting(limit: 100) { _, _ in nil }
        try await withProxy(
            Self.policy(to: upstream.port) { forwarding, _ in forwarding.responseRewriting = rewriting }
        ) {
            port,
            _ in
            let client = try #require(LoopbackConnection(port: port))
            client.send(Self.get)
            let message = client.readMessage()
            #expect(message.contains("Content-Encoding: gzip") && message.hasSuffix("abc"))
        }
    }

    @Test func aContentThatIsTooLongDoesNotPass() async throws {
        let upstream = Self.upstream(
            "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n" + String(repeating: "a", count: 101)
        )
        defer { upstream.stop() }
        try await withProxy(
            Self.policy(to: upstream.port) { forwarding, _ in forwarding.responseRewriting = Self.shout }
        ) {
            port,
            collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send(Self.get)
            let message = client.readMessage()
            #expect(message.hasPrefix("HTTP/1.1 502 ") && message.contains("more than the 100 bytes"))
            #expect(try #require(collector.next()).failure?.source == .ours)
        }
    }

    @Test func aRequestGetsAnotherContentAndItsLength() async throws {
        let seen = ExchangeTexts()
        let upstream = Self.upstream("HTTP/1.1 204 No Content\r\n\r\n", seen: seen)
        defer { upstream.stop() }
        let policy = Self.policy(to: upstream.port) { forwarding, request in
            forwarding.requestBody = (request.body ?? []) + Array("!".utf8)
        }
        try await withProxy(policy) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send(
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: br\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"
            )
            #expect(client.readMessage().hasPrefix("HTTP/1.1 204 "))
            let sent = try #require(seen.all.first)
            #expect(sent.contains("Content-Length: 3\r\n") && sent.hasSuffix("hi!"))
            #expect(!sent.lowercased().contains("transfer-encoding") && !sent.contains("Content-Encoding"))
            #expect(try #require(collector.next()).requestBody.bytes == Array("hi".utf8))
        }
    }

    @Test func aLimitOfBytesASecondHolds() async throws {
        let upstream = Self.upstream(
            "HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\n" + String(repeating: "a", count: 300)
        )
        defer { upstream.stop() }
        try await withProxy(Self.policy(to: upstream.port) { forwarding, _ in forwarding.bandwidth = 1_000 }) {
            port,
            collector in
            let client = try #require(LoopbackConnection(port: port))
            let start = ContinuousClock.now
            client.send(Self.get)
            #expect(client.readMessage().hasSuffix(String(repeating: "a", count: 300)))
            #expect(ContinuousClock.now - start >= .milliseconds(290))
            #expect(try #require(collector.next()).response?.body.bytes.count == 300)
        }
    }

    @Test(arguments: [false, true])
    func `a limit of bytes a second holds for requests too`(isGathered: Bool) async throws {
        let seen = ExchangeTexts()
        let upstream = Self.upstream("HTTP/1.1 204 No Content\r\n\r\n", seen: seen)
        defer { upstream.stop() }
        let policy = Self.policy(to: upstream.port, gathers: isGathered) { forwarding, _ in
            forwarding.bandwidth = 1_000
        }
        try await withProxy(policy) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            let content = String(repeating: "a", count: 300)
            for _ in 0..<2 {
                let start = ContinuousClock.now
                client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300\r\n\r\n" + content)
                #expect(client.readMessage().hasPrefix("HTTP/1.1 204 "))
                #expect(ContinuousClock.now - start >= .milliseconds(290))
                #expect(try #require(collector.next()).requestBody.bytes.count == 300)
            }
            #expect(seen.all.count == 2 && seen.all.allSatisfy { $0.hasSuffix("\r\n\r\n" + content) })
        }
    }

    @Test func fieldsAreAddedBesideThoseOfTheirName() async throws {
        let upstream = Self.upstream("HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: 0\r\n\r\n")
        defer { upstream.stop() }
        let edits = FieldEdits(added: [("X-A", "2"), ("Content-Length", "9")])
        try await withProxy(Self.policy(to: upstream.port) { forwarding, _ in forwarding.responseEdits = edits }) {
            port,
            _ in
            let client = try #require(LoopbackConnection(port: port))
            client.send(Self.get)
            let message = client.readMessage()
            #expect(message.contains("X-A: 1\r\n") && message.contains("X-A: 2\r\n") && !message.contains("9"))
        }
    }
}
