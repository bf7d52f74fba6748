import TestSupport
import Testing

@testable import Proxy

@Suite struct RequestReaderTests {
    private static let expected: [(String, [String])] = [
        ("request-get.http", ["GET /a?b=c HTTP/1.1", "  Host: example.test", "  Accept: */*", "body "]),
        (
            "request-content-length.http",
            [
                "POST /orders HTTP/1.1", "  host:example.test", "  Content-Length: 11", "  X-Bytes: caf\u{e9} \u{ff}",
                "body hello world",
            ]
        ),
        (
            "request-chunked-trailers.http",
            [
                "PUT /x HTTP/1.1", "  Host: example.test", "  Transfer-Encoding: chunked", "body hello world",
                "  Checksum: abc", "  Other:\t1 ",
            ]
        ),
        (
            "request-pipelined.http",
            [
                "GET /1 HTTP/1.1", "  Host: a", "body ", "POST /2 HTTP/1.1", "  Host: a", "  Content-Length: 2",
                "body ok",
                "GET /3 HTTP/1.0", "body ",
            ]
        ),
        (
            "request-connect.http",
            [
                "CONNECT example.test:443 HTTP/1.1", "  Host: example.test:443", "  Proxy-Connection: keep-alive",
                "body ",
            ]
        ),
        ("bad-folded-line.http", ["foldedLine"]),
        ("bad-two-lengths.http", ["differentContentLengths"]),
        ("bad-length-and-chunked.http", ["contentLengthWithTransferEncoding"]),
        ("bad-chunk-end.http", ["POST / HTTP/1.1", "  Host: a", "  Transfer-Encoding: chunked", "malformedChunk"]),
        ("bad-bare-line-feed.http", ["bareLineFeed"]),
    ]

    @Test(arguments: expected)
    func readsTheSameHoweverItIsCut(name: String, lines: [String]) throws {
        let bytes = try httpFixture(name)
        #expect(readRequests([bytes[...]]).lines == lines)
        #expect(readRequests(bytes.indices.map { bytes[$0...$0] }).lines == lines)
        for seed in 0..<50 as Range<UInt64> {
            var random = SeededRandom(seed: seed)
            #expect(readRequests(chopped(bytes, &random)).lines == lines, "seed \(seed)")
        }
    }

    /// Whatever bytes come, the reader neither traps nor reads differently when they come in pieces.
    @Test func damagedRequestsReadTheSameHoweverTheyAreCut() throws {
        let bytes = try httpFixture("request-chunked-trailers.http")
        for seed in 0..<400 as Range<UInt64> {
            var random = SeededRandom(seed: seed)
            var damaged = bytes
            for _ in 0..<3 {
                damaged[Int.random(in: damaged.indices, using: &random)] = .random(in: 0...255, using: &random)
            }
            let whole = readRequests([damaged[...]])
            #expect(readRequests(chopped(damaged, &random)) == whole, "seed \(seed)")
        }
    }
}
