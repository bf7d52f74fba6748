import Foundation
import Glibc
import Model
import TestSupport
import Testing

/// Backups of a server that works meanwhile, and earlier states put back.
@Suite(.serialized) struct ServeBackupTests {
    private static let path = "/api/v1/admin/backups"

    private func mock(_ id: String, _ payload: String = "1") -> String {
        #"{"id":"\#(id)","http":{"route":"/\#(id)"},"response":{"payload":\#(payload)}}"#
    }

    private func backup(_ server: MockServer) throws -> String {
        let made = try server.call("POST", Self.path)
        #expect(made.status == 201, "\(made.text)")
        return try #require(try made.json["id"]?.string)
    }

    private func restore(_ id: String, _ server: MockServer) throws -> JSON {
        let answer = try server.call("POST", "\(Self.path)/\(id)/restore")
        #expect(answer.status == 200, "\(answer.text)")
        return try answer.json
    }

    /// The file of a backup, as a client gets it.
    private func downloaded(_ id: String, _ server: MockServer, _ place: Workplace) throws -> Data {
        let path = place.folder.path("downloaded.db")
        let (status, _) = try curl(["-o", path, "\(server.url)\(Self.path)/\(id)/download"])
        #expect(status == 200)
        return try Data(contentsOf: URL(filePath: path))
    }

    private func upload(_ data: Data, _ server: MockServer, _ place: Workplace) throws -> ServerAnswer {
        let path = place.folder.path("uploaded.db")
        try data.write(to: URL(filePath: path))
        return try server.call(
            "POST",
            "\(Self.path)/upload",
            "@\(path)",
            ["-H", "Content-Type: application/vnd.sqlite3"]
        )
    }

    @Test func `while clients write, a backup is whole; restored and after a restart the state is that of its moment`()
        throws
    {
        let place = try Workplace()
        let first = try MockServer(in: place)
        try first.create(
            #"{"id":"count","http":{"route":"/count"},"extract":{"gStore":{"n":"$.increment($.gS.n || 0)"}},"response":{"payload":{"n":"$.gS.n"}}}"#
        )
        let writer = try RunningProgram(
            try #require(Programs.find("curl")),
            ["-sS", "-w", "\n%{http_code}\n", "\(first.url)/stubs/sandbox/count?[1-4000]"]
        )
        _ = try writer.waitForLines(50, seconds: 60) { $0 == "200" }
        let id = try backup(first)
        #expect(writer.wait() == 0)
        try first.create(mock("later"))
        _ = try first.call("PUT", "/stubs/sandbox/lost?q=1")
        let counted = try #require(try first.call("GET", "/api/v1/stores/global?namespace=sandbox").json["n"]?.int)
        #expect(counted == 4_000)

        let outcome = try restore(id, first)
        #expect(outcome["mocks"] == 1)
        let then = try #require(try first.call("GET", "/api/v1/stores/global?namespace=sandbox").json["n"]?.int)
        #expect(then >= 50 && then < counted, "as it was when the backup was made")
        #expect(try first.call("GET", "/stubs/sandbox/later").status == 404)
        #expect(try first.call("GET", "/api/v1/requests/count").status != 500)
        #expect(try first.call("GET", "/stubs/sandbox/count").text == #"{"n":\#(then + 1)}"#)
        let requests = try first.call("GET", "/api/v1/requests?limit=1").json["total"]?.int ?? 0
        #expect(first.program.stop() == 0, "\(first.program.output)")

        let second = try MockServer(in: place)
        #expect(try second.call("GET", "/api/v1/stores/global?namespace=sandbox").json["n"]?.int == then + 1)
        #expect(try second.call("GET", "/stubs/sandbox/later").status == 404)
        #expect(try second.call("GET", "/api/v1/requests?limit=1").json["total"]?.int ?? 0 >= requests)
        let previous = try #require(outcome["previous"]?["id"]?.string)
        _ = try restore(previous, second)
        #expect(try second.call("GET", "/stubs/sandbox/later").text == "1")
        #expect(try second.call("GET", "/api/v1/stores/global?namespace=sandbox").json["n"]?.int == counted)
    }

    @Test func `callbacks that wait are sent after a restore, and those of a lost server come back with its backup`()
        async throws
    {
        let receiver = try CallbackReceiver()
        let place = try Workplace()
        let first = try MockServer(in: place)
        let waiting = #"""
            {"id":"w","http":{"route":"/w","httpMethod":"POST"},"response":{"payload":1},
             "webhooks":[{"url":"\#(receiver.url("/hook"))","delay":3000,"body":"$.req.n"}]}
            """#
        try first.create(waiting)
        let empty = try backup(first)
        _ = try first.call("POST", "/stubs/sandbox/w", #"{"n":1}"#)
        let withOne = try backup(first)
        _ = try restore(empty, first)
        try await receiver.wait(for: 1)
        #expect(try first.settledCallbacks().map { $0["state"] } == ["delivered"])
        _ = try restore(withOne, first)
        #expect(try first.settledCallbacks().map { $0["state"] } == ["delivered"])
        #expect(receiver.received.count == 1, "what was sent is not sent again")

        let file = try downloaded(withOne, first, place)
        let other = try Workplace()
        let second = try MockServer(in: other)
        let taken = try upload(file, second, other)
        #expect(taken.status == 201, "\(taken.text)")
        _ = try restore(try #require(try taken.json["id"]?.string), second)
        try await receiver.wait(for: 2)
        #expect(try second.settledCallbacks().map { $0["state"] } == ["delivered"])
        #expect(try second.call("POST", "/stubs/sandbox/w", #"{"n":2}"#).status == 200)
    }

    @Test func `an upload that is cut off, newer, of others or nothing at all is refused and changes nothing`() throws {
        let place = try Workplace()
        let server = try MockServer(in: place)
        try server.create(mock("a"))
        let id = try backup(server)
        let file = try downloaded(id, server, place)
        #expect(try server.call("GET", "\(Self.path)/\(id)").json["size"]?.int == file.count)
        var newer = file
        newer.replaceSubrange(60..<64, with: [0, 0, 0x27, 0x0F])
        var foreign = file
        foreign.replaceSubrange(68..<72, with: [1, 2, 3, 4])
        let refused: [(Data, String)] = [
            (file.dropLast(4_096), "cut off"), (file.prefix(50), "not an SQLite"), (newer, "schema version 9999"),
            (foreign, "another program"), (Data(repeating: 0x41, count: 100_000), "not an SQLite"),
        ]
        for (data, word) in refused {
            let answer = try upload(data, server, place)
            #expect(answer.status == 400 && answer.text.contains(word), "\(answer.text)")
        }
        #expect(try server.call("GET", Self.path).json["total"] == 1)
        #expect(try server.call("GET", "/stubs/sandbox/a").text == "1")
    }

    @Test func `a job makes backups, and tells its webhook when one is done`() async throws {
        let receiver = try CallbackReceiver()
        let place = try Workplace()
        let server = try MockServer(in: place)
        let webhook = #"{"operation":"job.run","url":"\#(receiver.url("/done"))"}"#
        #expect(try server.call("POST", "/api/v1/admin/webhooks", webhook).status == 201)
        let job = try server.call("POST", "/api/v1/jobs", #"{"type":"backup","name":"n","schedule":"@daily"}"#).json
        let id = try #require(job["id"]?.string)
        #expect(try server.call("POST", "/api/v1/jobs/\(id)/run").status == 202)
        try await receiver.wait(for: 1)
        let event = try JSON.parse(try #require(receiver.received.first).body)
        #expect(event["operation"] == "job.run" && event["run"]?["outcome"] == "succeeded")
        #expect(try server.call("GET", "/api/v1/jobs/\(id)/runs").json["runs"]?[0]?["outcome"] == "succeeded")
        #expect(try server.call("GET", Self.path).json["backups"]?[0]?["origin"] == "job")
        #expect(FileManager.default.fileExists(atPath: "\(place.database)-backups"), "beside the database")
    }
}
