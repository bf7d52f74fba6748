import TestSupport
import Testing

@testable import Proxy

@Suite struct ResponseReaderTests {
    private static let expected: [(String, [String])] = [
        ("response-content-length.http", ["HTTP/1.1 200 OK", "  Server: x", "  Content-Length: 5", "body hello"]),
        ("response-chunked.http", ["HTTP/1.1 200 OK", "  Transfer-Encoding: chunked", "body abc0123456789"]),
        ("response-until-close.http", ["HTTP/1.0 404 Not \u{e9} Found", "body the rest"]),
        (
            "response-interim.http",
            [
                "HTTP/1.1 103 Early Hints", "  Link: </a>", "HTTP/1.1 100 Continue", "HTTP/1.1 204 ", "  A: b", "body ",
            ]
        ),
        ("response-bare-line-feeds.http", ["HTTP/1.1 200 OK", "  Content-Length: 2", "body ok"]),
    ]

    @Test(arguments: expected)
    func readsTheSameHoweverItIsCut(name: String, lines: [String]) throws {
        let bytes = try httpFixture(name)
        #expect(readResponses([bytes[...]]).lines == lines)
        for seed in 0..<50 as Range<UInt64> {
            var random = SeededRandom(seed: seed)
            #expect(readResponses(chopped(bytes, &random)).lines == lines, "seed \(seed)")
        }
    }

    @Test func aHeadRequestGetsNoBody() throws {
        let bytes = Array("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n".utf8)
        #expect(readResponses([bytes[...]], to: "HEAD").lines.last == "body ")
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc", "endInsideBody"),
        ("HTTP/1.1 200 OK\r\nContent-Le", "endInsideHead"),
        ("", "endInsideHead"),
        ("SSH-2.0", "malformedStartLine"),
        ("HTTP/1.1 20 OK\r\n\r\n", "malformedStartLine"),
    ])
    func tellsWhatIsWrong(text: String, violation: String) {
        #expect(readResponses([Array(text.utf8)[...]]).lines.last == violation)
    }
}
