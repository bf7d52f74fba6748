import Model
import Synchronization
import Testing

@testable import Console

@Suite struct RecorderConfigEndpointsTests {
    private let config: JSON = ["name": "../shop", "targetUrl": "http://a.test", "maxEntries": 5, "latencyMs": 3]

    @Test func `a config is kept, replaced, shown, exported and taken away`() throws {
        let served = try Served()
        let made = served.json("POST", "/api/v1/recorder/configs", config)
        let id = try #require(made.body["id"]?.string)
        #expect(made.status == 201 && made.body["config"]?["id"] == .string(id) && made.body["maxEntries"] == 5)
        let again = served.json("POST", "/api/v1/recorder/configs", ["id": .string(id), "maxEntries": 6])
        #expect(again.status == 200 && again.body["name"] == "../shop" && again.body["targetUrl"] == nil)
        let listed = served.json("GET", "/api/v1/recorder/configs").body
        #expect(listed["total"] == 1 && listed["configs"]?[0]?["maxEntries"] == 6)
        let file = served.answer("GET", "/api/v1/recorder/configs/\(id)/export")
        #expect(file.fields.first("Content-Disposition") == #"attachment; filename="shop.json""#)
        #expect(try JSON.parse(file.body)["maxEntries"] == 6)
        #expect(served.json("DELETE", "/api/v1/recorder/configs/\(id)").status == 200)
        #expect(served.json("GET", "/api/v1/recorder/configs/\(id)").status == 404)
    }

    @Test func `a session lies over the config that it names`() throws {
        let served = try Served()
        let id = try #require(served.json("POST", "/api/v1/recorder/configs", config).body["id"])
        let session = served.json("POST", "/api/v1/recorder/start", ["configId": id, "maxEntries": 9]).body
        #expect(session["targetUrl"] == "http://a.test" && session["settings"]?["maxEntries"] == 9)
        #expect(served.recorder.values.withLock { $0.plans.first?.modifications.traffic.latency } == .milliseconds(3))
        #expect(served.json("POST", "/api/v1/recorder/start", ["configId": "nobody"]).status == 404)
    }

    @Test func `a config that makes no sense is refused`() throws {
        #expect(try Served().json("POST", "/api/v1/recorder/configs", ["latencyMs": "slow"]).status == 400)
    }
}
