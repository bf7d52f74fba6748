import Dispatch
import Foundation
import Model
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Console

@Suite struct BackupEndpointsTests {
    private let served: Served
    init() throws { served = try Served(bodyLimit: 8 << 20) }

    private static let path = "/api/v1/admin/backups"

    private func make(_ label: String = "") -> JSON { served.json("POST", Self.path, ["label": .string(label)]).body }

    private func id(_ backup: JSON) -> String { backup["id"]?.string ?? "" }

    private func restore(_ backup: JSON) -> (status: Int, body: JSON) {
        served.json("POST", "\(Self.path)/\(id(backup))/restore")
    }

    private func content(_ backup: JSON) -> [UInt8] {
        guard let pieces = served.answer("GET", "\(Self.path)/\(id(backup))/download").pieces else { return [] }
        var bytes: [UInt8] = []
        while true {
            let ready = DispatchSemaphore(value: 0)
            pieces.whenReady { ready.signal() }
            ready.wait()
            guard let piece = pieces.next() else { return bytes }
            bytes += piece.bytes
        }
    }

    private func upload(_ bytes: [UInt8], _ query: String = "") -> (status: Int, body: JSON) {
        let answer = served.answer("POST", "\(Self.path)/upload\(query)", bytes)
        return (answer.status, (try? JSON.parse(answer.body)) ?? .null)
    }

    @Test func `where a disk is full, what is said helps there`() throws {
        let folder = BackupFolder(path: "/srv/mocks.db-backups") { _ in "" }
        func copy() throws(StorageError) { throw .full(path: "/srv/mocks.db-backups/20261128T004653Z-0f3a9c1e.part") }
        let backup = try #require(throws: Refusal.self) { try folder.copying(try copy()) }
        let change = Refusal.storage(.full(path: "/srv/mocks.db"))
        for refusal in [backup, change] {
            #expect(refusal.status == 503 && refusal.code == "unavailable" && refusal.reason.contains("no room left"))
            #expect(!refusal.reason.contains("record") && !refusal.reason.contains("--db"), "\(refusal.reason)")
        }
        #expect(backup.reason.contains("/srv/mocks.db-backups;") && backup.reason.contains("--backups"))
        #expect(change.reason.contains("/srv/mocks.db;") && change.reason.contains("try again"))
    }

    @Test func `a backup is made, listed, given out and deleted`() throws {
        served.create("a")
        let made = served.json("POST", Self.path, ["label": "first"])
        #expect(made.status == 201 && made.body["label"] == "first" && made.body["origin"] == "request")
        #expect(made.body["createdAt"] == "2023-11-14T22:13:20.000Z")
        #expect(served.backups.values.withLock { $0.writes } == 1, "what is in memory goes with it")
        #expect(served.json("GET", "\(Self.path)/\(id(made.body))").body == made.body)
        served.time.advance(by: .seconds(1))
        let second = make()
        #expect(served.json("GET", Self.path).body["backups"] == [second, made.body])
        #expect(content(made.body).count == made.body["size"]?.int)
        #expect(served.json("DELETE", "\(Self.path)/\(id(made.body))").status == 200)
        #expect(served.json("GET", Self.path).body["backups"] == [second])
        #expect(try FileManager.default.contentsOfDirectory(atPath: served.backups.folder).count == 2)
    }

    @Test(arguments: [
        "../mocks", "..%2Fmocks", "%2e%2e%2fmocks", "a%00b", "%2Fetc%2Fpasswd", "..", ".", "a%5Cb",
        String(repeating: "a", count: 101), "nothing",
    ])
    func `a name that leads elsewhere leads nowhere`(_ name: String) throws {
        _ = make()
        for (method, more) in [("GET", ""), ("GET", "/download"), ("DELETE", ""), ("POST", "/restore")] {
            let answer = served.answer(method, "\(Self.path)/\(name)\(more)")
            #expect([404, 405].contains(answer.status), "\(method) \(name)\(more)")
        }
        #expect(FileManager.default.fileExists(atPath: served.folder.path("mocks.db")))
    }

    @Test func `a restore brings mocks, folders, files and webhooks back, and keeps what was there`() throws {
        served.create("kept", route: "/kept")
        _ = served.json("POST", "/api/v1/mock-folders", ["name": "f"])
        _ = served.answer("POST", "/api/v1/templates/t.txt", Array("then".utf8))
        let backup = make()
        _ = served.json("DELETE", "/api/v1/mocks/kept/purge")
        served.create("later", route: "/later")
        _ = served.answer("POST", "/api/v1/templates/u.txt", Array("now".utf8))
        let answer = restore(backup)
        #expect(answer.status == 200 && answer.body["mocks"] == 1 && answer.body["notServed"] == [])
        #expect(served.engine.servedIDs == ["kept"])
        #expect(served.json("GET", "/api/v1/mocks/later").status == 404)
        #expect(served.outside.values.withLock { $0.templates.map(\.name) } == ["t.txt"])
        #expect(served.answer("GET", "/api/v1/templates/u.txt").status == 404)
        let previous = try #require(answer.body["previous"])
        #expect(previous["origin"] == "before_restore")
        #expect(restore(previous).status == 200)
        #expect(served.engine.servedIDs == ["later"])
    }

    @Test func `webhooks hear of both once they are done, also one that is gone with the restore`() throws {
        let early: JSON = ["id": "e", "operation": "backup.create", "url": "http://hooks.test/e"]
        _ = served.json("POST", "/api/v1/admin/webhooks", early)
        let backup = make()
        let late: JSON = ["id": "l", "operation": "backup.restore", "url": "http://hooks.test/l"]
        _ = served.json("POST", "/api/v1/admin/webhooks", late)
        #expect(served.json("POST", "\(Self.path)/nothing/restore").status == 404)
        #expect(restore(backup).status == 200)
        #expect(served.outside.eventNames == ["backup.create", "backup.restore"])
        let event = served.outside.values.withLock { $0.events.last?.event }
        #expect(event?["subject"] == backup["id"] && event?["backup"] == backup && event?["actor"] == "local")
    }

    @Test func `an upload is checked before it is kept`() throws {
        let bytes = content(make())
        let taken = upload(bytes, "?label=from%20elsewhere")
        #expect(taken.status == 201 && taken.body["origin"] == "upload" && taken.body["label"] == "from elsewhere")
        #expect(content(taken.body) == bytes && restore(taken.body).status == 200)
        let count = served.json("GET", Self.path).body["total"]
        let refused: [([UInt8], String)] = [
            ([], "empty"), (Array("SQLite format 3".utf8), "not an SQLite"), (Array(bytes.dropLast(100)), "cut off"),
            (Array(repeating: 0, count: 10_000), "not an SQLite"),
        ]
        for (bytes, word) in refused {
            let answer = upload(bytes)
            #expect(answer.status == 400 && answer.body["error"]?.string?.contains(word) == true)
        }
        #expect(served.json("GET", Self.path).body["total"] == count)
        #expect(upload(Array(repeating: 0, count: (8 << 20) + 1)).status == 413)
        let parts = try FileManager.default.contentsOfDirectory(atPath: served.backups.folder)
            .filter { $0.contains(".part") || $0.contains(".restoring") }
        #expect(parts == [])
    }

    @Test func `a backup whose file was changed is not restored`() throws {
        let backup = make()
        let path = "\(served.backups.folder)/\(id(backup)).db"
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: URL(filePath: path))
        served.create("a")
        #expect(restore(backup).status == 409)
        #expect(served.engine.servedIDs == ["a"])
    }

    @Test func `while a session records nothing is restored`() {
        let backup = make()
        served.create("a")
        served.backups.values.withLock { $0.isRecording = true }
        let answer = restore(backup)
        #expect(answer.status == 409 && answer.body["error"]?.string?.contains("stop it first") == true)
        #expect(served.engine.servedIDs == ["a"])
    }

    @Test func `when the new state cannot be taken up, the old one is back`() {
        let backup = make()
        served.create("a")
        served.backups.values.withLock { $0.failures = 1 }
        #expect(restore(backup).status == 503)
        #expect(served.engine.servedIDs == ["a"])
        #expect(served.json("GET", "/api/v1/mocks/a").status == 200)
        #expect(served.outside.eventNames.isEmpty)
    }

    @Test func `accounts and jobs stay as they are`() {
        let backup = make()
        let job = served.json("POST", "/api/v1/jobs", ["type": "backup"]).body
        #expect(restore(backup).status == 200)
        #expect(served.json("GET", "/api/v1/jobs/\(job["id"]?.string ?? "")").status == 200)
    }
}
