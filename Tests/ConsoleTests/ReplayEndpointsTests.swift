import Model
import Synchronization
import Testing

@testable import Console

@Suite struct ReplayEndpointsTests {
    private func answering(_ served: Served, _ status: Int, _ body: String = "") {
        served.outside.values.withLock {
            $0.result = .answered(
                status: status,
                fields: [("Content-Type", "application/json")],
                body: Array(body.utf8),
                latency: .milliseconds(7)
            )
        }
    }

    @Test func `everything is sent again and counted`() throws {
        let served = try Served()
        let recorded = try RecordedSession(served)
        answering(served, 201)
        served.analysis.values.withLock {
            $0.differences = [.init(part: "body", place: "$.id", was: "a", new: "b", hasSameShape: true)]
        }
        let exact = served.json("POST", "\(recorded.path)/replay", ["concurrency": 2]).body
        #expect(exact["totalEntries"] == 3 && exact["matched"] == 0 && exact["mismatched"] == 3)
        let first = try #require(exact["results"]?[0])
        #expect(first["entryId"] == "1" && first["originalStatus"] == 200 && first["newStatus"] == 201)
        #expect(first["statusMatch"] == false && first["bodyMatch"] == false && first["fieldsMatch"] == true)
        #expect(first["differences"]?[0]?["place"] == "$.id" && first["durationMs"] == 7)
        #expect(served.json("POST", "\(recorded.path)/replay", ["compare": "shape"]).body["matched"] == 3)
        #expect(served.json("POST", "\(recorded.path)/replay", ["compare": "status"]).body["matched"] == 1)
    }

    @Test func `one entry is sent again, to another target on demand`() throws {
        let served = try Served()
        let recorded = try RecordedSession(served)
        answering(served, 200)
        let options: JSON = ["targetUrl": "http://staging.test/base/", "headers": ["X-Request": "new"]]
        let answer = served.json("POST", "\(recorded.path)/entries/1/replay", options).body
        #expect(answer["statusCode"] == 200 && answer["matchesOriginal"] == true && answer["duration"] == 7)
        let sent = try #require(served.outside.values.withLock { $0.sent.first })
        #expect(sent.url == "http://staging.test/base/users/7?full=1" && sent.method == "GET")
        #expect(sent.fields == [("X-Request", "new")])
    }

    @Test func `what fails and what cannot be sent is told apart`() throws {
        let served = try Served()
        var cut = RecordedSession.exchange(8, "POST", "/upload", 200)
        cut.requestBody = CapturedBody(bytes: [1], length: 9)
        var stream = RecordedSession.exchange(9, "GET", "/events", 200)
        stream.upgrade = Exchange.Upgrade(name: "websocket")
        let plain = RecordedSession.exchange(10, "GET", "/", 200)
        let recorded = try RecordedSession(served, [cut, stream, plain])
        let summary = served.json("POST", "\(recorded.path)/replay").body
        #expect(summary["skipped"] == 2 && summary["failed"] == 1)
        #expect(summary["results"]?[2]?["error"] == "connection refused")
        #expect(summary["results"]?[0]?["skippedReason"]?.string?.contains("beginning") == true)
        let all = served.json("POST", "\(recorded.path)/replay", ["includeNonHttp": true, "entryIds": ["9", "77"]]).body
        #expect(all["failed"] == 1 && all["skipped"] == 1)
    }

    @Test func `a strictness that nobody knows is refused`() throws {
        let served = try Served()
        let recorded = try RecordedSession(served)
        #expect(served.json("POST", "\(recorded.path)/replay", ["compare": "loosely"]).status == 400)
        #expect(served.json("POST", "\(recorded.path)/entries/99/replay").status == 404)
    }
}
