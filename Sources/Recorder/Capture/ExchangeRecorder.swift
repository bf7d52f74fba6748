internal import Foundation
public import Logging
public import Model
public import Storage
internal import Synchronization

/// Takes finished exchanges from the event loops and messages from observers of brokers, replaces their secrets, and commits them from a thread of its own.
///
/// The disk may be slow: then the queue fills, `isReady` turns false, and the data plane lets new exchanges wait. The
/// disk may be full: then recording stops, says so, and the traffic goes on unrecorded.
public final class ExchangeRecorder: Sendable {
    /// The recording that this writes.
    public let recording: Recording
    private let file: DatabaseFile
    private let redactor: Redactor?
    private let queue: CaptureQueue
    private let batchLimit: Int
    private let clock: WallClock
    private let logger: Logger
    private let hasWarned = Mutex(false)
    private let summary = Mutex(Summary())
    private let end = Mutex<Summary?>(nil)
    private let ended = DispatchGroup()

    /// Begins a recording in a file that was opened for writing.
    ///
    /// - Parameters:
    ///   - name: nil for one made of the date and time.
    ///   - rules: what is redacted; nil for nothing.
    ///   - hash: names bodies, and makes placeholders.
    ///   - limits: how much may wait in memory.
    /// - Throws: when the name is taken, or another process records into the file.
    public init(
        file: DatabaseFile,
        name: String?,
        rules: RedactionRules?,
        hash: ContentHash,
        clock: WallClock = .system,
        limits: CaptureLimits = CaptureLimits(),
        logger: Logger
    ) throws(StorageError) {
        let salt = rules == nil ? [] : (0..<16).map { _ in UInt8.random(in: 0...255) }
        let redaction = RecordedRedaction(
            salt: salt,
            rules: rules.map { String(decoding: $0.json.serialized(), as: UTF8.self) } ?? "null"
        )
        recording = try RecordingStore(file).begin(name: name, at: clock.now, redaction: redaction)
        redactor = rules.map { Redactor(rules: $0, salt: salt, hash: hash) }
        queue = CaptureQueue(limits: limits)
        batchLimit = max(limits.batch, 1)
        (self.file, self.clock, self.logger) = (file, clock, logger)
        start(hash)
    }

    /// Goes on with a recording that has ended; secrets are replaced as before, so that equal ones stay equal.
    ///
    /// - Throws: when the recording is gone, when another process records into the file, or when its rules cannot be read.
    public init(
        file: DatabaseFile,
        continuing id: RecordingID,
        hash: ContentHash,
        clock: WallClock = .system,
        limits: CaptureLimits = CaptureLimits(),
        logger: Logger
    ) throws(StorageError) {
        let (recording, redaction) = try RecordingStore(file).reopen(id)
        self.recording = recording
        redactor = try Self.redactor(of: redaction, in: file, hash)
        queue = CaptureQueue(limits: limits)
        batchLimit = max(limits.batch, 1)
        (self.file, self.clock, self.logger) = (file, clock, logger)
        let counts = (try? JSON.parse(redaction.counts))?.object?.members ?? []
        for count in counts { summary.withLock { $0.redactions[count.name] = count.value.int } }
        start(hash)
    }

    private static func redactor(
        of redaction: RecordedRedaction,
        in file: DatabaseFile,
        _ hash: ContentHash
    ) throws(StorageError) -> Redactor? {
        guard let json = try? JSON.parse(redaction.rules), json != .null else { return nil }
        do {
            return Redactor(rules: try RedactionRules(json: json), salt: redaction.salt, hash: hash)
        } catch {
            throw .damaged(path: file.path, reason: "rules of redaction: \(error)")
        }
    }

    private func start(_ hash: ContentHash) {
        ended.enter()
        let thread = Thread { [self] in
            run(ExchangeWriter(file, recording: recording.id, hash: hash))
            ended.leave()
        }
        thread.name = "recorder"
        thread.start()
    }

    /// Hands over a finished exchange. Returns at once; may be called from any thread.
    public func record(_ exchange: Exchange) { take(.exchange(exchange)) }

    /// Hands over an observed message once there is room. Blocks until then, so it is for a thread of the caller's own.
    public func recordWhenReady(_ message: ObservedMessage) {
        let ready = DispatchSemaphore(value: 0)
        queue.whenReady { ready.signal() }
        ready.wait()
        take(.message(message))
    }

    private func take(_ captured: Captured) {
        guard case .takenAndFull = queue.append(captured) else { return }
        let isFirst = hasWarned.withLock { warned in
            defer { warned = true }
            return !warned
        }
        guard isFirst else { return }
        logger.warning(
            "The disk is slower than the traffic: new exchanges wait until the recorder has caught up",
            metadata: ["database": "\(file.path)"]
        )
    }

    /// False while so much waits for the disk that new exchanges should wait as well.
    public var isReady: Bool { queue.isReady }

    /// Calls the closure once there is room, from any thread; at once when there is.
    public func whenReady(_ resume: @escaping @Sendable () -> Void) { queue.whenReady(resume) }

    /// Waits until what has been handed over so far is in the database, or was given up. Blocks.
    ///
    /// - Parameter limit: how long at most; a disk that takes longer is not waited for.
    public func catchUp(within limit: Duration) {
        let settled = DispatchSemaphore(value: 0)
        queue.whenSettled { settled.signal() }
        _ = settled.wait(timeout: .now() + .nanoseconds(Int(limit.nanoseconds)))
    }

    /// Commits what still waits, closes the recording and says what it came to. Blocks until the disk has answered;
    /// calling it again gives the same summary.
    public func finish() -> Summary {
        queue.close()
        ended.wait()
        return end.withLock { end in
            if let end { return end }
            var result = summary.withLock { $0 }
            result.notRecorded = queue.refusedCount
            close(&result)
            // Somebody who reads meanwhile keeps the log in use; it stays beside the file then, and nothing is lost.
            try? file.checkpoint()
            end = result
            return result
        }
    }

    private func run(_ writer: ExchangeWriter) {
        var memory = SecretMemory()
        while let taken = queue.take() {
            var rest = taken[...]
            while !rest.isEmpty {
                let batch = rest.prefix(batchLimit)
                do throws(StorageError) {
                    try commit(batch, with: writer, &memory)
                } catch {
                    return stop(error, losing: rest.count)
                }
                queue.settled(batch)
                rest = rest.dropFirst(batch.count)
            }
        }
    }

    private func commit(
        _ batch: ArraySlice<Captured>,
        with writer: ExchangeWriter,
        _ memory: inout SecretMemory
    ) throws(StorageError) {
        let stored = RedactedBatch(batch, redactor, &memory)
        try insert(stored, with: writer)
        summary.withLock { $0.add(batch, stored.redactions) }
    }

    /// Somebody who looks at the file with another program may hold its lock for a while; that is worth some patience.
    private func insert(_ batch: RedactedBatch, with writer: ExchangeWriter) throws(StorageError) {
        var attempt = 1
        while true {
            do throws(StorageError) {
                return try writer.insert(batch.exchanges, messages: batch.messages)
            } catch {
                guard case .locked = error, attempt < 3 else { throw error }
                attempt += 1
                logger.warning("The database is locked, trying again", metadata: ["database": "\(file.path)"])
            }
        }
    }

    private func stop(_ error: StorageError, losing count: Int) {
        queue.close(abandoning: true)
        summary.withLock {
            $0.failure = error
            $0.lost += count
        }
        logger.error(
            "Recording stopped, the traffic goes on unrecorded",
            metadata: ["database": "\(file.path)", "recording": "\(recording.name)", "reason": "\(error)"]
        )
        mark(.failed, reason: "\(error)", redactions: [:])
    }

    private func close(_ result: inout Summary) {
        result.notRecorded += result.lost
        let end: Recording.End = result.hasFailed ? .failed : .finished
        if let error = mark(end, reason: result.failure.map { "\($0)" } ?? "", redactions: result.redactions),
            result.failure == nil
        {
            result.failure = error
            logger.error("The recording could not be closed", metadata: ["reason": "\(error)"])
        }
    }

    /// Writes how the recording ended. On a full disk that fails as well; then the row stays open, and who reads it
    /// finds that the process is gone.
    @discardableResult
    private func mark(_ end: Recording.End, reason: String, redactions: [String: Int]) -> StorageError? {
        let counts = JSONObject(redactions.sorted { $0.key < $1.key }.map { JSONObject.Member($0.key, .int($0.value)) })
        do throws(StorageError) {
            try RecordingStore(file)
                .end(
                    recording.id,
                    as: end,
                    reason: reason,
                    at: clock.now,
                    redactionCounts: String(decoding: JSON.object(counts).serialized(), as: UTF8.self)
                )
            return nil
        } catch {
            return error
        }
    }
}
