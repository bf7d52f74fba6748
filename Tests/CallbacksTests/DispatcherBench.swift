import Foundation
import Logging
import Model
import Synchronization
import TestSupport

@testable import Callbacks

/// A dispatcher with a journal and a log that a test can look into.
final class DispatcherBench: Sendable {
    let journal: SignallingJournal
    let lines = LogLines()
    let dispatcher: CallbackDispatcher

    init(
        wall: WallClock = .system,
        elapsed: @escaping @Sendable () -> Duration = DispatcherTime.monotonic,
        environment: @escaping @Sendable (String) -> String? = { _ in nil },
        journal: SignallingJournal = SignallingJournal(),
        configure: (inout DispatcherConfiguration) -> Void = { _ in }
    ) {
        var configuration = DispatcherConfiguration(version: "9", environment: environment)
        configure(&configuration)
        self.journal = journal
        let lines = lines
        dispatcher = CallbackDispatcher(
            configuration: configuration,
            journal: journal,
            logger: Logger(label: "test") { _ in LineHandler(lines: lines) },
            time: DispatcherTime(wall: wall, elapsed: elapsed)
        )
    }

    /// Submits the jobs and waits until all have settled.
    func deliver(_ jobs: [CallbackJob]) async -> [Delivery] {
        dispatcher.submit(jobs)
        _ = await dispatcher.drain(within: .seconds(30))
        return journal.memory.deliveries()
    }

    /// Whether nothing of those watched is pending before the time is over.
    func isSettled(_ watched: AwaitedCallbacks, within limit: Duration) async -> Bool {
        await withCheckedContinuation { continuation in
            dispatcher.whenSettled(watched, within: limit) { continuation.resume(returning: $0) }
        }
    }

    /// Takes a delivery back.
    func cancel(_ id: String) async -> Bool {
        await withCheckedContinuation { continuation in
            dispatcher.cancel(DeliveryID(rawValue: id)) { continuation.resume(returning: $0) }
        }
    }

    /// Delivers one job and gives how its attempts ended.
    func results(_ job: CallbackJob) async -> [Attempt.Result] {
        await deliver([job]).first?.attempts.map(\.result) ?? []
    }
}

/// A journal whose events a test can wait for.
final class SignallingJournal: DeliveryJournal {
    let memory = MemoryJournal()
    let attempts: AsyncStream<Attempt>
    private let continuation: AsyncStream<Attempt>.Continuation
    private let parksAtAll: Bool
    private let parkedIDs = Mutex<[DeliveryID]>([])

    init(canPark: Bool = false) {
        parksAtAll = canPark
        (attempts, continuation) = AsyncStream.makeStream()
    }

    func pending(_ delivery: Delivery) { memory.pending(delivery) }

    func attempted(_ id: DeliveryID, _ attempt: Attempt) {
        memory.attempted(id, attempt)
        continuation.yield(attempt)
    }

    func settled(_ delivery: Delivery) { memory.settled(delivery) }
    func refreshed(_ delivery: Delivery) { memory.refreshed(delivery) }
    func reopened(_ delivery: Delivery) { memory.reopened(delivery) }

    var canPark: Bool { parksAtAll }
    func park(_ id: DeliveryID) { parkedIDs.withLock { $0.append(id) } }

    func parked(_ count: Int) -> [Delivery] {
        let ids = parkedIDs.withLock { ids in
            defer { ids.removeFirst(min(count, ids.count)) }
            return Array(ids.prefix(count))
        }
        return ids.compactMap { memory.delivery($0) }
    }

    func unpark(_ id: DeliveryID) -> Delivery? {
        let wasParked = parkedIDs.withLock { ids in
            guard let index = ids.firstIndex(of: id) else { return false }
            ids.remove(at: index)
            return true
        }
        return wasParked ? memory.delivery(id) : nil
    }
}

/// What was logged: level, message, metadata.
final class LogLines: Sendable {
    struct Line: Sendable {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]
    }

    private let lines = Mutex<[Line]>([])

    var all: [Line] { lines.withLock { $0 } }
    var messages: [String] { all.map { "\($0.level) \($0.message)" } }

    func append(_ line: Line) { lines.withLock { $0.append(line) } }
}

struct LineHandler: LogHandler {
    let lines: LogLines
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace

    init(lines: LogLines) { self.lines = lines }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let facts = (event.metadata ?? [:]).mapValues { "\($0)" }
        lines.append(.init(level: event.level, message: "\(event.message)", metadata: facts))
    }
}

/// A clock that a test moves.
final class ManualTime: Sendable {
    private let elapsed = Mutex(Duration.zero)

    var now: Duration { elapsed.withLock { $0 } }

    func advance(by duration: Duration) { elapsed.withLock { $0 += duration } }
}
