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

    @Test func `one that was cancelled says so`() {
        let send = BrokerSend { [ends] in ends.append($0) }
        send.cancel()
        #expect(ends.reasons == ["broken off"])
    }
}

private final class Ends: Sendable {
    private let results = Mutex<[String]>([])

    var reasons: [String] { results.withLock { $0 } }

    func append(_ result: SendResult) { results.withLock { $0.append(result.reason) } }
}
