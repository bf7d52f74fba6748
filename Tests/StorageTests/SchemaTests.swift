import GRDB
import Model
import TestSupport
import Testing

@testable import Storage

@Suite struct SchemaTests {
    let samples: StorageSamples
    init() throws { samples = try StorageSamples() }

    /// A file as the first release made it, with a recording.
    private func fileOfVersion1() throws -> String {
        let path = samples.folder.path("old.db")
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in
            try database.execute(sql: Schema.migrations[0])
            try database.execute(
                sql: """
                    INSERT INTO recordings (name, started_at, "end", writer_pid, writer_start, redaction_salt,
                    redaction_rules) VALUES ('old', 1, 'finished', 1, '', x'', '{}');
                    INSERT INTO exchanges (recording_id, kind, listener, client, scheme, host, port, started_at, method,
                    target, request_version, request_fields, request_length, request_wire_length, status, reason,
                    response_version, response_fields, response_length, response_wire_length, total_ns)
                    VALUES (1, 'exchange', 'l', 'c', 'http', 'h', 80, 1, 'GET', '/old', 'HTTP/1.1', x'', 0, 0, 200, 'OK',
                    'HTTP/1.1', x'', 0, 0, 5)
                    """
            )
            try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = 1")
        }
        try queue.close()
        return path
    }

    @Test(arguments: [DatabaseFile.Purpose.reading, .updating, .creating])
    func anOlderFileIsBroughtUpAndKeepsItsRecordings(_ purpose: DatabaseFile.Purpose) throws {
        let file = try DatabaseFile(path: fileOfVersion1(), for: purpose)
        let recording = try RecordingStore(file).find("old")
        #expect(try ExchangeStore(file).all(of: recording.id).map(\.request.target) == ["/old"])
        #expect(try ExchangeStore(file).nextID() == ExchangeID(rawValue: 2))
        #expect(try MockStore(file).all().isEmpty)
        #expect(try file.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == Schema.version)
    }

    @Test func anOlderFileTakesMocksAndMoreRecordings() throws {
        let file = try DatabaseFile(path: fileOfVersion1(), for: .creating)
        let mock = StoredMock(id: MockID(rawValue: "m"), namespace: "n", json: "{}", createdAt: StorageSamples.start)
        try MockStore(file).save([mock])
        _ = try RecordingStore(file).begin(name: "new", at: StorageSamples.start, redaction: StorageSamples.redaction)
        try file.close()
        let again = try DatabaseFile(path: file.path, for: .reading)
        #expect(try MockStore(again).all() == [mock])
        #expect(try RecordingStore(again).all().map(\.name) == ["old", "new"])
    }

    /// What survives a process that is killed: commits go to the log before `save` returns, and only a power cut may
    /// take them.
    @Test func aCommitIsInTheLogWithoutWaitingForTheDisk() throws {
        let (mode, level) = try samples.file.write { database in
            (
                try String.fetchOne(database, sql: "PRAGMA journal_mode"),
                try Int.fetchOne(database, sql: "PRAGMA synchronous")
            )
        }
        #expect(mode == "wal" && level == 1)
    }

    @Test func whatWasSavedIsSeenByAnotherConnectionAtOnce() throws {
        let other = try DatabaseQueue(path: samples.path)
        func count(_ table: String) throws -> Int? {
            try other.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") }
        }
        let mock = StoredMock(id: MockID(rawValue: "m"), namespace: "n", json: "{}", createdAt: StorageSamples.start)
        var next = mock
        next.version = 2
        try MockStore(samples.file).save([mock])
        #expect(try count("mocks") == 1 && count("mock_versions") == 0)
        try MockStore(samples.file).save([next])
        #expect(try count("mocks") == 1 && count("mock_versions") == 1)
        try NamespaceStore(samples.file).save(StoredNamespace(name: "n"))
        #expect(try count("namespaces") == 1)
    }

    @Test func aReaderIsNotHeldUpByAWriter() throws {
        let mock = StoredMock(id: MockID(rawValue: "m"), namespace: "n", json: "{}", createdAt: StorageSamples.start)
        try MockStore(samples.file).save([mock])
        let reader = try DatabaseFile(path: samples.path, for: .reading)
        try samples.file.write { database in
            try database.execute(sql: "DELETE FROM mocks")
            #expect(try MockStore(reader).all() == [mock])
        }
        #expect(try MockStore(reader).all().isEmpty)
    }
}
