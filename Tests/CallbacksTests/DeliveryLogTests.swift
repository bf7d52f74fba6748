import Logging
import Model
import Testing

@testable import Callbacks

@Suite struct DeliveryLogTests {
    private func lines(_ delivery: Delivery) -> [LogLines.Line] {
        let lines = LogLines()
        let log = DeliveryLog(logger: Logger(label: "test") { _ in LineHandler(lines: lines) })
        log.attempted(delivery)
        log.settled(delivery)
        return lines.all
    }

    private func delivery(_ state: Delivery.State, _ results: [Attempt.Result]) -> Delivery {
        let attempts = results.enumerated()
            .map {
                Attempt(number: $0 + 1, startedAt: Timestamp(seconds: 0), duration: .milliseconds(5), result: $1)
            }
        return Delivery(
            job: Sample.job(url: "http://user:pw@shop.test/hook?token=secret", fields: [("Authorization", "secret")]),
            attempts: attempts,
            state: state
        )
    }

    @Test func `the messages and levels of the seed`() {
        let failed = Attempt.Result.failed(reason: "refused")
        #expect(
            lines(delivery(.delivered, [Sample.answered(200)])).map(\.message) == ["Callback executed successfully"]
        )
        #expect(lines(delivery(.delivered, [Sample.answered(200)])).map(\.level) == [.info])
        let exhausted = lines(delivery(.failed, [failed, failed]))
        #expect(exhausted.map(\.message) == ["Callback attempt failed", "Callback failed after all retries"])
        #expect(exhausted.map(\.level) == [.warning, .error])
        #expect(LogMessage.preparationFailed == "Failed to prepare webhook body")
        #expect(LogMessage.panic == "Panic in webhook executeCallback")
    }

    @Test func `the facts stand beside the message, and no secret among them`() {
        let line = lines(delivery(.failed, [Sample.answered(500), .failed(reason: "refused")])).last
        #expect(
            line?.metadata == [
                "callback.type": "http", "callback.index": "0", "callback.attempt": "2", "delivery.id": "d1",
                "exchange.id": "1", "mock.id": "m1", "target": "POST http://shop.test/hook", "reason": "refused",
                "duration": "5.0 ms",
            ]
        )
    }

    @Test func `an attempt that succeeded is told once, at the end`() {
        #expect(lines(delivery(.pending, [Sample.answered(204)])).isEmpty)
    }
}
