import Foundation
import Logging
import Model
import Recorder
import Storage
import Synchronization
import TestSupport
import Testing

@Suite struct ExchangeRecorderTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func recorder(
        _ path: String,
        rules: RedactionRules? = .standard,
        limits: CaptureLimits = CaptureLimits(),
        logger: Logger = CaptureSamples.logger
    ) throws -> ExchangeRecorder {
        try ExchangeRecorder(
            file: DatabaseFile(path: path, for: .creating),
            name: "run",
            rules: rules,
            hash: CaptureSamples.hash,
            limits: limits,
            logger: logger
        )
    }

    @Test func everyExchangeIsInTheFileAfterTheEnd() throws {
        let recorder = try recorder(folder.path("a.db"), limits: CaptureLimits(batch: 7))
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for index in 0..<50 { recorder.record(CaptureSamples.exchange(Int64(thread * 50 + index + 1))) }
        }
        var webhook = CaptureSamples.exchange(401)
        webhook.kind = .webhook
        webhook.outcome = .failure(ExchangeFailure(source: .client, phase: .send, reason: "left"), partial: nil)
        recorder.record(webhook)
        let summary = recorder.finish()
        #expect(summary.exchanges == 400 && summary.webhooks == 1 && summary.broken == 1 && !summary.hasFailed)
        #expect(summary.text == "400 exchanges, 1 webhook (1 broken)")
        let log = try FileManager.default.attributesOfItem(atPath: folder.path("a.db-wal"))
        #expect(log[.size] as? Int == 0, "the file alone holds everything")
        let file = try DatabaseFile(path: folder.path("a.db"), for: .reading)
        let recording = try RecordingStore(file).find("run")
        #expect(recording.end == .finished && recording.exchangeCount == 400 && recording.webhookCount == 1)
        #expect(try ExchangeStore(file).all(of: recording.id).map(\.id.rawValue) == Array(1...401))
    }

    @Test func aCommitIsNeverFarBehind() throws {
        let recorder = try recorder(folder.path("a.db"))
        let reader = try DatabaseFile(path: folder.path("a.db"), for: .reading)
        let begun = ContinuousClock.now
        recorder.record(CaptureSamples.exchange())
        while try ExchangeStore(reader).exchange(ExchangeID(rawValue: 1)) == nil {
            // Ten times what is promised: the machine may be busy.
            try #require(ContinuousClock.now - begun < .seconds(2), "the exchange is not in the file")
        }
        _ = recorder.finish()
    }

    @Test func secretsNeverReachTheFile() throws {
        let recorder = try recorder(folder.path("a.db"))
        recorder.record(
            CaptureSamples.exchange(
                fields: [("Authorization", "Bearer sesame-0815")],
                body: #"{"token":"sesame-0815"}"#
            )
        )
        let summary = recorder.finish()
        #expect(summary.redactions == ["field authorization": 1, "body token": 1])
        #expect(summary.text.hasSuffix("2 secrets redacted"))
        let file = try DatabaseFile(path: folder.path("a.db"), for: .reading)
        let recording = try RecordingStore(file).find(nil)
        let kept = try RecordingStore(file).redaction(of: recording.id)
        #expect(kept.counts == #"{"body token":1,"field authorization":1}"# && kept.salt.count == 16)
        for name in ["a.db", "a.db-wal"] {
            guard let bytes = FileManager.default.contents(atPath: folder.path(name)) else { continue }
            #expect(bytes.range(of: Data("sesame-0815".utf8)) == nil, "\(name)")
        }
    }

    @Test func withoutRulesEverythingIsKept() throws {
        let recorder = try recorder(folder.path("a.db"), rules: nil)
        recorder.record(CaptureSamples.exchange(fields: [("Authorization", "Bearer sesame-0815")]))
        _ = recorder.finish()
        let file = try DatabaseFile(path: folder.path("a.db"), for: .reading)
        let back = try ExchangeStore(file).exchange(ExchangeID(rawValue: 1))
        #expect(back?.exchange.request.fields.first("Authorization") == "Bearer sesame-0815")
        let recording = try RecordingStore(file).find(nil)
        #expect(try Redactor(RecordingStore(file).redaction(of: recording.id), hash: CaptureSamples.hash) == nil)
    }

    @Test func finishingTwiceGivesTheSameAndLaterExchangesAreCounted() throws {
        let recorder = try recorder(folder.path("a.db"))
        recorder.record(CaptureSamples.exchange(1))
        #expect(recorder.finish().exchanges == 1)
        recorder.record(CaptureSamples.exchange(2))
        #expect(recorder.finish().exchanges == 1)
        #expect(recorder.isReady)
    }

    /// Fills what holds the file, and expects what a user is promised. Runs where it is set up that the disk is small.
    private static func fillUp(_ path: String) throws -> (reason: String, events: [String]) {
        let events = Events()
        let recorder = try ExchangeRecorder(
            file: DatabaseFile(path: path, for: .creating),
            name: "run",
            rules: .standard,
            hash: CaptureSamples.hash,
            limits: CaptureLimits(exchanges: 4, batch: 2, delay: .zero),
            logger: Logger(label: "test") { _ in events }
        )
        var random = SeededRandom(seed: 1)
        for id in 1...64 {
            let noise = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &random) }
            let resumed = DispatchSemaphore(value: 0)
            recorder.whenReady { resumed.signal() }
            try #require(resumed.wait(timeout: .now() + 20) == .success, "the traffic stands still")
            recorder.record(CaptureSamples.exchange(Int64(id), answerBody: noise))
        }
        let summary = recorder.finish()
        #expect(recorder.isReady && summary.hasFailed && summary.notRecorded > 0)
        #expect(summary.exchanges + summary.notRecorded == 64)
        let file = try DatabaseFile(path: path, for: .reading)
        let recording = try RecordingStore(file).find("run")
        #expect(recording.exchangeCount == summary.exchanges && summary.exchanges > 0)
        #expect(try ExchangeStore(file).all(of: recording.id).count == summary.exchanges)
        return (summary.text, events.messages)
    }

    @Test func aFullDiskStopsTheRecordingAndNotTheTraffic() throws {
        let mountPoint = folder.path("small")
        try FileManager.default.createDirectory(atPath: mountPoint, withIntermediateDirectories: true)
        guard run("/bin/mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", mountPoint) else {
            print("skipped: a small file system can only be mounted by root")
            return
        }
        defer { _ = run("/bin/umount", "-l", mountPoint) }
        let path = mountPoint + "/full.db"
        let (reason, events) = try Self.fillUp(path)
        #expect(reason.contains("there is no room left for \(path)"))
        #expect(events.count { $0 == "error Recording stopped, the traffic goes on unrecorded" } == 1)
    }

    @Test func aFileThatMayNotGrowStopsTheRecordingToo() async throws {
        let path = folder.path("limited.db")
        await #expect(processExitsWith: .success) { [path = path as String] in
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 1_000_000, rlim_max: 1_000_000)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            let (reason, events) = try Self.fillUp(path)
            #expect(reason.contains("recording stopped: the database \(path) failed"))
            #expect(events.contains("error Recording stopped, the traffic goes on unrecorded"))
        }
    }

    @Test func whatWasCommittedSurvivesAKill() async throws {
        let path = folder.path("killed.db")
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let recorder = try ExchangeRecorder(
                file: DatabaseFile(path: path, for: .creating),
                name: "run",
                rules: .standard,
                hash: CaptureSamples.hash,
                logger: CaptureSamples.logger
            )
            for id in 1...300 { recorder.record(CaptureSamples.exchange(Int64(id))) }
            let reader = try DatabaseFile(path: path, for: .reading)
            while try ExchangeStore(reader).nextID().rawValue < 301 {}
            kill(getpid(), SIGKILL)
        }
        let file = try DatabaseFile(path: path, for: .reading)
        let recording = try RecordingStore(file).find("run")
        #expect(recording.end == .interrupted && recording.exchangeCount == 300)
        #expect(recording.endedAt == Timestamp(seconds: 1_795_000_000) + .milliseconds(1))
        #expect(try ExchangeStore(file).all(of: recording.id).count == 300)
    }

    private func run(_ program: String, _ arguments: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}

/// A log handler that remembers.
private final class Events: LogHandler {
    private let lines = Mutex<[String]>([])
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { nil }
        set {}
    }
    var messages: [String] { lines.withLock { $0 } }

    func log(event: LogEvent) { lines.withLock { $0.append("\(event.level) \(event.message)") } }
}
