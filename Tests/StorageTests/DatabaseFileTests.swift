import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

@Suite struct DatabaseFileTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    var path: String { folder.path("some.db") }

    private func opening(_ purpose: DatabaseFile.Purpose) throws {
        try DatabaseFile(path: path, for: purpose).close()
    }

    @Test func readingDoesNotMakeAFile() {
        #expect(throws: StorageError.missing(path: path)) { try opening(.reading) }
        #expect(throws: StorageError.missing(path: path)) { try opening(.updating) }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func aMissingFolderIsNamed() {
        let path = folder.path("no/such.db")
        #expect(throws: StorageError.folderMissing(path: path)) { try DatabaseFile(path: path, for: .creating) }
    }

    @Test func aFileThatIsNoDatabaseIsLeftAsItIs() throws {
        let text = String(repeating: "this is a letter\n", count: 200)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: StorageError.notADatabase(path: path)) { try opening(.creating) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
        #expect(throws: StorageError.notADatabase(path: folder.url.path)) {
            try DatabaseFile(path: folder.url.path, for: .creating)
        }
    }

    @Test func aDatabaseOfAnotherProgramIsLeftAsItIs() throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "CREATE TABLE invoices (id INTEGER)") }
        try queue.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(throws: StorageError.foreign(path: path, evidence: "its tables: invoices")) { try opening(.creating) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test func anotherApplicationIDIsForeign() throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA application_id = 252006674") }
        try queue.close()
        #expect(throws: StorageError.foreign(path: path, evidence: "its application_id is 0xf055112")) {
            try opening(.creating)
        }
    }

    @Test func aNewerSchemaNamesBothVersions() throws {
        try opening(.creating)
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 4711") }
        try queue.close()
        for purpose in [DatabaseFile.Purpose.reading, .updating, .creating] {
            #expect(throws: StorageError.newerSchema(path: path, found: 4_711, known: Schema.version)) {
                try opening(purpose)
            }
        }
    }

    @Test func anEmptyFileBecomesOurs() throws {
        try Data().write(to: URL(fileURLWithPath: path))
        try opening(.creating)
        try opening(.reading)
        let queue = try DatabaseQueue(path: path)
        let mode = try queue.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
        #expect(mode == "wal")
    }

    @Test func permissionsAreNamed() throws {
        guard geteuid() != 0 else { return }
        try opening(.creating)
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
        #expect(throws: StorageError.notAllowed(path: path, reason: "Permission denied")) { try opening(.reading) }
    }

    @Test func everyErrorNamesTheFileAndAWayOut() {
        for error in [
            StorageError.missing(path: "/a/b.db"), .folderMissing(path: "/a/b.db"), .notADatabase(path: "/a/b.db"),
            .foreign(path: "/a/b.db", evidence: "x"), .newerSchema(path: "/a/b.db", found: 3, known: 2),
            .locked(path: "/a/b.db"), .full(path: "/a/b.db"),
        ] {
            #expect("\(error)".contains("/a/b.db") && "\(error)".count > 40)
        }
        #expect("\(StorageError.newerSchema(path: "f", found: 3, known: 2))".contains("version 3"))
    }
}
