import Model
import Synchronization
import Testing

@testable import Console

@Suite struct SessionMockEndpointsTests {
    private static let mock: JSON = [
        "id": "built-1", "http": ["route": "/orders", "httpMethod": "POST"],
        "response": ["statusCode": 201, "headers": ["Content-Type": ["application/json"], "X-A": ["1"]]],
        "webhooks": [["url": "http://app.test/hook", "body": "$.resp.id"]],
    ]

    private func recorded(_ served: Served) throws -> RecordedSession {
        let mocks = try MockFile(Self.mock).mocks
        served.analysis.values.withLock { $0.mocks = mocks }
        return try RecordedSession(served)
    }

    @Test func `mocks of a session are stored in its namespace, webhooks included`() throws {
        let served = try Served()
        let made = served.json("POST", "\(try recorded(served).path)/mocks")
        #expect(made.status == 201 && made.body["created"] == 1 && made.body["webhooks"] == 1)
        #expect(made.body["mocks"]?[0]?["id"] == "built-1" && made.body["notes"] == ["a note"])
        #expect(served.json("GET", "/api/v1/mocks/built-1").body["namespace"] == "sandbox")
        #expect(served.engine.servedIDs == ["built-1"])
    }

    @Test func `options say which mocks and where`() throws {
        let served = try Served()
        let recorded = try recorded(served)
        _ = served.json("POST", "\(recorded.path)/mocks")
        let options: JSON = [
            "namespace": "team", "entryIds": ["2"], "mergeDuplicates": false, "includeHeaders": false,
        ]
        let made = served.json("POST", "\(recorded.path)/mocks", options).body["mocks"]?[0]
        #expect(made?["id"] == "built-1-team" && made?["namespace"] == "team")
        #expect(made?["response"]?["headers"] == ["Content-Type": ["application/json"]])
        let builds = served.analysis.values.withLock { $0.builds }
        #expect(builds.last?.ids == [ExchangeID(rawValue: 2)] && builds.last?.isExact == true)
        let own = served.json("POST", "\(recorded.path)/mocks", ["generateIds": true]).body["mocks"]?[0]?["id"]
        #expect(own?.string?.hasPrefix("new-") == true)
    }

    @Test func `a preview stores nothing`() throws {
        let served = try Served()
        let made = served.json("POST", "\(try recorded(served).path)/mocks?preview=true")
        #expect(made.status == 200 && made.body["total"] == 1 && made.body["created"] == 0)
        #expect(served.engine.servedIDs.isEmpty)
    }

    @Test func `the report is for machines and for people`() throws {
        let served = try Served()
        let report = served.json("GET", "\(try recorded(served).path)/report?exact=true").body
        #expect(report == ["mocks": 1, "text": "a report\n"])
        #expect(served.analysis.values.withLock { $0.builds.last?.isExact } == true)
    }

    @Test func `what is checked is built, sent or served`() throws {
        let served = try Served()
        let recorded = try recorded(served)
        served.create("other", route: "/other", ["namespace": "team"])
        #expect(served.json("POST", "\(recorded.path)/check").body["complete"] == true)
        _ = served.json("POST", "\(recorded.path)/check", ["namespace": "team"])
        _ = served.json(
            "POST",
            "\(recorded.path)/check",
            ["mocks": [Self.mock, ["http": ["route": "/x"], "response": [:]]]]
        )
        let checked = served.analysis.values.withLock { $0.checked.map { $0.map(\.id.rawValue) } }
        #expect(checked[0] == ["built-1"] && checked[1] == ["other"] && checked[2].first == "built-1")
    }

    @Test func `a session that recorded nothing has no mocks`() throws {
        let served = try Served()
        let id = try #require(served.json("POST", "/api/v1/recorder/sessions").body["id"]?.string)
        #expect(served.json("POST", "/api/v1/recorder/\(id)/mocks").status == 409)
    }
}
