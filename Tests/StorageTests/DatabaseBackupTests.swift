import Foundation
import GRDB
import Model
import TestSupport
import Testing

@testable import Storage

/// Copies of a database, what is looked at before one is used, and what becomes of the present state.
@Suite struct DatabaseBackupTests {
    let samples: StorageSamples
    init() throws { samples = try StorageSamples() }

    private var copy: String { samples.folder.path("copy.db") }

    private func mock(_ id: String) -> StoredMock {
        StoredMock(id: MockID(rawValue: id), namespace: "n", json: "{}", createdAt: StorageSamples.start)
    }

    private func mocks(_ file: DatabaseFile) throws -> [String] { try MockStore(file).all().map(\.id.rawValue) }

    @Test func `a copy holds what was committed, alone, for its owner's eyes`() throws {
        try MockStore(samples.file).save([mock("a")])
        try samples.file.copy(to: copy)
        try MockStore(samples.file).save([mock("b")])
        #expect(try DatabaseFile.check(copy) == Schema.version)
        #expect(try mocks(DatabaseFile(path: copy, for: .reading)) == ["a"])
        let mode = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(!FileManager.default.fileExists(atPath: copy + "-wal"))
        #expect(throws: StorageError.self, "a file that is there is not written over") {
            try samples.file.copy(to: copy)
        }
    }

    @Test func `a file that is no whole database of ours is refused with words`() throws {
        try samples.file.copy(to: copy)
        let bytes = try Data(contentsOf: URL(filePath: copy))
        func refusal(of data: Data) throws -> StorageError? {
            let path = samples.folder.path("other.db")
            try data.write(to: URL(filePath: path))
            do throws(StorageError) { _ = try DatabaseFile.check(path) } catch { return error }
            return nil
        }
        let path = samples.folder.path("other.db")
        #expect(try refusal(of: Data()) == .notADatabase(path: path))
        #expect(try refusal(of: Data(repeating: 7, count: 8_192)) == .notADatabase(path: path))
        let short = bytes.dropLast(4_096)
        let wanted = "it has \(short.count) bytes and should have \(bytes.count)"
        #expect(try refusal(of: short) == .damaged(path: path, reason: wanted))
        var spoiled = bytes
        for index in 4_096..<8_192 { spoiled[index] = 0xFF }
        guard case .damaged? = try refusal(of: spoiled) else {
            Issue.record("a spoiled page is not seen")
            return
        }
    }

    @Test(arguments: [
        ("PRAGMA application_id = 7", "application_id"), ("CREATE TABLE more (a)", "tables"),
        ("CREATE TRIGGER t AFTER INSERT ON mocks BEGIN DELETE FROM mocks; END", "tables"),
        ("PRAGMA user_version = 9999", "schema version 9999"),
    ])
    func `a database of others, of later or with more in it is refused`(_ change: String, _ word: String) throws {
        try samples.file.copy(to: copy)
        let queue = try DatabaseQueue(path: copy)
        try queue.inDatabase { try $0.execute(sql: change) }
        try queue.close()
        do throws(StorageError) {
            _ = try DatabaseFile.check(copy)
            Issue.record("it is taken")
        } catch { #expect("\(error)".contains(word)) }
    }

    @Test func `one that was copied with its log mode on is read all the same`() throws {
        try MockStore(samples.file).save([mock("a")])
        try samples.file.close()
        try FileManager.default.copyItem(atPath: samples.path, toPath: copy)
        #expect(try DatabaseFile.check(copy) == Schema.version)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: samples.folder.url.path).count { $0.hasPrefix("copy") }
                == 1
        )
    }

    @Test func `every version's own schema is known`() throws {
        for version in 1...Schema.version {
            let path = samples.folder.path("v\(version).db")
            let queue = try DatabaseQueue(path: path)
            try queue.inDatabase { database in
                for migration in Schema.migrations.prefix(version) { try database.execute(sql: migration) }
                try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
                try database.execute(sql: "PRAGMA user_version = \(version)")
            }
            try queue.close()
            #expect(try DatabaseFile.check(path) == version)
            try DatabaseFile.upgradedCopy(of: path, at: path + ".new")
            #expect(try DatabaseFile.check(path + ".new") == Schema.version)
        }
    }
}

@Suite struct DatabaseRestoreTests {
    let samples: StorageSamples
    init() throws { samples = try StorageSamples() }

    private func restore() throws -> RestoredCallbacks {
        let path = samples.folder.path("work.db")
        try DatabaseFile.upgradedCopy(of: samples.folder.path("copy.db"), at: path)
        return try samples.file.replaceContents(with: path)
    }

    /// One that is pending.
    private func delivery(_ id: String) -> Delivery {
        let job = CallbackJob(
            id: DeliveryID(rawValue: id),
            exchange: ExchangeID(rawValue: 1),
            mock: MockID(rawValue: "m"),
            index: 0,
            target: DeliverySamples.targets[0],
            fields: [],
            body: []
        )
        return Delivery(job: job)
    }

    @Test func `an earlier state takes the place of the present one`() throws {
        let namespaces = NamespaceStore(samples.file)
        try namespaces.save(StoredNamespace(name: "then"))
        try SettingStore(samples.file).set("a", to: "1")
        try samples.file.copy(to: samples.folder.path("copy.db"))
        try namespaces.save(StoredNamespace(name: "now"))
        try SettingStore(samples.file).set("a", to: "2")
        #expect(try restore() == RestoredCallbacks())
        #expect(try namespaces.all().map(\.name) == ["then"])
        #expect(try SettingStore(samples.file).value("a") == "1")
    }

    @Test func `callbacks that are known stay as they became, others come in behind them`() throws {
        let deliveries = DeliveryStore(samples.file)
        try deliveries.apply([.new(delivery("known")), .new(delivery("lost"))])
        try samples.file.copy(to: samples.folder.path("copy.db"))
        var known = delivery("known")
        known.state = .delivered
        try deliveries.apply([.settled(known), .new(delivery("new"))])
        var gone = delivery("lost")
        gone.state = .cancelled
        try deliveries.apply([.settled(gone)])
        var filter = DeliveryFilter()
        filter.ids = [gone.job.id]
        _ = try deliveries.removeSettled(filter)

        let restored = try restore()
        #expect(restored.counts == [.pending: 1])
        #expect(try deliveries.list().map(\.job.id.rawValue) == ["known", "new", "lost"])
        #expect(try deliveries.one(known.job.id)?.state == .delivered)
        let left = try deliveries.left(after: restored.after, through: restored.through, limit: 10)
        #expect(left?.deliveries.map(\.job.id.rawValue) == ["lost"])
    }

    @Test func `who may do what, and what was done, stays`() throws {
        let jobs = JobStore(samples.file)
        try samples.file.copy(to: samples.folder.path("copy.db"))
        try jobs.save(StoredJob(id: "j", name: "j", kind: "backup", createdAt: StorageSamples.start))
        _ = try restore()
        #expect(try jobs.all().map(\.id) == ["j"])
    }

    @Test func `what was being recorded then is interrupted now`() throws {
        let recordings = RecordingStore(samples.file)
        let recording = try recordings.begin(
            name: "r",
            at: StorageSamples.start,
            redaction: StorageSamples.redaction
        )
        try samples.file.copy(to: samples.folder.path("copy.db"))
        try recordings.end(recording.id, as: .finished, at: StorageSamples.start)
        _ = try restore()
        #expect(try recordings.find("r").end == .interrupted)
    }

    @Test func `one that cannot be read changes nothing`() throws {
        try SettingStore(samples.file).set("a", to: "1")
        #expect(throws: StorageError.self) {
            try samples.file.replaceContents(with: samples.folder.path("missing.db"))
        }
        #expect(try SettingStore(samples.file).value("a") == "1")
    }
}
