import Model
import Synchronization
import Testing

@testable import Console

@Suite struct ProxyEndpointTests {
    private let served: Served

    init() throws { served = try Served() }

    private func send(_ json: JSON) -> (status: Int, body: JSON) { served.json("POST", "/api/v1/proxy/http", json) }

    @Test func `a request is sent and the answer shown`() throws {
        served.outside.values.withLock {
            $0.result = .answered(
                status: 201,
                fields: [("A", "1"), ("A", "2"), ("Set-Cookie", "s")],
                body: Array(#"{"x":1}"#.utf8),
                latency: .milliseconds(12)
            )
        }
        let (status, body) = send([
            "method": "put", "url": "http://x.test/a?b", "headers": ["H": "v", "L": ["1", "2"]], "body": ["q": 1.5],
            "timeout": 2,
        ])
        #expect(status == 200)
        #expect(
            body == [
                "statusCode": 201, "headers": ["A": "1, 2", "Set-Cookie": "s"], "body": ["x": 1], "latencyMs": 12,
            ]
        )
        let sent = try #require(served.outside.values.withLock { $0.sent.first })
        #expect(sent.method == "PUT")
        #expect(sent.url == "http://x.test/a?b")
        #expect(sent.fields == [("H", "v"), ("L", "1"), ("L", "2"), ("Content-Type", "application/json")])
        #expect(String(decoding: sent.body, as: UTF8.self) == #"{"q":1.5}"#)
        #expect(sent.timeout == .seconds(2))
    }

    @Test func `a text goes out as it is`() throws {
        _ = send(["url": "http://x.test/", "body": "a=1"])
        let sent = try #require(served.outside.values.withLock { $0.sent.first })
        #expect(sent.method == "GET")
        #expect(sent.body == Array("a=1".utf8))
        #expect(sent.fields.isEmpty)
    }

    @Test func `who does not answer is named`() {
        let (status, body) = send(["url": "http://x.test/"])
        #expect(status == 502)
        #expect(body["code"] == "external")
        #expect(body["error"] == "http://x.test/ did not answer: connection refused")
    }

    @Test(
        arguments: [
            [:], ["url": "x"], ["url": "http://x.test/", "headers": ["A": "b\r\nC: d"]],
            ["url": "http://x.test/", "headers": ["A B": "c"]], ["url": "http://x.test/", "timeout": 601],
        ] as [JSON]
    )
    func `what cannot be sent is refused`(_ json: JSON) { #expect(send(json).status == 400) }
}
