import Model
import Storage
import Synchronization
import Testing

@testable import Console

@Suite struct SessionEndpointsTests {
    private let target: JSON = ["name": "checkout", "targetUrl": "https://api.example.test"]

    @Test func `a session is made, started, stopped, and stays`() throws {
        let served = try Served()
        let made = served.json("POST", "/api/v1/recorder/sessions", target)
        #expect(made.status == 201 && made.body["status"] == "idle" && made.body["mode"] == "reverse")
        let id = try #require(made.body["id"]?.string)
        #expect(made.body["session"]?["id"] == .string(id) && made.body["createdAt"]?.string != nil)
        let started = served.json("POST", "/api/v1/recorder/\(id)/start")
        #expect(started.body["status"] == "recording" && started.body["port"] == 8_085)
        #expect(started.body["recording"] == "checkout" && started.body["url"] == "http://127.0.0.1:8085")
        #expect(served.json("POST", "/api/v1/recorder/\(id)/stop").body["status"] == "stopped")
        let again = try served.restarted()
        let listed = again.json("GET", "/api/v1/recorder/sessions").body
        #expect(listed["total"] == 1 && listed["sessions"]?[0]?["status"] == "stopped")
        #expect(listed["sessions"]?[0]?["recording"] == "checkout")
    }

    @Test func `a session started anew goes on with its recording`() throws {
        let served = try Served()
        let recorded = try RecordedSession(served)
        #expect(served.json("POST", "\(recorded.path)/restart").body["status"] == "recording")
        let plans = served.recorder.values.withLock { $0.plans }
        #expect(plans.count == 2 && plans[0].recording == nil && plans[1].recording != nil)
        #expect(served.json("GET", recorded.path).body["entryCount"] == 3)
    }

    @Test func `one that cannot listen is not left behind`() throws {
        let served = try Served()
        served.recorder.values.withLock { $0.refusal = .conflict("127.0.0.1, port 80 is in use") }
        let answer = served.json("POST", "/api/v1/recorder/start", target)
        #expect(answer.status == 409 && answer.body["error"] == "127.0.0.1, port 80 is in use")
        #expect(served.json("GET", "/api/v1/recorder/sessions").body["total"] == 0)
    }

    @Test func `settings change while it does not record, and what is left out stays`() throws {
        let served = try Served()
        let id = try #require(served.json("POST", "/api/v1/recorder/start", target).body["id"]?.string)
        let path = "/api/v1/recorder/\(id)"
        #expect(served.json("PATCH", path, ["port": 9_000]).status == 409)
        _ = served.json("POST", "\(path)/stop")
        let changed = served.json("PATCH", path, ["port": 9_000, "name": "other"])
        #expect(changed.body["name"] == "other" && changed.body["targetUrl"] == "https://api.example.test")
        #expect(changed.body["settings"]?["port"] == 9_000)
        #expect(served.json("PATCH", path, ["redact": "none"]).status == 409)
        #expect(served.json("POST", "\(path)/start").body["port"] == 9_000)
    }

    @Test func `what is done to traffic may stand among the settings`() throws {
        let served = try Served()
        let answer = served.json("POST", "/api/v1/recorder/start", ["latencyMs": 5, "modifications": ["x": 1]])
        #expect(answer.status == 201 && answer.body["warnings"]?.array?.count == 1)
        #expect(served.recorder.values.withLock { $0.plans.first?.modifications.traffic.latency } == .milliseconds(5))
        #expect(answer.body["settings"] == [:])
    }

    @Test func `a session that is deleted takes its recording along`() throws {
        let served = try Served()
        let recorded = try RecordedSession(served)
        _ = served.json("POST", "\(recorded.path)/start")
        #expect(served.json("DELETE", recorded.path).body["success"] == true)
        #expect(served.json("GET", recorded.path).status == 404)
        #expect(served.recorder.running(recorded.id) == nil)
        _ = try RecordedSession(served)
    }

    @Test func `sessions belong to namespaces`() throws {
        let served = try Served()
        _ = served.json("POST", "/api/v1/recorder/sessions", target, fields: [("X-Namespace", "team")])
        #expect(served.json("GET", "/api/v1/recorder/sessions?namespace=sandbox").body["total"] == 0)
        #expect(served.json("GET", "/api/v1/recorder/sessions?namespace=team").body["total"] == 1)
    }

    @Test func `ports are told`() throws {
        let served = try Served()
        _ = served.json("POST", "/api/v1/recorder/start", target)
        let ports = served.json("GET", "/api/v1/recorder/ports").body
        #expect(ports["rangeStart"] == 8_085 && ports["rangeEnd"] == 8_184)
        #expect(ports["inUse"] == [8_085] && ports["available"] == 99)
    }

    @Test func `what went wrong while it recorded is said at its stop`() throws {
        let served = try Served()
        let id = try #require(served.json("POST", "/api/v1/recorder/start", target).body["id"]?.string)
        served.recorder.values.withLock { $0.trouble = "there is no room left" }
        #expect(served.json("POST", "/api/v1/recorder/\(id)/stop").body["warnings"] == ["there is no room left"])
    }

    @Test func `a session that is deleted while it is started does not go on without anybody`() throws {
        let served = try Served()
        let id = try #require(served.json("POST", "/api/v1/recorder/sessions", target).body["id"]?.string)
        served.recorder.values.withLock { $0.held = [] }
        let answer = AnswerBox()
        served.console.respond(to: AdminAPI.request("POST", "/api/v1/recorder/\(id)/start")) { answer.append($0) }
        #expect(served.json("DELETE", "/api/v1/recorder/\(id)").status == 200)
        let held = served.recorder.values.withLock { $0.held ?? [] }
        #expect(held.count == 1)
        for goOn in held { goOn() }
        #expect(answer.wait()?.status == 404)
        #expect(served.recorder.running(id) == nil)
        #expect(try RecordingStore(served.database).all().isEmpty)
    }

    @Test func `a recording that was made otherwise becomes a session's, once`() throws {
        let served = try Served()
        let redaction = RecordedRedaction(salt: [], rules: "null")
        let recording = try RecordingStore(served.database)
            .begin(name: "nightly", at: Served.start, redaction: redaction)
        let exchanges = RecordedSession.usual.map { StoredExchange($0) }
        try ExchangeWriter(served.database, recording: recording.id, hash: RecordedSession.hash).insert(exchanges)
        try RecordingStore(served.database).end(recording.id, as: .finished, at: Served.start)
        let made = served.json("POST", "/api/v1/recorder/adopt", ["recording": "nightly"])
        #expect(made.status == 201 && made.body["name"] == "nightly" && made.body["status"] == "stopped")
        let id = try #require(made.body["id"]?.string)
        #expect(served.json("GET", "/api/v1/recorder/\(id)/entries").body["total"] == 3)
        #expect(served.json("POST", "/api/v1/recorder/adopt", ["recording": "nightly"]).status == 409)
        #expect(served.json("POST", "/api/v1/recorder/adopt", ["recording": "nobody"]).status == 404)
    }

    @Test func `an unknown session is named`() throws {
        let answer = try Served().json("POST", "/api/v1/recorder/nobody/start")
        #expect(answer.status == 404 && answer.body["error"]?.string?.contains("\"nobody\"") == true)
    }
}
