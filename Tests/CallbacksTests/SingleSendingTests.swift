import Testing

@testable import Callbacks

@Suite struct SingleSendingTests {
    /// What is said of one request after another, and whether one was to be sent again.
    private func verdicts(_ asked: [(heads: Int, bytesSent: Int)]) -> (allowed: [Bool], wasBroken: Bool) {
        var sending = SingleSending()
        let allowed = asked.map { sending.allows(heads: $0.heads, bytesSent: $0.bytesSent) }
        return (allowed, sending.wasBroken)
    }

    @Test func `a request is not sent a second time`() {
        #expect(verdicts([(0, 0), (0, 120)]) == ([true, false], true))
    }

    @Test func `what an answer led to is another request`() {
        #expect(verdicts([(0, 0), (1, 120)]) == ([true, true], false))
        #expect(verdicts([(0, 0), (1, 120), (1, 240)]) == ([true, true, false], true))
    }

    @Test func `what nothing was sent of may begin again`() {
        #expect(verdicts([(0, 0), (0, 0)]) == ([true, true], false))
        #expect(verdicts([(0, 0), (0, 0), (0, 1)]) == ([true, true, false], true))
    }
}
