import Model
import Synchronization
import Testing

@testable import Console

@Suite struct ModificationEndpointsTests {
    @Test func `what is sent is kept, shown and done at once`() throws {
        let served = try Served()
        let id = try #require(served.json("POST", "/api/v1/recorder/start").body["id"]?.string)
        let path = "/api/v1/recorder/\(id)/modifications"
        #expect(served.json("GET", path).body == [:])
        let sent: JSON = ["headerRules": ["add": ["X-A": "1"]], "latencyMs": 20]
        #expect(served.json("PUT", path, sent).body == sent)
        #expect(served.json("GET", path).body == sent)
        let modified = served.recorder.values.withLock { $0.modified[id]?.traffic }
        #expect(modified?.latency == .milliseconds(20) && modified?.request.added == [("X-A", "1")])
        #expect(served.json("DELETE", path).status == 200)
        #expect(served.recorder.values.withLock { $0.modified[id]?.traffic.isEmpty } == true)
    }

    @Test func `what makes no sense changes nothing, what does nothing is named`() throws {
        let served = try Served()
        let recorded = try RecordedSession(served)
        #expect(served.json("PUT", "\(recorded.path)/modifications", ["errorRate": 2]).status == 400)
        #expect(served.json("GET", "\(recorded.path)/modifications").body == [:])
        let answer = served.json("PUT", "\(recorded.path)/modifications", ["colour": "red"])
        #expect(answer.body["warnings"]?.array?.count == 1)
    }
}
