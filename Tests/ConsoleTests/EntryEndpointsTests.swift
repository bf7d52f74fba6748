import Model
import Testing

@testable import Console

@Suite struct EntryEndpointsTests {
    private func ids(_ served: Served, _ path: String) -> [String] {
        served.json("GET", path).body["entries"]?.array?.compactMap { $0["id"]?.string } ?? []
    }

    @Test func `entries have what clients read, as they read it`() throws {
        let served = try Served()
        let recorded = try RecordedSession(served)
        let list = served.json("GET", "\(recorded.path)/entries").body
        #expect(list["total"] == 3 && list["limit"] == 100 && list["offset"] == 0)
        let first = try #require(list["entries"]?[0])
        #expect(first["id"] == "1" && first["path"] == "/users/7" && first["query"] == "full=1")
        #expect(first["url"] == "https://api.example.test/users/7?full=1" && first["statusCode"] == 200)
        #expect(first["duration"] == 2 && first["timestamp"] == 1_700_000_001_000)
        #expect(first["responseBody"] == nil)
        let full = served.json("GET", "\(recorded.path)/entries?bodies=true").body["entries"]?[0]
        #expect(full?["responseBody"] == #"{"id":7}"# && full?["requestHeaders"] == ["X-Request": ["1"]])
    }

    @Test(arguments: [
        ("method=post", ["2", "3"]), ("path=/orders", ["2", "3"]), ("path=/users/*", ["1"]), ("path=/users", []),
        ("status=201", ["2"]), ("status=4xx", ["3"]), ("status=200-299", ["1", "2"]),
        ("host=api.example.test", ["1", "2", "3"]), ("host=other.test", []), ("search=o-1", ["2"]),
        ("search=o-1&kind=all", ["2", "4"]), ("kind=webhook", ["4"]), ("since=1700000002", ["2", "3"]),
        ("until=2023-11-14T22:13:22Z", ["1"]), ("order=desc", ["3", "2", "1"]), ("limit=1&offset=1", ["2"]),
        ("ids=1,3", ["1", "3"]), ("failed=true", []), ("search=full%3D1", ["1"]),
    ])
    func `filters leave out the others`(query: String, wanted: [String]) throws {
        let served = try Served()
        let recorded = try RecordedSession(served)
        #expect(ids(served, "\(recorded.path)/entries?\(query)") == wanted)
    }

    @Test func `an entry shows its bodies, in base64 when they are no text`() throws {
        let served = try Served()
        var binary = RecordedSession.exchange(9, "GET", "/image", 200)
        binary.outcome = .response(
            Exchange.Response(
                head: ResponseHead(status: 200, reason: "OK"),
                body: CapturedBody(bytes: [0xFF, 0], length: 5)
            )
        )
        let recorded = try RecordedSession(served, [binary])
        let entry = served.json("GET", "\(recorded.path)/entries/9").body
        #expect(entry["responseBody"] == "/wA=" && entry["responseBodyEncoding"] == "base64")
        #expect(entry["responseBodyTruncated"] == true && entry["timings"]?["total"] == 1.6)
        let bytes = served.answer("GET", "\(recorded.path)/entries/9/response-body")
        #expect(bytes.body == [0xFF, 0] && bytes.fields.first("Content-Disposition") == "attachment")
    }

    @Test func `notes are merged and stay`() throws {
        let served = try Served()
        let recorded = try RecordedSession(served)
        let path = "\(recorded.path)/entries/2"
        _ = served.json("PATCH", path, ["tags": ["slow"], "notes": "a"])
        let noted = served.json("PATCH", path, ["notes": nil, "importance": "high"])
        #expect(noted.body["annotation"] == ["tags": ["slow"], "importance": "high"])
        let listed = served.json("GET", "\(recorded.path)/entries").body["entries"]?[1]
        #expect(listed?["annotation"]?["importance"] == "high")
        #expect(served.json("PATCH", path, ["tags": nil, "importance": nil]).body["annotation"] == nil)
    }

    @Test func `entries are taken out one by one or by filter`() throws {
        let served = try Served()
        let recorded = try RecordedSession(served)
        #expect(served.json("DELETE", "\(recorded.path)/entries/1").status == 200)
        #expect(ids(served, "\(recorded.path)/entries") == ["2", "3"])
        #expect(served.json("DELETE", "\(recorded.path)/entries").status == 400)
        #expect(served.json("DELETE", "\(recorded.path)/entries?status=4xx").body["removed"] == 1)
        #expect(served.json("DELETE", "\(recorded.path)/entries", ["entryIds": ["2", "4"]]).body["removed"] == 2)
        #expect(served.json("GET", recorded.path).body["entryCount"] == 0)
    }

    @Test func `another session's entry is not shown`() throws {
        let served = try Served()
        let first = try RecordedSession(served)
        let second = try RecordedSession(served, [RecordedSession.exchange(20, "GET", "/", 200)])
        #expect(served.json("GET", "\(second.path)/entries/1").status == 404)
        #expect(served.json("GET", "\(first.path)/entries/1").status == 200)
        #expect(served.json("GET", "\(first.path)/entries/..%2F1").status == 404)
    }
}
