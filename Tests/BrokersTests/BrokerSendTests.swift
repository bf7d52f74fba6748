import Synchronization
import Testing

@testable import Brokers

@Suite struct BrokerSendTests {
    private let ends = Ends()

    @Test func `its end is told once, by who comes first`() {
        let send = BrokerSend { [ends] in ends.append($0) }
        #expect(!send.isOver)
        send.end(.success(()))
        send.cancel()
        send.end(.failure(BrokerError("late")))
        #expect(send.isOver)
        #expect(ends.reasons == ["taken"])
    }

    @Test func `it fails when its time is over`() async {
        let reason = await withCheckedContinuation { continuation in
            let send = BrokerSend { continuation.resume(returning: $0.reason) }
            send.limit(to: .milliseconds(10)) { BrokerError("time is over") }
            ends.keep(send)
        }
        #expect(reason == "time is over")
    }

    @Test func `one that was cancelled says so`() {
        let send = BrokerSend { [ends] in ends.append($0) }
        send.limit(to: .seconds(3600)) { BrokerError("time is over") }
        send.cancel()
        send.limit(to: .zero) { BrokerError("time is over") }
        #expect(ends.reasons == ["broken off"])
    }
}

private final class Ends: Sendable {
    private let results = Mutex<[String]>([])
    private let sends = Mutex<[BrokerSend]>([])

    var reasons: [String] { results.withLock { $0 } }

    func append(_ result: SendResult) { results.withLock { $0.append(result.reason) } }
    func keep(_ send: BrokerSend) { sends.withLock { $0.append(send) } }
}
