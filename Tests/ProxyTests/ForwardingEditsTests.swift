import Model
import Synchronization
import TestSupport
import Testing

@testable import Proxy

@Suite(.serialized, .timeLimit(.minutes(1)))
struct ForwardingEditsTests {
    /// Forwards everything to a port of this machine, changed as the test wants it.
    private static func policy(
        to port: Int,
        _ change: @escaping @Sendable (inout Forwarding) -> Void
    ) -> ClosurePolicy {
        ClosurePolicy { _ in
            let authority = Authority(host: "127.0.0.1", port: port)
            var forwarding = Forwarding(upstream: Origin(scheme: .http, authority: authority), targetPrefix: "/prefix")
            change(&forwarding)
            return .forward(forwarding)
        }
    }

    /// An upstream that keeps what it is asked and answers the same each time.
    private static func upstream(_ seen: ExchangeTexts, _ response: String) -> LoopbackServer {
        LoopbackServer { connection, _ in
            while true {
                let request = connection.readMessage()
                if request.isEmpty { return }
                seen.append(request)
                connection.send(response)
            }
        }
    }

    @Test func editsTheRequest() async throws {
        let seen = ExchangeTexts()
        let upstream = Self.upstream(seen, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        defer { upstream.stop() }
        let policy = Self.policy(to: upstream.port) {
            $0.target = "/other?x=1"
            $0.requestEdits = FieldEdits(
                removed: ["AUTHORIZATION", "content-length"],
                set: [
                    ("x-two", "new"), ("X-Three", "a\r\nX-Four: b"), ("Transfer-Encoding", "chunked"),
                    ("connection", "close"),
                ]
            )
        }
        try await withProxy(policy) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            let head =
                "POST /own HTTP/1.1\r\nHost: front\r\nAuthorization: secret\r\nX-One: 1\r\nX-Two: 2\r\nX-TWO: 3\r\n"
            client.send(head + "Content-Length: 3\r\n\r\nabc")
            #expect(client.readMessage().hasSuffix("ok"))
            let expected =
                "POST /other?x=1 HTTP/1.1\r\nHost: 127.0.0.1:\(upstream.port)\r\nX-One: 1\r\nContent-Length: 3\r\n"
                + "x-two: new\r\nX-Three: a  X-Four: b\r\n\r\nabc"
            #expect(seen.all == [expected])
            let exchange = try #require(collector.next())
            #expect(exchange.request.target == "/own")
            #expect(exchange.request.fields.first("authorization") == "secret")
            #expect(exchange.request.fields.all(named: "x-two") == ["2", "3"])
        }
    }

    @Test(arguments: [
        (FieldEdits(set: [("host", "elsewhere")]), "X: 1\r\nhost: elsewhere\r\n"),
        (FieldEdits(removed: ["Host"]), "Host: HERE\r\nX: 1\r\n"),
    ])
    func theHostIsReplacedButNeverMissing(edits: FieldEdits, lines: String) async throws {
        let seen = ExchangeTexts()
        let upstream = Self.upstream(seen, "HTTP/1.1 204 No Content\r\n\r\n")
        defer { upstream.stop() }
        try await withProxy(Self.policy(to: upstream.port) { $0.requestEdits = edits }) { port, _ in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET /own HTTP/1.1\r\nHost: front\r\nX: 1\r\n\r\n")
            _ = client.readMessage()
            let expected = lines.replacing("HERE", with: "127.0.0.1:\(upstream.port)")
            #expect(seen.all == ["GET /prefix/own HTTP/1.1\r\n\(expected)\r\n"])
        }
    }

    @Test(arguments: [
        ("/a b\r\nX: y?\u{7f}\u{e9}", "/a%20b%0D%0AX:%20y?%7F\u{e9}"), ("", "/"), ("?q=1", "/?q=1"),
        ("http://elsewhere/p?q", "/p?q"),
    ])
    func theTargetIsOneWord(target: String, written: String) async throws {
        let seen = ExchangeTexts()
        let upstream = Self.upstream(seen, "HTTP/1.1 204 No Content\r\n\r\n")
        defer { upstream.stop() }
        try await withProxy(Self.policy(to: upstream.port) { $0.target = target }) { port, _ in
            let client = try #require(LoopbackConnection(port: port))
            client.send("GET /own HTTP/1.1\r\nHost: front\r\n\r\n")
            _ = client.readMessage()
            #expect(seen.all == ["GET \(written) HTTP/1.1\r\nHost: 127.0.0.1:\(upstream.port)\r\n\r\n"])
        }
    }

    @Test func editsTheResponse() async throws {
        let response = "HTTP/1.1 200 OK\r\nServer: x\r\nX-Old: 1\r\nContent-Length: 2\r\nx-old: 2\r\n\r\nok"
        let upstream = Self.upstream(ExchangeTexts(), response)
        defer { upstream.stop() }
        let policy = Self.policy(to: upstream.port) {
            $0.responseEdits = FieldEdits(
                removed: ["server", "Content-Length", "transfer-encoding"],
                set: [("X-Old", "3"), ("X-New", "4"), ("Content-Length", "77"), ("Connection", "close")]
            )
        }
        try await withProxy(policy) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            for _ in 0..<2 {
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(
                    client.readMessage() == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Old: 3\r\nX-New: 4\r\n\r\nok"
                )
                let fields = try #require(collector.next()?.response?.head.fields)
                #expect(fields.first("server") == "x" && fields.all(named: "x-old") == ["1", "2"])
            }
        }
    }
}

/// Texts in the order in which they came.
final class ExchangeTexts: Sendable {
    private let texts = Mutex<[String]>([])

    var all: [String] { texts.withLock { $0 } }
    func append(_ text: String) { texts.withLock { $0.append(text) } }
}
