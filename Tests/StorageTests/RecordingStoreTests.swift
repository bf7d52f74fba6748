import Foundation
import GRDB
import Model
import Storage
import Testing

@Suite struct RecordingStoreTests {
    let samples: StorageSamples
    init() throws { samples = try StorageSamples() }

    var store: RecordingStore { RecordingStore(samples.file) }

    @Test func findsByNameAndTheNewestWithout() throws {
        let first = try samples.begin("first")
        let second = try samples.begin("second")
        #expect(try store.find("first").id == first.id)
        #expect(try store.find(nil).id == second.id)
        #expect(try store.all().map(\.name) == ["first", "second"])
    }

    @Test func anUnknownNameListsTheKnownOnes() throws {
        #expect(throws: StorageError.noRecordings(path: samples.path)) { try store.find("x") }
        _ = try samples.begin("first")
        _ = try samples.begin("second")
        #expect(throws: StorageError.unknownRecording(name: "third", known: ["second", "first"])) {
            try store.find("third")
        }
    }

    @Test func aNameIsTakenOnce() throws {
        _ = try samples.begin("run")
        #expect(throws: StorageError.recordingExists(name: "run")) { try samples.begin("run") }
    }

    @Test func withoutANameTheDateServes() throws {
        #expect(try samples.begin(nil).name == "2026-11-18T11-06-40")
        #expect(try samples.begin(nil).name == "2026-11-18T11-06-40-2")
    }

    @Test func theEndIsKept() throws {
        let recording = try samples.begin()
        #expect(try store.find("run").end == .open)
        let instant = StorageSamples.start + .seconds(60)
        try store.end(recording.id, as: .failed, reason: "full", at: instant, redactionCounts: #"{"query key":2}"#)
        let found = try store.find("run")
        #expect(found.end == .failed && found.endReason == "full" && found.endedAt == instant)
        #expect(
            try store.redaction(of: recording.id)
                == RecordedRedaction(salt: [1, 2, 3], rules: #"{"fields":[]}"#, counts: #"{"query key":2}"#)
        )
    }

    /// A process that ended: its number may be given out again, but not with the same start.
    private func pretendWriterDied(pid: Int32) throws {
        let queue = try DatabaseQueue(path: samples.path)
        try queue.write { try $0.execute(sql: "UPDATE recordings SET writer_pid = ?", arguments: [pid]) }
    }

    @Test func aRecordingWhoseProcessIsGoneWasInterrupted() throws {
        let recording = try samples.begin()
        try samples.writer(recording).insert([StoredExchange(StorageSamples.exchange(20))])
        try pretendWriterDied(pid: 1)  // lives, but did not begin when our process did
        let found = try store.find("run")
        #expect(found.end == .interrupted)
        #expect(found.endedAt == StorageSamples.start + .seconds(20) + .milliseconds(5))
        #expect(found.exchangeCount == 1)
        // The next recorder writes it down.
        _ = try samples.begin("next")
        let queue = try DatabaseQueue(path: samples.path)
        let end = try queue.read { try String.fetchOne($0, sql: #"SELECT "end" FROM recordings WHERE name = 'run'"#) }
        #expect(end == "interrupted")
    }

    @Test func aLivingWriterKeepsOthersAway() throws {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/bin/sleep")
        child.arguments = ["60"]
        try child.run()
        defer { kill(child.processIdentifier, SIGKILL) }
        _ = try samples.begin()
        let number = child.processIdentifier
        let fields = try String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)
        let start = try #require(fields.split(separator: ")").last).split(separator: " ")[19]
        let boot = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        let queue = try DatabaseQueue(path: samples.path)
        try queue.write {
            try $0.execute(
                sql: "UPDATE recordings SET writer_pid = ?, writer_start = ?",
                arguments: [number, "\(boot.split(separator: "\n")[0])/\(start)"]
            )
        }
        #expect(try store.find("run").end == .open)
        #expect(throws: StorageError.beingWritten(path: samples.path, recording: "run", process: Int(number))) {
            try samples.begin("next")
        }
        kill(number, SIGKILL)
        child.waitUntilExit()
        #expect(try store.find("run").end == .interrupted)
    }
}
