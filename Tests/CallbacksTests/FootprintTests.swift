import Foundation
import Logging
import Model
import Synchronization
import TestSupport
import Testing

@testable import Callbacks

/// What many waiting deliveries cost, and how late timers are: asserted loosely, printed exactly.
@Suite(.serialized) struct FootprintTests {
    @Test func `a hundred thousand waiting deliveries stay small`() async {
        // In a process of its own: the memory is everybody's.
        await #expect(processExitsWith: .success) {
            let journal = MemoryJournal(capacity: 200_000)
            let dispatcher = CallbackDispatcher(
                configuration: DispatcherConfiguration(version: "9") { _ in nil },
                journal: journal,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            let before = residentBytes()
            for number in 0..<100_000 {
                let job = Sample.job(
                    "dlv_0123456789abcdef_\(number)",
                    exchange: Int64(number),
                    url: "http://receiver.test/hooks/orders",
                    fields: [("Content-Type", "application/json"), ("X-Order", "\(number)")],
                    body: #"{"event": "order.paid", "order": \#(number), "amount": 1200, "currency": "EUR"}"#,
                    delay: .seconds(3_600)
                )
                dispatcher.submit([job])
            }
            await withCheckedContinuation { continuation in
                dispatcher.whenSettled(within: .zero) { _ in continuation.resume() }
            }
            let growth = Double(residentBytes() - before) / 1_000_000
            print("100,000 pending deliveries: \(Int(growth)) MB resident")
            #expect(dispatcher.pendingCount == 100_000)
            #expect(growth < 200)
        }
    }

    @Test func `timers are on time`() async throws {
        let receiver = try CallbackReceiver()
        let bench = DispatcherBench()
        let start = WallClock.system.now
        let jobs = (0..<200)
            .map { number in
                Sample.job(
                    "d\(number)",
                    exchange: Int64(number),
                    url: receiver.url(),
                    delay: .milliseconds(20 + number * 5)
                )
            }
        let deliveries = await bench.deliver(jobs)
        let late =
            deliveries.compactMap { delivery in
                delivery.attempts.first.map { ($0.startedAt - start) - delivery.job.delay }
            }
            .sorted()
        print(
            "timers: median \(late[late.count / 2].inMilliseconds) ms late, 99th \(late[late.count * 99 / 100].inMilliseconds) ms"
        )
        #expect(late[late.count / 2] < .milliseconds(100))
    }
}

/// `VmRSS` of this process (proc(5)).
private func residentBytes() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
    return (Int(line.filter(\.isNumber)) ?? 0) * 1_024
}
