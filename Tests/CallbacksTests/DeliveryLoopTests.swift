import Logging
import Model
import TestSupport
import Testing

@testable import Callbacks

/// What the end of the loop makes of what is under way, with letters that a test has written beforehand.
@Suite(.timeLimit(.minutes(1))) struct DeliveryLoopTests {
    private let journal = SignallingJournal()
    private let mailbox = Mailbox<DispatcherLetter> {}

    /// Writes the letters and one that stops the loop, and runs it until it has stopped.
    private func run(_ letters: [DispatcherLetter]) async throws {
        let loop = try loop()
        await withCheckedContinuation { continuation in
            _ = mailbox.put([.stop(leavesPending: true) { continuation.resume() }] + letters)
            loop.run()
        }
    }

    private func loop() throws -> DeliveryLoop {
        let configuration = DispatcherConfiguration(version: "9") { _ in nil }
        return DeliveryLoop(
            configuration,
            multi: try CurlMulti(configuration),
            mailbox: mailbox,
            wakeUp: WakeUp(),
            journal: journal,
            logger: Logger(label: "test") { _ in LineHandler(lines: LogLines()) },
            time: DispatcherTime(wall: .system, elapsed: DispatcherTime.monotonic),
            status: DispatcherStatus()
        )
    }

    private func submit(_ job: CallbackJob) -> DispatcherLetter {
        let delivery = Delivery(job: job)
        journal.pending(delivery)
        return .submit([delivery], sentAt: .zero)
    }

    /// The attempt of the delivery that was submitted as this one, counted from zero, has arrived.
    private func end(_ number: UInt32) -> DispatcherLetter {
        let key = DeliveryKey(order: number, slot: number)
        return .ended([AttemptEnd(key: key, result: Sample.answered(200), next: .planned)])
    }

    @Test func `what has arrived by the stop is not left pending, and nothing more goes out`() async throws {
        let receiver = try CallbackReceiver()
        let jobs = (0..<4).map { Sample.job("\($0)", exchange: $0, url: receiver.url()) }
        let mailbox = mailbox
        // The last letter comes when the others have been read.
        let cancel = DispatcherLetter.cancel(DeliveryID(rawValue: "2")) { [late = end(1)] _ in _ = mailbox.put(late) }
        try await run(jobs.map(submit) + [end(0), cancel])
        #expect(journal.memory.deliveries().map(\.state) == [.delivered, .delivered, .cancelled, .pending])
        #expect(receiver.connectionCount == 0)
    }

    @Test func `without a thread that sends the end does not wait for one`() async throws {
        let configuration = DispatcherConfiguration(version: "9") { _ in nil }
        let http = HTTPDelivery(
            configuration,
            try CurlMulti(configuration),
            mailbox: mailbox,
            log: DeliveryLog(logger: Logger(label: "test")),
            time: DispatcherTime(wall: .system, elapsed: DispatcherTime.monotonic),
            start: { _ in false }
        )
        #expect(mailbox.takeAll().map { if case .broken = $0 { true } else { false } } == [true])
        await withCheckedContinuation { continuation in http.close { continuation.resume() } }
    }
}
