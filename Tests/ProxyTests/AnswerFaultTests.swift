import Glibc
import Model
import TLS
import TestSupport
import Testing

@testable import Proxy

@Suite(.serialized, .timeLimit(.minutes(1)))
struct AnswerFaultTests {
    /// Answers `/whole` whole and all else broken.
    private static func policy(
        _ fault: AnswerFault,
        _ log: SentLog,
        body: String = "0123456789",
        delay: Duration = .zero
    ) -> ClosurePolicy {
        ClosurePolicy { request in
            if request.head.target == "/whole" { return .respond(.text(200, "whole"), whenSent: nil) }
            var answer = Answer(status: 200, body: Array(body.utf8), delay: delay)
            answer.fault = fault
            return .respond(answer, whenSent: { log.note($0) })
        }
    }

    private static let get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

    /// The one outcome, and the one call of `whenSent`.
    private func expectOneFailure(_ collector: ExchangeCollector, _ log: SentLog) -> Exchange? {
        #expect(log.wait() && log.all == [true])
        let exchange = collector.next()
        #expect(exchange?.failure?.source == .ours)
        #expect(exchange?.failure?.reason.hasPrefix("The answer was broken on purpose: ") == true)
        #expect(collector.count == 0)
        return exchange
    }

    @Test(arguments: [Duration.zero, .milliseconds(30)])
    func resets(delay: Duration) async throws {
        let log = SentLog()
        try await withProxy(Self.policy(.reset, log, delay: delay)) { port, collector in
            let start = ContinuousClock.now
            let (bytes, error) = probe(port, Self.get)
            #expect(bytes.isEmpty && error == ECONNRESET)
            #expect(ContinuousClock.now - start >= delay)
            #expect(expectOneFailure(collector, log)?.response == nil)
        }
    }

    @Test func answersBeforeAResetArrive() async throws {
        let log = SentLog()
        try await withProxy(Self.policy(.reset, log)) { port, _ in
            let (bytes, error) = probe(port, "GET /whole HTTP/1.1\r\nHost: x\r\n\r\n" + Self.get)
            #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("whole") && error == ECONNRESET)
        }
    }

    @Test func closesWithoutAByte() async throws {
        let log = SentLog()
        try await withProxy(Self.policy(.empty, log)) { port, collector in
            let (bytes, error) = probe(port, Self.get)
            #expect(bytes.isEmpty && error == 0)
            #expect(expectOneFailure(collector, log)?.response == nil)
        }
    }

    @Test(arguments: [AnswerFault.reset, .empty])
    func saysNotEvenContinue(fault: AnswerFault) async throws {
        let log = SentLog()
        try await withProxy(Self.policy(fault, log, delay: .milliseconds(1))) { port, collector in
            let head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
            let (bytes, error) = probe(port, head)
            #expect(bytes.isEmpty && error == (fault == .reset ? ECONNRESET : 0))
            _ = expectOneFailure(collector, log)
        }
    }

    @Test(arguments: [("0123456789", 10, "01234"), ("ab", 2, "a"), ("a", 1, ""), ("", 16, "")])
    func cutsTheContentInHalf(body: String, announced: Int, rest: String) async throws {
        let log = SentLog()
        try await withProxy(Self.policy(.truncated, log, body: body)) { port, collector in
            let (bytes, error) = probe(port, Self.get)
            let response = String(decoding: bytes, as: UTF8.self)
            #expect(error == 0 && response.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(response.hasSuffix("\r\nContent-Length: \(announced)\r\n\r\n\(rest)"))
            let partial = expectOneFailure(collector, log)?.response
            #expect(partial?.head.status == 200 && partial?.body.bytes == Array(rest.utf8))
        }
    }

    @Test func sendsWhatIsNoHTTP() async throws {
        let log = SentLog()
        try await withProxy(Self.policy(.garbage, log)) { port, collector in
            let first = probe(port, Self.get)
            #expect(first.error == 0 && first.bytes.count == 256 && first.bytes.allSatisfy { $0 >= 0x80 })
            _ = expectOneFailure(collector, log)
            #expect(probe(port, Self.get).bytes == first.bytes)
        }
    }

    /// What curl says: 56 for a reset, 52 for nothing at all, 18 for a part, 1 or 8 for what is no HTTP.
    @Test(arguments: [(AnswerFault.reset, [56]), (.empty, [52]), (.truncated, [18]), (.garbage, [1, 8])])
    func breaksThroughTLS(fault: AnswerFault, statuses: [Int32]) async throws {
        let folder = try TemporaryFolder()
        let authority = try CertificateAuthority.loadOrCreate(in: folder.path("root"))
        let log = SentLog()
        try await withProxy(Self.policy(fault, log), authority: authority) { port, collector in
            let result = try curl("--cacert", authority.certificatePath, "https://localhost:\(port)/")
            #expect(statuses.contains(result.status))
            #expect(result.output == (fault == .truncated ? "01234" : ""))
            _ = expectOneFailure(collector, log)
        }
    }

    @Test func aClientThatLeavesBeforeTheFaultIsTold() async throws {
        let log = SentLog()
        try await withProxy(Self.policy(.truncated, log, delay: .seconds(3_600))) { port, collector in
            let client = try #require(LoopbackConnection(port: port))
            client.send(Self.get)
            let other = try #require(LoopbackConnection(port: port))
            other.send("GET /whole HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(other.readMessage().hasSuffix("whole"))
            #expect(collector.next()?.response != nil)
            client.reset()
            #expect(log.wait() && log.all == [false])
            #expect(collector.next()?.failure?.source == .client)
        }
    }
}
