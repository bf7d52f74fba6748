import Foundation
import Model
import TestSupport
import Testing

/// `replay` has what `serve` has as far as a mock file can say it: template files, and an admin API that shows what happened.
@Suite(.serialized) struct ReplayFilesTests {
    private let mocks = #"""
        {"mocks":[
          {"id":"filed","http":{"route":"/filed"},"response":{"payloadTemplatePath":"bodies/hello.json"}},
          {"id":"count","http":{"route":"/count"},"extract":{"gStore":{"n":"$.increment($.gS.n || 0)"}},
            "response":{"payload":{"n":"$.gS.n","at":"$.time('rfc3339')"}}}]}
        """#

    private func place() throws -> Workplace {
        let place = try Workplace()
        try mocks.write(toFile: place.mocks, atomically: true, encoding: .utf8)
        return place
    }

    private func addTemplate(_ place: Workplace) throws {
        let folder = place.folder.path("bodies")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try #"{"hello": "$.queryParams.who"}"#.write(toFile: folder + "/hello.json", atomically: true, encoding: .utf8)
    }

    @Test func `a template file is found beside the mock file, wherever replay is started`() throws {
        let place = try place()
        try addTemplate(place)
        let (replay, urls) = try place.start(["replay", place.mocks, "--listen", "127.0.0.1:0"])
        let url = try #require(urls["replay"])
        #expect(try curl(["\(url)/filed?who=ada"]).body == #"{"hello":"ada"}"#)
        replay.stop()
    }

    @Test func `a template file that is missing is named at the start`() throws {
        let place = try place()
        let result = try place.understudy([
            "replay", place.mocks, "--listen", "127.0.0.1:0", "--ca-dir", place.caFolder,
        ])
        #expect(result.status == 64, "\(result.errors)")
        #expect(result.errors.contains("bodies/hello.json"), "\(result.errors)")
    }

    @Test func `the admin API verifies requests, reads and writes stores, and sets the clock`() throws {
        let place = try place()
        try addTemplate(place)
        let (replay, urls) = try place.start([
            "replay", place.mocks, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
        ])
        let (url, admin) = (try #require(urls["replay"]), try #require(urls["admin"]))
        #expect(
            try curl(["-X", "PUT", "-d", #"{"freeze":"2030-01-01T00:00:00Z"}"#, "\(admin)/api/v1/clock"]).status == 200
        )
        let values = #"{"key":"n","value":41}"#
        #expect(try curl(["-d", values, "\(admin)/api/v1/stores/global?namespace=default"]).status == 200)
        #expect(try curl(["\(url)/count"]).body == #"{"n":42,"at":"2030-01-01T00:00:00Z"}"#)
        #expect(try curl(["\(admin)/api/v1/stores/global?namespace=default"]).body == #"{"n":42}"#)

        let verified = try curl(["-d", #"{"mock":"count","count":1}"#, "\(admin)/api/v1/requests/verify"])
        #expect(try JSON.parse(verified.body)["verified"] == true)
        let waited = try curl(["-d", #"{"mock":"count","count":1}"#, "\(admin)/api/v1/requests/wait"])
        #expect(try JSON.parse(waited.body)["reached"] == true)
        #expect(try curl(["\(url)/none"]).status == 404)
        #expect(try JSON.parse(curl(["\(admin)/api/v1/undefined-requests"]).body)["total"] == 1)
        #expect(try curl(["-d", "{}", "\(admin)/api/v1/mocks"]).status == 404, "the mocks are those of the file")
        replay.stop()
    }
}
