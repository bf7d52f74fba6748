import Foundation
import Glibc
import Model
import TestSupport
import Testing

/// Backups and restores that the process or the disk does not live through.
@Suite(.serialized) struct ServeBackupFaultTests {
    private static let path = "/api/v1/admin/backups"
    private static let mocks = 400

    /// Stores mocks that answer with the name of a state, a value of that name and a folder, in one namespace.
    private func fill(_ server: MockServer, _ state: String, _ place: Workplace) throws {
        let padding = String(repeating: state, count: 2_000)
        let all = (0..<Self.mocks)
            .map { number in
                #"{"id":"m\#(number)","http":{"route":"/m\#(number)"},"response":{"payload":{"s":"\#(state)","p":"\#(padding)"}}}"#
            }
        let file = place.folder.path("\(state).json")
        try Data(#"{"mocks":[\#(all.joined(separator: ","))]}"#.utf8).write(to: URL(filePath: file))
        let stored = try server.call("POST", "/api/v1/mocks/batch", "@\(file)")
        guard [200, 201].contains(stored.status) else { throw Unexpected(stored.text) }
        _ = try server.call("POST", "/api/v1/stores/global?namespace=sandbox", #"{"key":"s","value":"\#(state)"}"#)
    }

    /// The states that mocks and stores are of: one name where the state is whole.
    private func states(_ server: MockServer) throws -> Set<String> {
        let list = try server.call("GET", "/api/v1/mocks?limit=10000").json["mocks"]?.array ?? []
        guard list.count == Self.mocks else { throw Unexpected("\(list.count) mocks") }
        let stored = list.compactMap { $0["response"]?["payload"]?["s"]?.string }
        let answered = try [0, Self.mocks - 1]
            .compactMap { try server.call("GET", "/stubs/sandbox/m\($0)").json["s"]?.string }
        let value = try server.call("GET", "/api/v1/stores/global?namespace=sandbox").json["s"]?.string
        return Set(stored + answered + [value ?? "nothing"])
    }

    /// Every backup that is listed is whole, and nothing lies about that is none.
    private func expectWholeBackups(_ server: MockServer, _ place: Workplace) throws {
        let listed = try server.call("GET", Self.path).json["backups"]?.array ?? []
        let sqlite = Programs.find("sqlite3")
        for backup in listed {
            let id = try #require(backup["id"]?.string)
            let file = "\(place.database)-backups/\(id).db"
            let digest = try run("/usr/bin/sha256sum", [file]).output.prefix(64)
            #expect(backup["sha256"]?.string == String(digest))
            if let sqlite { #expect(try run(sqlite, [file, "PRAGMA integrity_check"]).output == "ok\n") }
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(place.database)-backups")
        #expect(files.count == 2 * listed.count, "\(files)")
    }

    /// How many copies of databases are kept.
    private func copies(_ place: Workplace) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "\(place.database)-backups").count { $0.hasSuffix(".db") }
    }

    /// A client that has asked for something, and does not wait for the answer.
    private func ask(_ url: String) throws -> RunningProgram {
        try RunningProgram(try #require(Programs.find("curl")), ["-sS", "-X", "POST", "-w", "\n%{http_code}\n", url])
    }

    private func time(_ body: () throws -> Void) rethrows -> Duration { try ContinuousClock().measure(body) }

    @Test func `killed at any moment of a restore, the old state or the new one is whole`() throws {
        let place = try Workplace()
        var server = try MockServer(in: place)
        try fill(server, "a", place)
        let backup = try #require(try server.call("POST", Self.path).json["id"]?.string)
        try fill(server, "b", place)
        let restore = "\(Self.path)/\(backup)/restore"
        let whole = try time { _ = try server.call("POST", restore) }
        #expect(try states(server) == ["a"])
        var random = SeededRandom(seed: 7)
        var seen: Set<String> = []
        for round in 0..<20 {
            try fill(server, "b", place)
            let kept = try copies(place)
            let client = try ask(server.url + restore)
            // Most of the time goes into copies; the change itself follows when the state before is kept as one.
            if round % 4 > 0 { while client.isRunning, try copies(place) == kept { sched_yield() } }
            let share = round % 4 > 0 ? 0.3 : 1.1
            try kill(server, after: whole * Double.random(in: 0...share, using: &random))
            _ = client.wait()
            server = try MockServer(in: place)
            let states = try states(server)
            #expect(states == ["a"] || states == ["b"], "a mixture: \(states)")
            seen.formUnion(states)
            try expectWholeBackups(server, place)
            for old in try server.call("GET", Self.path).json["backups"]?.array ?? [] where old["id"]?.string != backup
            {
                _ = try server.call("DELETE", "\(Self.path)/\(old["id"]?.string ?? "")")
            }
        }
        #expect(seen == ["a", "b"], "the kills should come neither all too early nor all too late")
    }

    @Test func `killed at any moment of a backup, the list has whole ones only`() throws {
        let place = try Workplace()
        var server = try MockServer(in: place)
        try fill(server, "a", place)
        let whole = try time { _ = try server.call("POST", Self.path) }
        var random = SeededRandom(seed: 8)
        for _ in 0..<10 {
            let client = try ask(server.url + Self.path)
            try kill(server, after: whole * Double.random(in: 0...1.1, using: &random))
            _ = client.wait()
            server = try MockServer(in: place)
            #expect(try states(server) == ["a"])
            try expectWholeBackups(server, place)
        }
    }

    /// The moment is a matter of chance: nothing is ordered by it.
    private func kill(_ server: MockServer, after time: Duration) throws {
        let end = ContinuousClock.now + time
        while ContinuousClock.now < end { sched_yield() }
        server.program.stop(SIGKILL)
    }

    private func fileSize(_ path: String) throws -> Int {
        guard FileManager.default.fileExists(atPath: path) else { return 0 }
        return try URL(filePath: path).resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
    }

    /// Files may have so many blocks of 1,024 bytes and no more, as on a disk that is full.
    private func server(_ place: Workplace, blocks: Int) throws -> MockServer {
        let script = "trap '' XFSZ; ulimit -f \(blocks); exec \"$0\" \"$@\""
        return try MockServer(in: place, through: ["/bin/bash", "-c", script])
    }

    @Test func `on a full disk a restore or a backup leaves all as it was, and says why`() throws {
        let place = try Workplace()
        let first = try MockServer(in: place)
        try fill(first, "a", place)
        let backup = try #require(try first.call("POST", Self.path).json["id"]?.string)
        try fill(first, "b", place)
        #expect(first.program.stop() == 0)
        // Changes may still stand in the log beside the database.
        let size = try ["", "-wal"].map { try fileSize(place.database + $0) }.max() ?? 0
        var refused = 0
        for share in [1.05, 1.2, 1.5, 2, 4] {
            let server = try server(place, blocks: Int(Double(size) * share) / 1_024)
            let answer = try server.call("POST", "\(Self.path)/\(backup)/restore")
            let states = try states(server)
            if answer.status == 200 {
                #expect(states == ["a"], "\(share)")
            } else {
                refused += 1
                #expect(answer.status == 503 && states == ["b"], "\(share): \(answer.status) \(answer.text)")
                #expect(try answer.json["code"] == "unavailable" && answer.text.contains("disk"), "\(answer.text)")
            }
            server.program.stop()
            let after = try MockServer(in: place)
            #expect(try self.states(after) == states, "\(share), after a restart")
            try expectWholeBackups(after, place)
            try fill(after, "b", place)
            after.program.stop()
        }
        #expect(refused >= 2)
    }

    @Test func `secrets are restored under their key, and refused under another one`() throws {
        let (place, other) = (try Workplace(), try Workplace())
        let (mine, theirs) = (String(repeating: "a1", count: 32), String(repeating: "b2", count: 32))
        let first = try MockServer(in: place, environment: ["UNDERSTUDY_SECRET_KEY": mine])
        _ = try first.call("PUT", "/api/v1/secrets/SHOP", #"{"value":"first"}"#)
        let backup = try #require(try first.call("POST", Self.path).json["id"]?.string)
        _ = try first.call("DELETE", "/api/v1/secrets/SHOP")
        #expect(try first.call("POST", "\(Self.path)/\(backup)/restore").status == 200)
        #expect(try first.call("GET", "/api/v1/secrets/SHOP").json["readable"] == true)

        let second = try MockServer(in: other, environment: ["UNDERSTUDY_SECRET_KEY": theirs])
        _ = try second.call("PUT", "/api/v1/secrets/OWN", #"{"value":"second"}"#)
        let file = "\(place.database)-backups/\(backup).db"
        let taken = try second.call("POST", "\(Self.path)/upload", "@\(file)").json
        let restore = "\(Self.path)/\(try #require(taken["id"]?.string))/restore"
        let refused = try second.call("POST", restore)
        #expect(refused.status == 409 && refused.text.contains("SHOP") && refused.text.contains("secrets=keep"))
        #expect(try second.call("GET", "/api/v1/secrets").json["secrets"]?.array?.map { $0["name"] } == ["OWN"])
        #expect(try second.call("POST", restore + "?secrets=keep").status == 200)
        let own = try second.call("GET", "/api/v1/secrets").json["secrets"]?.array
        #expect(own?.map { $0["name"] } == ["OWN"] && own?.first?["readable"] == true)
        second.program.stop()
        let again = try MockServer(in: other, environment: ["UNDERSTUDY_SECRET_KEY": mine])
        #expect(try again.call("POST", restore).status == 200)
        #expect(try again.call("GET", "/api/v1/secrets/SHOP").json["readable"] == true)
    }

    @Test func `a file that was damaged on its way is refused`() throws {
        let place = try Workplace()
        let server = try MockServer(in: place)
        try fill(server, "a", place)
        let made = try server.call("POST", Self.path).json
        let file = "\(place.database)-backups/\(try #require(made["id"]?.string)).db"
        let digest = try #require(made["sha256"]?.string)
        var bytes = try Data(contentsOf: URL(filePath: file))
        let path = place.folder.path("flipped.db")
        #expect(try server.call("POST", "\(Self.path)/upload?sha256=\(digest)", "@\(file)").status == 201)
        var random = SeededRandom(seed: 9)
        for _ in 0..<10 {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            bytes[place] ^= 4
            try bytes.write(to: URL(filePath: path))
            let answer = try server.call("POST", "\(Self.path)/upload?sha256=\(digest)", "@\(path)")
            #expect(answer.status == 400, "byte \(place): \(answer.text)")
            bytes[place] ^= 4
        }
        #expect(try server.call("GET", Self.path).json["total"] == 2)
    }
}
