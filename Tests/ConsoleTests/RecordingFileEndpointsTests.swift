import Model
import Synchronization
import Testing

@testable import Console

@Suite struct RecordingFileEndpointsTests {
    @Test func `a recording is written in the format asked for`() throws {
        let served = try Served()
        let recorded = try RecordedSession(served, settings: ["name": "my/../run"])
        let plain = served.answer("POST", "\(recorded.path)/export")
        #expect(plain.status == 200 && plain.body == Array("har of my/../run".utf8))
        #expect(plain.fields.first("Content-Disposition") == #"attachment; filename="my-..-run.har.json""#)
        _ = served.answer("POST", "\(recorded.path)/export", Array(#"{"format":"OpenAPI","entryIds":["1"]}"#.utf8))
        _ = served.answer("POST", "\(recorded.path)/export-postman")
        _ = served.answer("GET", "\(recorded.path)/export?format=wiremock")
        let exports = served.analysis.values.withLock { $0.exports }
        #expect(exports.map(\.format) == ["har", "openapi", "postman", "wiremock"])
        #expect(exports[1].ids == [ExchangeID(rawValue: 1)])
        #expect(served.json("GET", "\(recorded.path)/export?notes=true").body == ["notes": ["a note"]])
    }

    @Test func `an archive is read into a session, which has a recording then`() throws {
        let served = try Served()
        let id = try #require(served.json("POST", "/api/v1/recorder/sessions").body["id"]?.string)
        #expect(served.json("POST", "/api/v1/recorder/\(id)/export").status == 409)
        let imported = served.json("POST", "/api/v1/recorder/\(id)/import", ["log": [:]])
        #expect(imported.status == 201 && imported.body["imported"] == 2 && imported.body["notes"] == ["left out"])
        #expect(imported.body["session"]?["recording"]?.string != nil)
        served.analysis.values.withLock { $0.refusal = .invalid("no archive") }
        #expect(served.json("POST", "/api/v1/recorder/\(id)/import", [:]).status == 400)
    }

    @Test func `nothing is read into a session that records`() throws {
        let served = try Served()
        let id = try #require(served.json("POST", "/api/v1/recorder/start").body["id"]?.string)
        #expect(served.json("POST", "/api/v1/recorder/\(id)/import", [:]).status == 409)
    }

    @Test(arguments: [
        ("../../etc/passwd", "etc-passwd"), ("a b\r\n\"x", "a-b---x"), ("...", "recording"), ("é", "recording"),
    ])
    func `names of files name no other folder`(text: String, name: String) {
        #expect(FileName.safe(text) == name)
    }
}
