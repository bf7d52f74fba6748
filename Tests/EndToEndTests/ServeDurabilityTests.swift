import Foundation
import Glibc
import Model
import TestSupport
import Testing

/// What `serve` has answered for is in the database: after a stop, and after a kill.
@Suite(.serialized) struct ServeDurabilityTests {
    @Test func `a restart serves the same mocks, stores, versions, logs and undefined requests`() throws {
        let place = try Workplace()
        let first = try MockServer(in: place)
        try first.create(
            #"""
            {"id":"kept","http":{"route":"/kept","httpMethod":"POST"},"chainId":"c","tags":["a"],"priority":3,
             "extract":{"gStore":{"n":"$.increment($.gS.n || 0)"},"cStore":{"last":"$.req.x"}},
             "oneOf":{"order":"order","responses":[{"payload":{"turn":1}},{"payload":{"turn":2}},{"payload":{"turn":3}}]}}
            """#
        )
        _ = try first.call("PATCH", "/api/v1/mocks/kept", #"{"tags":["a","b"]}"#)
        try first.create(#"{"id":"gone","http":{"route":"/gone"},"response":{}}"#)
        _ = try first.call("DELETE", "/api/v1/mocks/gone")
        _ = try first.call("POST", "/api/v1/stores/global", #"{"key":"typed","value":{"z":1,"a":1.50}}"#)
        _ = try first.call("POST", "/api/v1/templates/t.json", #"{"a": 1}"#)
        for x in ["one", "two"] { _ = try first.call("POST", "/stubs/sandbox/kept", #"{"x":"\#(x)"}"#) }
        _ = try first.call("PUT", "/stubs/sandbox/nowhere?q=1", #"{"lost":true}"#)
        let before = try shown(by: first)
        #expect(first.program.stop() == 0, "\(first.program.output)")

        let second = try MockServer(in: place)
        let after = try shown(by: second)
        for (path, text) in before { #expect(after[path] == text, "\(path)") }
        #expect(before["/api/v1/stores/global?namespace=sandbox"] == #"{"n":2,"typed":{"z":1,"a":1.50}}"#)
        #expect(try second.call("POST", "/stubs/sandbox/kept", #"{"x":"three"}"#).status == 200)
        #expect(try second.call("GET", "/api/v1/stores/chain/c").text == #"{"last":"three"}"#)
        #expect(try second.call("GET", "/stubs/sandbox/gone").status == 404)
        #expect(try second.call("POST", "/api/v1/mocks/gone/restore").status == 200)
        #expect(try second.call("GET", "/stubs/sandbox/gone").status == 200)
    }

    /// What people see of the state, by path.
    private func shown(by server: MockServer) throws -> [String: String] {
        let paths = [
            "/api/v1/mocks", "/api/v1/mocks/gone", "/api/v1/mocks/kept/versions", "/api/v1/mocks/kept/logs",
            "/api/v1/stores/global?namespace=sandbox", "/api/v1/stores/chain/c", "/api/v1/undefined-requests",
            "/api/v1/templates/t.json", "/api/v1/requests", "/api/v1/counts",
        ]
        var shown: [String: String] = [:]
        for path in paths {
            let answer = try server.call("GET", path)
            #expect(answer.status == 200, "\(path): \(answer.text)")
            shown[path] = answer.text
        }
        return shown
    }

    @Test func `a mock and a value that were answered for survive a kill`() throws {
        let place = try Workplace()
        let first = try MockServer(in: place)
        try first.create(#"{"id":"m","http":{"route":"/m"},"response":{"payload":{"v":"$.gS.v"}}}"#)
        #expect(try first.call("POST", "/api/v1/stores/global", #"{"key":"v","value":7}"#).status == 200)
        #expect(first.program.stop(SIGKILL) == 128 + SIGKILL)
        let second = try MockServer(in: place)
        #expect(try second.call("GET", "/stubs/sandbox/m").text == #"{"v":7}"#)
    }

    @Test(arguments: [250, 1_000])
    func `of a thousand creates, those that were answered are there after a kill`(_ killedAfter: Int) throws {
        let place = try Workplace()
        let first = try MockServer(in: place)
        let client = try RunningProgram(
            try #require(Programs.find("curl")),
            ["-sS", "-K", try creates(1_000, at: first.url, in: place.folder)]
        )
        _ = try client.waitForLines(killedAfter, seconds: 120) { $0.hasPrefix("201 ") }
        first.program.stop(SIGKILL)
        _ = client.wait()
        let answered = client.output.filter { $0.hasPrefix("201 ") }.map { String($0.dropFirst(4)) }
        #expect(answered.count >= killedAfter)
        if killedAfter < 1_000 { #expect(answered.count < 1_000, "it should be killed in the middle") }

        let second = try MockServer(in: place)
        let mocks = try second.call("GET", "/api/v1/mocks?limit=10000").json["mocks"]?.array ?? []
        let stored = Set(mocks.compactMap { $0["id"]?.string })
        #expect(Set(answered).subtracting(stored) == [])
        #expect(stored.count <= answered.count + 1, "only the one that was being answered may be more")
        let curl = try #require(Programs.find("curl"))
        let served = try run(curl, ["-sS", "\(second.url)/stubs/sandbox/m/[0-\(answered.count - 1)]"]).output
        #expect(served.split(separator: "|").map(String.init) == (0..<answered.count).map { "\($0)" })
    }

    /// The arguments of a curl that creates mocks one after the other and says each that was taken.
    private func creates(_ count: Int, at url: String, in folder: TemporaryFolder) throws -> String {
        let requests = (0..<count)
            .map { number in
                let mock =
                    #"{"id":"m-\#(number)","http":{"route":"/m/\#(number)"},"response":{"payload":"\#(number)|"}}"#
                return """
                    url = "\(url)/api/v1/mocks"
                    data-binary = "\(mock.replacing("\"", with: "\\\""))"
                    output = "/dev/null"
                    write-out = "%{stderr}%{http_code} m-\(number)\\n"
                    """
            }
        let path = folder.path("creates")
        try requests.joined(separator: "\nnext\n").write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}
